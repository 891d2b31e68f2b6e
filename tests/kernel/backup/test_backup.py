"""A backup is whole or refused, opens for the backup key alone, and loses no report that was acknowledged."""

import json
import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from kindline.kernel.backup.manifest import Damaged, NotEmpty
from kindline.kernel.backup.restoring import restore_backup
from kindline.kernel.backup.snapshot import snapshot
from kindline.kernel.backup.taking import LABEL, MANIFEST, take_backup
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey

OPENS, SIGNS = SealingPrivateKey.generate(), SigningPrivateKey.generate()
SECRET = b"a sentence that only the backup key may show"


def database(path: Path) -> None:
    with sqlite3.connect(path) as made:
        made.executescript("PRAGMA journal_mode=WAL; CREATE TABLE rows (n INTEGER, text BLOB)")
        made.execute("INSERT INTO rows VALUES (1, ?)", (SECRET,))
        made.execute("INSERT INTO rows VALUES (0, ?)", (path.stem,))
    made.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "mandate").mkdir(parents=True)
    (folder / "mandate" / "active.toml").write_bytes(b"law = 1\n" * 20000)
    (folder / "outside" / "mail").mkdir(parents=True)
    (folder / "outside" / "mail" / "1.eml").write_bytes(b"theirs")
    for alias in ("intake", "core"):
        database(folder / f"{alias}.sqlite3")
    return folder


def take(data: Path, to: Path):
    bases = {alias: data / f"{alias}.sqlite3" for alias in ("intake", "core")}
    keys = data.with_name("data.keys")
    return take_backup(data, keys=keys, databases=bases, to=to, recipient=OPENS.public(), signer=SIGNS)


def restore(source: Path, to: Path, *, key=OPENS, platform=SIGNS):
    return restore_backup(source, data=to, key=key, platform=platform.public())


def test_what_was_saved_comes_back_for_its_owner_only(data, tmp_path):
    take(data, tmp_path / "saved")
    restore(tmp_path / "saved", tmp_path / "new")
    assert (tmp_path / "new/mandate/active.toml").read_bytes() == b"law = 1\n" * 20000
    assert sqlite3.connect(tmp_path / "new/core.sqlite3").execute("SELECT text FROM rows WHERE n").fetchall() == [
        (SECRET,)
    ]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").rglob("*") if path.is_file()}
    assert modes == {0o600}
    assert not list(data.glob(".backup-*"))


def test_a_backup_shows_nothing_of_what_it_holds(data, tmp_path):
    take(data, tmp_path / "saved")
    written = b"".join(path.read_bytes() for path in (tmp_path / "saved").iterdir())
    assert SECRET in (data / "core.sqlite3").read_bytes()
    assert SECRET not in written and b"active.toml" not in written


@pytest.mark.parametrize("demo", [True, False])
def test_the_outside_is_saved_with_a_demonstration_and_never_in_real_life(data, tmp_path, demo):
    if demo:
        (data / "demo").touch()
    made = take(data, tmp_path / "saved")
    assert any(part.path.startswith("outside/") for part in made.parts) == made.demo == demo


def test_files_that_somebody_is_still_writing_are_left_out(data, tmp_path):
    (data / "mandate" / ".active.toml").write_bytes(b"half")
    assert not [part.path for part in take(data, tmp_path / "saved").parts if "/." in part.path]


@pytest.mark.parametrize("folder", ["saved", "new"])
def test_nothing_is_ever_overwritten(data, tmp_path, folder):
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "older").touch()
    with pytest.raises(NotEmpty):
        take(data, tmp_path / "saved")
        restore(tmp_path / "saved", tmp_path / "new")


def damages(source: Path):
    """Each sealed file cut, changed in its middle, removed, and exchanged for another."""
    for path in sorted(source.glob("*.knds")):
        whole = path.read_bytes()
        for damaged in (
            whole[:-1],
            whole[: len(whole) // 2],
            whole[:90] + bytes([whole[90] ^ 1]) + whole[91:],
            b"",
            None,
        ):
            path.unlink() if damaged is None else path.write_bytes(damaged)
            yield path.name
            path.write_bytes(whole)


def test_a_changed_cut_or_missing_part_is_refused_and_leaves_nothing(data, tmp_path):
    take(data, tmp_path / "saved")
    tried = 0
    for _ in damages(tmp_path / "saved"):
        with pytest.raises(Damaged):
            restore(tmp_path / "saved", tmp_path / "new")
        tried += 1
    assert tried >= 15
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "saved"]


def test_parts_cannot_be_exchanged_nor_come_from_another_platform(data, tmp_path):
    take(data, tmp_path / "saved")
    one, two = tmp_path / "saved/1.knds", tmp_path / "saved/2.knds"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second), two.write_bytes(first)
    with pytest.raises(Damaged, match="not the part"):
        restore(tmp_path / "saved", tmp_path / "new")
    one.write_bytes(first), two.write_bytes(second)
    for strangers in ({"key": SealingPrivateKey.generate()}, {"platform": SigningPrivateKey.generate()}):
        with pytest.raises(Damaged):
            restore(tmp_path / "saved", tmp_path / "new", **strangers)
    restore(tmp_path / "saved", tmp_path / "new")


def test_a_backup_that_was_cut_short_is_seen_to_be_none(data, tmp_path):
    take(data, tmp_path / "saved")
    (tmp_path / "saved" / MANIFEST).unlink()
    with pytest.raises(Damaged, match="missing"):
        restore(tmp_path / "saved", tmp_path / "new")
    assert json.loads((tmp_path / "saved" / LABEL).read_text())["sealed_to"] == OPENS.key_id


def test_both_databases_are_of_one_moment_while_others_write(data, tmp_path):
    """What is copied into core and then marked in intake is never marked in a snapshot without being copied."""
    stop = threading.Event()

    def admit() -> None:
        core, intake = (sqlite3.connect(data / f"{alias}.sqlite3", timeout=30) for alias in ("core", "intake"))
        number = 1
        while not stop.is_set():
            number += 1
            for base in (core, intake):
                base.execute("INSERT INTO rows VALUES (?, ?)", (number, os.urandom(2000)))
                base.commit()

    writer = threading.Thread(target=admit)
    writer.start()
    try:
        ends = []
        for turn in range(25):
            (tmp_path / f"s{turn}").mkdir()
            snapshot({alias: data / f"{alias}.sqlite3" for alias in ("intake", "core")}, to=tmp_path / f"s{turn}")
            ends.append([last(tmp_path / f"s{turn}" / f"{alias}.sqlite3") for alias in ("intake", "core")])
    finally:
        stop.set()
        writer.join()
    assert all(core - intake in (0, 1) for intake, core in ends)
    assert ends[-1][0] > ends[0][0]


def last(path: Path) -> int:
    return int(sqlite3.connect(path).execute("SELECT max(n) FROM rows").fetchone()[0])
