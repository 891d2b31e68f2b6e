"""The portal as a process of its own: what it must not be able to reach."""

import os
import subprocess
import sys

from kindline.faces.cli import ROOT

BOOT = """
import django; django.setup()
import kindline.faces.portal.urls, sys
from django.conf import settings
print(sorted(settings.DATABASES), [name for name in sys.modules if "intake" in name or "faces.desk" in name])
"""


def test_the_portals_process_knows_no_intake_and_no_desk() -> None:
    environment = {**os.environ, "KINDLINE_FACE": "portal", "DJANGO_SETTINGS_MODULE": "kindline.settings.testing"}
    booted = subprocess.run([sys.executable, "-c", BOOT], capture_output=True, text=True, cwd=ROOT, env=environment)
    assert booted.stdout.strip() == "['core', 'default'] []", booted.stderr
