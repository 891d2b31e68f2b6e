"""A full disk: the site keeps the text, says so kindly, shows no code; once there is room the same page is taken."""

import errno
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from kindline.faces.outside.reporter import CODE, NotTaken, Said, fill_in, send
from kindline.sealing import receipt
from kindline.services.hotline import mailbox
from tests.faults.scene import at_home
from tests.faults.site import serving

pytestmark = pytest.mark.faults
SAID = Said(addresses="https://album.test/full", account="a sentence typed with care", danger="now")


def refused_kindly(browser, page):
    """The page is not taken, nothing of it is lost, and no code was shown."""
    with pytest.raises(NotTaken) as refused:
        send(browser, page)
    answer = refused.value.page
    assert answer.status == 503
    assert not CODE.search(answer.text)
    assert SAID.account in answer.text and answer.hidden["draft"] and answer.action
    assert "Traceback" not in answer.text and "disk" not in answer.text
    return answer


def taken(browser, page, data):
    code = send(browser, page)
    with at_home(data):
        assert mailbox.find(receipt.parse(code).display())


@pytest.fixture
def small_disk(tmp_path):
    """A real file system of four megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("only root may mount a small disk; the limit on file sizes is tried instead")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path) -> Path:
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError as full:
            assert full.errno == errno.ENOSPC
    return filler


def test_no_space_left_on_the_device(scene, small_disk):
    scene.data = Path(shutil.copytree(scene.data, small_disk / "data"))
    with serving(scene) as browser:
        page = fill_in(browser, SAID, language="en")
        filler = fill(small_disk)
        again = refused_kindly(browser, page)
        os.unlink(filler)
        taken(browser, again, scene.data)


def test_no_file_may_grow(scene):
    with serving(scene, largest_file=4096) as browser:
        page = refused_kindly(browser, fill_in(browser, SAID, language="en"))
    with serving(scene) as browser:
        taken(browser, page, scene.data)
