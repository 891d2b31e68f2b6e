"""One SQLite database being filled at the speed of its engine: rows come from SELECTs, indexes are made afterwards."""

import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path

# A column that is not named gets the nothing of its type, so that a new column does not stop the bench.
NOTHING = {"int": "0", "bool": "0", "blob": "x''", "big": "0", "small": "0"}
# `after(hour, 3 + i)` in an expression: so many hours after receipt, with the fraction that real moments have.
AFTER = re.compile(r"after\(hour, ([^()]+)\)")
LATER = r"strftime('%Y-%m-%d %H:%M:%f', hour, (\1 + 0.0113) || ' hours')"


class Filler:
    """One database being filled: indexes aside while rows come in, made anew afterwards."""

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(path)
        for pragma in ("synchronous=OFF", "journal_mode=OFF", "cache_size=-800000", "foreign_keys=OFF"):
            self.database.execute(f"PRAGMA {pragma}")
        named = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        self.indexes = self.database.execute(named).fetchall()
        for name, _sql in self.indexes:
            self.database.execute(f'DROP INDEX "{name}"')

    def insert(self, table: str, given: Mapping[str, str], source: str) -> None:
        """INSERT … SELECT with these expressions, and nothing in every other column that must hold something."""
        columns = self.database.execute(f"PRAGMA table_info({table})").fetchall()
        said = {
            name: given.get(name) or nothing(kind)
            for _, name, kind, must, _, key in columns
            if name in given or (must and not (key and kind == "INTEGER"))
        }
        names = ", ".join(f'"{name}"' for name in said)
        values = AFTER.sub(LATER, ", ".join(said.values()))
        self.database.execute(f"INSERT INTO {table} ({names}) SELECT {values} {source}")

    def done(self) -> None:
        for _name, sql in self.indexes:
            self.database.execute(sql)
        self.database.commit()
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.close()


def nothing(kind: str) -> str:
    return next((value for word, value in NOTHING.items() if word in kind.lower()), "''")
