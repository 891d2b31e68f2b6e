"""Input lines are output records: however the file is written, packed or damaged."""

import gzip
import json
from pathlib import Path

import pytest

pl = pytest.importorskip("polars")
import zstandard  # noqa: E402

from kindline.provenance.bulk.lines import Chunk, Progress, Unreadable, chunks, format_of  # noqa: E402


def read(path: Path, form: str, *, lines: int = 3) -> list[Chunk]:
    return list(chunks(path, form=form, lines=lines, progress=Progress()))


def texts(found: list[Chunk]) -> list[str]:
    return [line for chunk in found for line in chunk.series().to_list()]


TEXTS = [
    (b"", []),
    (b"a", ["a"]),
    (b"a\n", ["a"]),
    (b"a\r\n\r\nb\r\r\n", ["a", "", "b\r"]),
    (b"\n\n", ["", ""]),
    (b"\xef\xbb\xbfa\nb\x0bc\xe2\x80\xa8d\n", ["a", "b\x0bc\u2028d"]),
    (b"\xff\nb", ["\ufffd", "b"]),
]


@pytest.mark.parametrize(("octets", "lines"), TEXTS)
@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_text_is_split_on_line_feeds_only(tmp_path: Path, octets: bytes, lines: list[str], pack: object) -> None:
    path = tmp_path / "in.txt"
    path.write_bytes(pack(octets))  # type: ignore[operator]
    assert texts(read(path, "text")) == lines


def test_chunks_keep_their_numbers_and_lose_no_line_between_blocks(tmp_path: Path) -> None:
    path = tmp_path / "in.txt"
    lines = [f"https://example.test/{'x' * (number % 300)}/{number}" for number in range(20_000)]
    path.write_text("\n".join(lines))
    found = read(path, "text", lines=1_000)
    assert texts(found) == lines and [chunk.number for chunk in found] == list(range(len(found))) and len(found) > 1


def test_a_line_longer_than_memory_should_hold_is_still_one_line(tmp_path: Path) -> None:
    path = tmp_path / "in.txt"
    path.write_bytes(b"a\n" + b"x" * 5_000_000 + b"\nb\n" + b"y" * 3_000_000)
    found = texts(read(path, "text"))
    assert [line[:1] for line in found] == ["a", "x", "b", "y"] and max(map(len, found)) <= 2 << 20


def test_csv_jsonl_and_parquet_give_their_address_column(tmp_path: Path) -> None:
    lines = ["https://example.test/a,b", 'say "x"', "", "two\nlines"]
    frame = pl.DataFrame({"n": range(4), "address": lines})
    frame.write_csv(tmp_path / "in.csv")
    frame.write_ndjson(tmp_path / "in.jsonl")
    frame.write_parquet(tmp_path / "in.parquet")
    for form in ("csv", "jsonl", "parquet"):
        path = tmp_path / f"in.{form}"
        assert (format_of(path), texts(read(path, form))) == (form, lines)


def test_bad_rows_keep_their_place_and_say_why(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    rows = ['{"address": "https://example.test/"}', "{", '{"other": 1}', '"https://example.test/b"', "[" * 99_999, "",
            '{"address": "\\ud800"}']  # fmt: skip
    path.write_text("\n".join(rows))
    (chunk,) = read(path, "jsonl", lines=10)
    assert chunk.unread == {1: "bad_json", 2: "no_address_field", 4: "bad_json"}
    assert len(chunk.lines) == 7 and chunk.lines[3] == "https://example.test/b" and chunk.lines[6] == "\ufffd"
    (tmp_path / "in.csv").write_text("n,address\n1,a\n2\n\n3,b\n")
    (table,) = read(tmp_path / "in.csv", "csv", lines=10)
    assert (table.lines, table.unread) == (["a", "", "", "b"], {1: "no_address_field"})


@pytest.mark.parametrize("name", ["in.csv", "in.parquet", "in.txt"])
def test_a_file_that_is_not_what_it_says_is_refused_whole(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(b"x" * 100_000)[:60] if name == "in.txt" else json.dumps({"a": 1}).encode())
    with pytest.raises(Unreadable):
        read(path, format_of(path))
