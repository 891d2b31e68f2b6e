"""At the terminal, on a running installation: erased, proved with every key and a backup from before, and exported."""

import pytest
from django.test import override_settings

from kindline.services.hotline.models import Report
from tests.faults.scene import at_home
from tests.faults.test_restored_installation import say

pytestmark = pytest.mark.faults


@pytest.fixture
def ended(scene, tmp_path):
    """Two reports judged and ended, last night's backup, and the police's keys as files."""
    for number in range(2):
        scene.file(f"https://album.test/{number}")
    scene.worker()
    scene.play.judge(verdict="not_illegal")
    scene.worker()
    assert set(Report.objects.values_list("state", flat=True)) == {"closed"}
    say(scene, "backup", "--data", scene.data, "--to", tmp_path / "yesterday")
    (tmp_path / "duty.key").write_text(scene.play.police.duty.to_text())
    return scene


def test_an_erasure_is_proved_with_a_backup_from_before_and_every_key(ended, tmp_path):
    police = ("--police-key", tmp_path / "duty.key")
    data = ("--data", ended.data)
    assert "may be erased: 1, 2" in say(ended, "erase", "--list", *data)
    assert "2 envelopes of report 2 open" in say(ended, "erase", "--report", 2, *data, *police)
    proved = say(ended, "erase", "--prove", 2, *data, *police, "--backup", tmp_path / "yesterday")
    assert "opened 2 of 2 envelopes" in proved and "proved" not in proved and "erased=yes" in proved
    # The control: the same trial does open it, with a copy of the keys that still lives on until its horizon.
    assert "2 envelopes reached, 2 opened" in proved
    # The other report is not erased, and no proof says so of it.
    say(ended, "erase", "--prove", 1, *data, *police, ends=1)
    assert "may be erased: 1\n" in say(ended, "erase", "--list", *data)


def test_a_restored_installation_has_erased_it_again_before_it_runs(ended, tmp_path):
    say(ended, "erase", "--report", 2, "--data", ended.data)
    new = tmp_path / "new"
    assert "erased again: 1 reports" in say(ended, "restore", "--from", tmp_path / "yesterday", "--data", new)
    assert "erased again: 0 reports" in say(ended, "erase", "--reapply", "--data", new)
    assert "problems=0" in say(ended, "audit", "verify", "--data", new)
    with at_home(new), override_settings(DATA_DIR=new, KEYS_DIR=tmp_path / "new.keys"):
        gone, stays = Report.objects.get(number=2), Report.objects.get(number=1)
        assert all(row.envelope.startswith("erased-") for row in gone.addresses.all())
        assert not any(row.envelope.startswith("erased-") for row in stays.addresses.all())


def test_a_lost_folder_of_erasable_keys_comes_back_from_its_rolling_copy(ended, tmp_path):
    say(ended, "erase", "--report", 2, "--data", ended.data)
    keys = tmp_path / "saved.keys"
    ended.keys.rename(keys)
    (keys / "erasure" / "rolling").rename(tmp_path / "other-disk")
    (copy,) = (tmp_path / "other-disk").glob("*.knds")
    for path in (keys / "erasure").glob("keys*"):
        path.unlink()
    # Both the copy and the backup are from before the erasure: only the ledger beside the copies knows of it.
    new = ("--data", tmp_path / "new", "--keys-from", keys, "--erasable-from", copy)
    said = say(ended, "restore", "--from", tmp_path / "yesterday", *new)
    assert "keys copied" in said and "erased again: 1 reports" in said
    police = ("--police-key", tmp_path / "duty.key")
    assert "2 envelopes of report 1 open" in say(ended, "erase", "--report", 1, "--data", tmp_path / "new", *police)


def test_one_person_exports_nothing_and_a_bundle_needs_two_at_the_terminal(ended, tmp_path):
    to = ("--data", ended.data, "--to", tmp_path / "case.bundle")
    say(ended, "bundle", "export", 1, *to, ends=1)
    say(ended, "bundle", "export", 1, *to, "--by", "bo", "--and", "bo", ends=1)
    assert not (tmp_path / "case.bundle").exists()
