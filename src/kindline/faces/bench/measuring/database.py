"""What the public database holds, read by a connection of our own and not by what is measured."""

import sqlite3
from contextlib import closing
from pathlib import Path


def stored(data: Path) -> int:
    """How many reports are stored."""
    return int(_read(data, "SELECT count(*) FROM intake_report")[0][0])


def locators(data: Path) -> set[str]:
    """By which part of its code each report is found."""
    return {row[0] for row in _read(data, "SELECT locator FROM intake_report")}


def _read(data: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{data / 'intake.sqlite3'}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()
