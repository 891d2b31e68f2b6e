"""One data folder on SQLite admits one worker, and the next one as soon as that is dead."""

import subprocess
import sys

import pytest

from kindline.faces.worker.single import AnotherWorks, only_one

HOLD = (
    "import sys, time; from pathlib import Path; from kindline.faces.worker.single import only_one\n"
    "with only_one(Path(sys.argv[1])): print('mine', flush=True); time.sleep(60)"
)


def test_a_second_worker_is_told_who_works_and_follows_when_that_is_killed(tmp_path):
    first = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert first.stdout.readline() == "mine\n"
    with pytest.raises(AnotherWorks, match=str(first.pid)), only_one(tmp_path):
        pass
    first.kill()
    first.wait()
    with only_one(tmp_path):
        pass
