"""Hiding one secret where a careless program would leave it, to see whether the thief finds it."""

import shutil
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

from kindline.faces.outside.stage import Stage
from kindline.faces.outside.thief.secrets import secrets_of
from kindline.faces.outside.witness import Witness


def plant(stage: Stage, scratch: Path) -> Stage:
    """A copy of the data folder in which one unreleased address lies compressed in a forgotten table."""
    copy = Stage(scratch / "data")
    shutil.copytree(stage.data, copy.data, ignore=shutil.ignore_patterns("outside"))
    shutil.copytree(stage.keys, copy.keys)
    held = next(secret for secret in secrets_of(Witness(stage)) if not secret.released)
    hidden = zlib.compress(b"cache: " + held.spellings[0].encode() + b" end of cache")
    with closing(sqlite3.connect(copy.data / "core.sqlite3")) as connection, connection:
        connection.execute("CREATE TABLE forgotten (cache BLOB)")
        connection.execute("INSERT INTO forgotten VALUES (?)", (hidden,))
    return copy
