"""A running installation is saved and restored: nothing it acknowledged is missing, and its log says the same."""

import os
import subprocess
import sys

import pytest

from kindline.kernel.audit.models import Checkpoint, Detail, Entry, TreeHead
from kindline.sealing.merkle import CompactRange
from kindline.services.hotline import mailbox
from kindline.services.hotline.models import Report
from tests.faults.scene import ROOT, at_home

pytestmark = pytest.mark.faults


def say(scene, *words: object, ends: int = 0) -> str:
    """A command of the terminal, as an operator types it."""
    places = {"KINDLINE_FACE": "worker", "DJANGO_SETTINGS_MODULE": "kindline.settings.embedded"}
    environment = os.environ | places | {"PYTHONPATH": str(ROOT / "src")}
    for name in ("KINDLINE_DATA", "KINDLINE_KEYS"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "kindline.faces.cli", *map(str, words)]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == ends, done.stderr
    return done.stdout


def test_an_installation_comes_back_with_its_log_and_finds_its_keys(scene, tmp_path):
    for number in range(3):
        scene.file(f"https://album.test/{number}")
    scene.worker()
    # One more that no worker has admitted yet: it lies in the intake database alone.
    scene.file("https://album.test/waiting")
    saved, new = tmp_path / "saved", tmp_path / "new"
    before = say(scene, "audit", "verify", "--data", scene.data)
    assert "no key is in it" in say(scene, "backup", "--data", scene.data, "--to", saved)
    assert "keys copied" in say(scene, "restore", "--from", saved, "--data", new)
    assert say(scene, "audit", "verify", "--data", new) == before
    entries = Entry.objects.count()
    scene.data, scene.keys = new, tmp_path / "new.keys"
    with at_home(new):
        assert all(mailbox.find(code.display()) for code in scene.codes)
        assert Report.objects.count() == 3 and Entry.objects.count() == entries
        scene.worker()
        assert Report.objects.count() == 4
        assert scene.log_problems() == []


def test_the_last_entries_cut_off_show_by_a_checkpoint_in_the_outside_that_is_found_by_itself(scene):
    """The thief takes the last entries, every checkpoint over them, and rewrites the head; a witness had a copy."""
    scene.file("https://album.test/1")
    scene.worker()
    size = Checkpoint.objects.order_by("size").first().size
    tree = CompactRange()
    for hashed in Entry.objects.filter(index__lt=size).order_by("index").values_list("leaf_hash", flat=True):
        tree.append(bytes(hashed))
    newest = Checkpoint.objects.order_by("-size").first()
    assert newest.size > size
    Detail.objects.filter(entry_id__gte=size).delete()
    Entry.objects.filter(index__gte=size).delete()
    Checkpoint.objects.filter(size__gt=size).delete()
    TreeHead.objects.update(state=tree.serialize())
    assert "problems=0" in say(scene, "audit", "verify", "--data", scene.data)
    held = scene.data / "outside" / "checkpoints"
    held.mkdir(parents=True)
    (held / "police").write_text(newest.note)
    missing = f"entry {size}: missing, a witnessed checkpoint covers {newest.size} entries"
    assert missing in say(scene, "audit", "verify", "--data", scene.data, ends=1)
    elsewhere = held.rename(scene.data / "elsewhere") / "police"
    assert missing in say(scene, "audit", "verify", "--data", scene.data, "--checkpoint", elsewhere, ends=1)
