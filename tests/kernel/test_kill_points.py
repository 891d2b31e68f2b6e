import os
import subprocess
import sys

import pytest

ASK = (
    "import django; django.setup()\nfrom kindline.kernel import kill_points; kill_points.reach('here'); print('alive')"
)


@pytest.mark.parametrize(("asked", "alive"), [("here", False), ("elsewhere", True), ("", True)])
def test_a_process_dies_at_the_named_point_only(asked, alive):
    env = os.environ | {"KINDLINE_KILL_AT": asked}
    ended = subprocess.run([sys.executable, "-c", ASK], env=env, capture_output=True, text=True, check=False)
    assert (ended.returncode, "alive" in ended.stdout) == ((0, True) if alive else (-9, False))


def test_outside_testing_nobody_can_stop_a_process_this_way(settings, monkeypatch):
    from kindline.kernel import kill_points

    settings.PLACE = "server"
    monkeypatch.setenv("KINDLINE_KILL_AT", "here")
    kill_points.reach("here")
