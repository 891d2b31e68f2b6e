"""The mailroom as a process of its own: what it cannot reach, and that it starts and stops as the manual says."""

import os
import shutil
import signal
import smtplib
import subprocess
import sys
import time

from kindline.faces.cli import ROOT
from tests.channels.silent_server import closed_port
from tests.installation import Installation

BOOT = """
import django; django.setup()
import kindline.channels.mail.arriving, sys
from django.conf import settings
from kindline.kernel.outbox import arrivals
print(sorted(settings.DATABASES), sorted(arrivals._receivers))
print([name for name in sys.modules if "hotline.intake" in name or ".faces.desk" in name or ".faces.portal" in name])
"""


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "KINDLINE_FACE": "mailroom", "DJANGO_SETTINGS_MODULE": "kindline.settings.testing", **more}


def test_the_mailrooms_process_knows_no_intake_no_desk_and_no_portal() -> None:
    booted = subprocess.run([sys.executable, "-c", BOOT], capture_output=True, text=True, cwd=ROOT, env=environment())
    assert booted.stdout.split("\n")[:2] == ["['core', 'default'] ['notices']", "[]"], booted.stderr


def test_it_opens_its_door_without_any_private_key_and_ends_when_told(installation: Installation) -> None:
    for folder in installation.keys.iterdir():
        if folder.name != "public":
            shutil.rmtree(folder)
    port = closed_port()
    command = [
        sys.executable,
        "-m",
        "kindline.faces.cli",
        "mailroom",
        "--data",
        str(installation.data),
        "--port",
        str(port),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), stderr=subprocess.PIPE)
    try:
        with patient(port) as server:
            assert server.ehlo("mta.example")[0] == 250
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    assert process.returncode == 0


def patient(port: int) -> smtplib.SMTP:
    for _ in range(200):
        try:
            return smtplib.SMTP("127.0.0.1", port, local_hostname="mta.example")
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the mailroom opened no door")
