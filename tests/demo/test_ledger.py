"""A witness's book: numbered lines, one at a time, and a missing one shows."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kindline.faces.outside import ledger
from kindline.faces.outside.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    made = Stage(tmp_path / "data")
    made.note(ports={})
    return made


def test_two_writers_share_one_numbering(stage: Stage) -> None:
    books = [ledger.Ledger(stage, "office/words") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: books[n % 4].write(number=n), range(100)))
    rows = ledger.read(stage, "office/words")
    assert [row["seq"] for row in rows] == list(range(1, 101))
    assert {row["number"] for row in rows} == set(range(100))


def test_a_line_taken_out_is_named(stage: Stage) -> None:
    book = ledger.Ledger(stage, "dns/queries")
    for number in range(5):
        book.write(name=f"n{number}.test")
    path = ledger.path_of(stage, "dns/queries")
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:2] + lines[3:]))
    with pytest.raises(ledger.Gap, match="record 3 is missing"):
        ledger.read(stage, "dns/queries")


def test_an_end_cut_off_is_shorter_than_when_the_book_was_closed(stage: Stage) -> None:
    book = ledger.Ledger(stage, "mail")
    for number in range(3):
        book.write(parcel=str(number))
    ledger.close(stage)
    assert stage.closed_ledgers() == {"mail": 3}
