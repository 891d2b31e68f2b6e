import base64
from dataclasses import replace
from datetime import date

import pytest

from kindline.sealing.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from kindline.sealing.errors import Tampered
from kindline.sealing.keys import SigningPrivateKey

LOG = SigningPrivateKey(bytes(range(32)))
HELD = Checkpoint("kindline.example/log", 42, bytes(range(32)), date(2026, 3, 14))


def test_a_checkpoint_is_a_signed_note() -> None:
    lines = sign_checkpoint(HELD, key=LOG).splitlines()
    root = base64.b64encode(HELD.root).decode()
    assert lines[:5] == ["kindline.example/log", "42", root, "day 2026-03-14", ""]
    assert lines[5].startswith("— kindline.example/log ")
    assert len(base64.b64decode(lines[5].split(" ")[2])) == 4 + 64


def test_a_checkpoint_is_read_back_beside_a_witness_line() -> None:
    text = sign_checkpoint(HELD, key=LOG)
    assert parse_checkpoint(text, LOG.public()) == HELD
    assert parse_checkpoint(text + "— witness.example AAAA\n", LOG.public()) == HELD


@pytest.mark.parametrize(
    ("old", "new"),
    [("42", "41"), ("2026-03-14", "2026-03-15"), ("\n\n", "\nmore\n\n"), ("42", "042"), ("\n\n", "\n"), ("— ", "- ")],
)
def test_any_change_is_refused(old: str, new: str) -> None:
    with pytest.raises(Tampered):
        parse_checkpoint(sign_checkpoint(HELD, key=LOG).replace(old, new, 1), LOG.public())


def test_another_key_is_refused() -> None:
    with pytest.raises(Tampered):
        parse_checkpoint(sign_checkpoint(HELD, key=LOG), SigningPrivateKey.generate().public())


@pytest.mark.parametrize("text", ["", "\n\n", "x" * 20_000, "a\n1\nb\nday 2026-01-01\n\n"])
def test_rubbish_is_refused(text: str) -> None:
    with pytest.raises(Tampered):
        parse_checkpoint(text, LOG.public())


@pytest.mark.parametrize("changes", [{"origin": "two words"}, {"origin": ""}, {"size": -1}, {"root": b"short"}])
def test_what_cannot_be_read_back_is_not_signed(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="origin"):
        sign_checkpoint(replace(HELD, **changes), key=LOG)  # type: ignore[arg-type]
