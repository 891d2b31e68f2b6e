"""Holders of keys make, sign and check a mandate with their own hands."""

from pathlib import Path

import pytest

from kindline.faces.cli import dispatch
from kindline.faces.cli.commands import key, mandate


def call(module: object, *argv: str) -> int:
    return dispatch.run(module, name="test", argv=list(argv))  # type: ignore[arg-type]


def keys(folder: Path) -> None:
    for name, kind in (
        ("m1", "signing"),
        ("m2", "signing"),
        ("o", "signing"),
        ("duty", "opening"),
        ("spare", "opening"),
    ):
        assert call(key, kind, "--out", str(folder / name)) == 0


def make(folder: Path) -> Path:
    keys(folder)
    file = folder / "mandate.toml"
    opening = [f"duty={folder}/duty.pub=2030-01-01", f"reserve={folder}/spare.pub=2031-01-01"]
    made = call(
        mandate, "make", "--authority", "Police", "--mailbox", "p@police.example", "--opening", opening[0],
        "--opening", opening[1], "--officer", f"A. Officer={folder}/o.pub", "--out", str(file),
    )  # fmt: skip
    assert made == 0
    return file


def test_a_mandate_counts_only_with_both_signatures(tmp_path: Path) -> None:
    file = make(tmp_path)
    pinned = ("--pinned", f"{tmp_path}/m1.pub", f"{tmp_path}/m2.pub")
    assert call(mandate, "sign", str(file), "--key", f"{tmp_path}/m1") == 0
    assert call(mandate, "check", str(file), *pinned) == 1
    assert call(mandate, "sign", str(file), "--key", f"{tmp_path}/m2") == 0
    assert call(mandate, "check", str(file), *pinned) == 0


def test_a_mandate_changed_after_signing_is_refused(tmp_path: Path) -> None:
    file = make(tmp_path)
    for signer in ("m1", "m2"):
        call(mandate, "sign", str(file), "--key", f"{tmp_path}/{signer}")
    file.write_bytes(file.read_bytes().replace(b'"after_release"', b'"together"     '))
    assert call(mandate, "check", str(file), "--pinned", f"{tmp_path}/m1.pub", f"{tmp_path}/m2.pub") == 1


def test_a_private_key_is_readable_by_its_owner_only_and_never_overwritten(tmp_path: Path) -> None:
    keys(tmp_path)
    assert (tmp_path / "duty").stat().st_mode & 0o077 == 0
    before = (tmp_path / "duty").read_bytes()
    assert call(key, "opening", "--out", str(tmp_path / "duty")) == 1
    assert (tmp_path / "duty").read_bytes() == before


def test_check_says_what_would_change_before_anybody_signs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(mandate, "check", str(make(tmp_path)), "--against", "assess-be-2017") == 0
    said = capsys.readouterr().out
    assert "WHO MAY OPEN address: analysts no longer" in said
    assert "assessor: analysts -> federal-police" in said
    assert "route: member by analyst (member_transfer, member_answer) -> transfer by police (transfer_record)" in said
    assert "clock verdict: 24 h for analyst, then remind_assessor -> 168 h for police, then reconcile" in said


def test_the_same_law_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = make(tmp_path)
    assert call(mandate, "check", str(file), "--against", str(file)) == 0
    assert "nothing changes" in capsys.readouterr().out
