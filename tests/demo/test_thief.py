"""The thief's tools: every form in which a secret may lie about is one he would find."""

import base64
import gzip
import hashlib
import json
import os
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from kindline.faces.outside.thief import loot, stealing
from kindline.faces.outside.thief.searching import Net
from kindline.faces.outside.thief.secrets import Secret
from kindline.provenance.address import key_of

RAW, CANONICAL = "hxxps://café-tuin[.]test/map?id=kl-0001", "https://xn--caf-tuin-e1a.test/map?id=kl-0001"
SECRET = Secret("address", (CANONICAL, RAW), (key_of(CANONICAL),))
NETS = stealing._nets([SECRET])

FORMS: dict[str, Callable[[], bytes]] = {
    "as typed": lambda: RAW.encode(),
    "canonical": lambda: CANONICAL.encode(),
    "in capitals": lambda: CANONICAL.upper().encode(),
    "percent-encoded": lambda: quote(RAW, safe="").encode(),
    "escaped as in JSON": lambda: json.dumps(RAW).encode(),
    "UTF-16": lambda: CANONICAL.encode("utf-16-le"),
    "hexadecimal": lambda: CANONICAL.encode().hex().upper().encode(),
    "base64": lambda: base64.b64encode(CANONICAL.encode()),
    "base64, shifted by one": lambda: base64.b64encode(b"x" + CANONICAL.encode()),
    "base64, shifted by two": lambda: base64.b64encode(b"xx" + CANONICAL.encode()),
    "base64 for addresses": lambda: base64.urlsafe_b64encode(RAW.encode()),
    "zlib": lambda: zlib.compress(CANONICAL.encode()),
    "gzip": lambda: gzip.compress(RAW.encode()),
    "zlib in base64": lambda: base64.b64encode(zlib.compress(CANONICAL.encode())),
    "zlib in base64 that begins inside other text": lambda: b"abc" + base64.b64encode(zlib.compress(RAW.encode())),
    "MD5": lambda: hashlib.md5(CANONICAL.encode()).digest(),
    "SHA-1 in hexadecimal": lambda: hashlib.sha1(RAW.encode()).hexdigest().encode(),
    "SHA-256": lambda: hashlib.sha256(CANONICAL.encode()).digest(),
    "SHA-256 in base64": lambda: base64.b64encode(hashlib.sha256(RAW.encode()).digest()),
    "BLAKE2b": lambda: hashlib.blake2b(CANONICAL.encode()).digest(),
    "the unkeyed key of the address": lambda: key_of(CANONICAL),
}


def caught(data: bytes) -> set[int]:
    return {whose for layer in loot.layers(data) for whose in stealing._caught(NETS, layer)}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("before", range(4))
def test_a_secret_is_found_in_every_form_and_place(form: str, before: int) -> None:
    # The byte in front is no base64, so that the encoded text stands alone.
    assert caught(os.urandom(997) + b"!" * before + FORMS[form]() + b"!" + os.urandom(997)) == {0}


def test_nothing_is_found_where_nothing_is() -> None:
    assert caught(os.urandom(500_000) + b"https://another.test/map?id=kl-0002") == set()


def test_a_value_scattered_over_many_pages_is_found(tmp_path: Path) -> None:
    path = tmp_path / "rows.sqlite3"
    value = os.urandom(5000) + FORMS["zlib"]() + os.urandom(5000)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE t (b BLOB)")
        connection.executemany("INSERT INTO t VALUES (?)", [(os.urandom(3000),), (value,)])
    assert {whose for view in loot.views(path) for whose in stealing._caught(NETS, view)} == {0}


def test_a_net_finds_the_shortest_needles_at_every_offset() -> None:
    net = Net([(b"ufer.tes", 7)])
    assert [set(net.caught(b"." * shift + b"ufer.tes" + b"." * 9)) for shift in range(9)] == [{7}] * 9
