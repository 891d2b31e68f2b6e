"""The self-test of a server: it kills one of its own workers and says how long the other one took."""

import os
import subprocess
import sys

import pytest

from tests.faults.scene import ROOT

pytestmark = pytest.mark.faults


def run(crew):
    places = {"KINDLINE_DATA": str(crew.data), "KINDLINE_KEYS": str(crew.keys), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "kindline.faces.cli", "worker", "--data", str(crew.data), "--self-test"]
    environment = os.environ | places | crew.engine | {"DJANGO_SETTINGS_MODULE": "kindline.settings.testing"}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=90)
    return done.returncode, done.stdout + done.stderr


def test_a_server_sees_a_killed_job_taken_over_and_sqlite_has_no_such_thing(crew):
    code, said = run(crew)
    if crew.engine:
        assert code == 0 and "was done by another after" in said
    else:
        assert code == 1 and "one worker works on one data folder" in said
