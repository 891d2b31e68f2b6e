"""Runs: killed and begun again, in one process or several, the file that comes out is the same."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

pl = pytest.importorskip("polars")
np = pytest.importorskip("numpy")

from kindline.provenance.bulk import Bench, locate_chunk  # noqa: E402
from kindline.provenance.bulk.dedup import Seen  # noqa: E402
from kindline.provenance.bulk.lines import Chunk  # noqa: E402
from kindline.provenance.bulk.networks import Networks, numbers_of  # noqa: E402
from kindline.provenance.bulk.pieces import Pieces  # noqa: E402
from kindline.provenance.bulk.remapping import remap  # noqa: E402
from kindline.provenance.bulk.running import run  # noqa: E402
from kindline.provenance.bulk.spreading import Unprotected, run_on_dask  # noqa: E402
from kindline.provenance.bulk.suffixes import _rules, registrable_domains  # noqa: E402
from kindline.provenance.ip import read_ip  # noqa: E402
from kindline.provenance.pack import Pack  # noqa: E402
from kindline.provenance.suffix import registrable_domain  # noqa: E402
from tests.provenance.conftest import AT  # noqa: E402

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Making:
    def __call__(self) -> Bench:
        return Bench(pack=Pack.synthetic(), home="BE", at=AT)


def some_chunks() -> list[Chunk]:
    return [Chunk(number, lines=[f"http://192.0.2.{number}/{line}" for line in range(5)]) for number in range(6)]


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_pieces_join_to_what_one_chunk_would_give(tmp_path: Path, form: str, processes: int) -> None:
    pieces, out = Pieces(tmp_path / "pieces", form), tmp_path / f"out.{form}"
    pieces.begin({"run": 1}, at=AT)
    done = list(run(some_chunks(), make=Making(), pieces=pieces, processes=processes))
    assert sorted(done) == list(range(6)) and pieces.join(6, out) == 30 and not pieces.folder.exists()
    whole = locate_chunk([line for chunk in some_chunks() for line in chunk.lines], bench=Making()())
    if form == "parquet":
        assert pl.read_parquet(out).equals(whole)
        assert pl.scan_parquet(out).filter(pl.col("input").str.contains("192.0.2.4/")).collect().height == 5
    else:
        assert out.read_text().count("\n") == 30 + (form == "csv")


def test_dask_makes_the_same_pieces_and_only_those_that_are_missing(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    ours, theirs = Pieces(tmp_path / "ours", "parquet"), Pieces(tmp_path / "theirs", "parquet")
    for pieces in (ours, theirs):
        pieces.begin({"run": 1}, at=AT)
    list(run(some_chunks(), make=Making(), pieces=ours))
    list(run(some_chunks()[2:3], make=Making(), pieces=theirs))
    before = theirs.of(2).stat().st_mtime_ns
    assert sorted(run_on_dask(some_chunks(), make=Making(), pieces=theirs)) == list(range(6))
    assert theirs.of(2).stat().st_mtime_ns == before
    assert all(pl.read_parquet(theirs.of(n)).equals(pl.read_parquet(ours.of(n))) for n in range(6))


def test_a_scheduler_that_anybody_could_send_code_to_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(Unprotected):
        list(run_on_dask([], make=Making(), pieces=Pieces(tmp_path, "jsonl"), scheduler="tcp://192.0.2.1:8786"))


def test_what_is_done_is_not_done_again_and_another_run_starts_anew(tmp_path: Path) -> None:
    pieces = Pieces(tmp_path / "pieces", "jsonl")
    pieces.begin({"run": 1}, at=AT)
    list(run(some_chunks()[:3], make=Making(), pieces=pieces))
    pieces.of(1).write_text("kept\n")
    assert pieces.begin({"run": 1}, at=AT.replace(year=2030)) == AT
    list(run(some_chunks(), make=Making(), pieces=pieces))
    assert pieces.of(1).read_text() == "kept\n"
    pieces.begin({"run": 2}, at=AT)
    assert not pieces.done(1)


def test_no_lines_at_all_still_make_a_file_with_its_columns(tmp_path: Path) -> None:
    pieces, out = Pieces(tmp_path / "pieces", "parquet"), tmp_path / "out.parquet"
    pieces.begin({}, at=AT)
    assert pieces.join(0, out) == 0 and "canonical" in pl.read_parquet(out).columns


def locate(source: Path, out: Path) -> list[str]:
    return [sys.executable, "-m", "kindline.faces.cli", "locate", "--in", str(source), "--out", str(out),
            "--pack", "synthetic", "--processes", "2"]  # fmt: skip


def test_workers_and_the_run_itself_may_be_killed_and_every_line_has_its_record(tmp_path: Path) -> None:
    source, out, calm = tmp_path / "in.txt", tmp_path / "out.jsonl", tmp_path / "calm.jsonl"
    count = 650_000
    source.write_text("".join(f"https://host{number % 9000}.example/{number}\n" for number in range(count)))
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    began = subprocess.Popen(locate(source, out), env=environment, stderr=subprocess.DEVNULL)
    pieces = out.with_name("out.jsonl.pieces")
    until = time.monotonic() + 60
    while not list(pieces.glob("*.jsonl")) and began.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    workers = psutil.Process(began.pid).children(recursive=True) if began.poll() is None else []
    for worker in workers[-1:]:
        worker.kill()
    time.sleep(0.3)
    began.send_signal(signal.SIGKILL)
    began.wait()
    assert not out.exists()
    subprocess.run(locate(source, out), env=environment, check=True, stderr=subprocess.DEVNULL, timeout=120)
    subprocess.run(locate(source, calm), env=environment, check=True, stderr=subprocess.DEVNULL, timeout=120)
    assert out.read_bytes() == calm.read_bytes() and out.read_bytes().count(b"\n") == count and not pieces.exists()


def test_every_rule_of_the_suffix_list_reads_alike_by_the_million() -> None:
    names = [f"{front}{rule}" for rule in sorted(_rules()) for front in ("", "a.", "a.b.", "a.b.c.")]
    names = [name for name in names if "." in name]
    assert registrable_domains(names) == [registrable_domain(name) for name in names]


def test_networks_by_column_are_the_packs_own() -> None:
    pack = Pack.shipped("demonstration")
    ips = pl.Series([f"{n * 37 % 256}.{n * 91 % 256}.{n * 17 % 256}.{n % 256}" for n in range(1, 3000)])
    _, said = Networks.of(pack).said_of(numbers_of(ips))
    for ip, prefix, asn in zip(ips, said["prefix"], said["asn"], strict=True):
        fact = pack.locate(ip)
        assert (prefix, asn) == ((fact.prefix, fact.asn or None) if fact else (None, None))


def test_a_new_pack_over_known_hosts_names_those_it_speaks_otherwise_of() -> None:
    old, new = Pack.synthetic(), Pack.shipped("demonstration")
    ips = ["192.0.2.1", "8.8.8.8", "203.0.113.200"]
    numbers = np.asarray([int(read_ip(ip) or 0) for ip in ips], dtype=np.uint32)
    nothing = remap(numbers, before=Networks.of(old), after=Networks.of(old))
    moved = remap(numbers, before=Networks.of(old), after=Networks.of(new))
    assert nothing.moved.tolist() == [] and set(moved.moved.tolist()) >= {0, 1}


def test_a_batch_counts_once_however_often_it_is_added(tmp_path: Path) -> None:
    seen = Seen(tmp_path / "seen.sqlite3")
    keys = [bytes([number]) * 32 for number in range(10)]
    assert [seen.add(keys[:6], batch="a"), seen.add(keys[4:] + keys[4:], batch="b"), seen.add(keys, batch="a")] == [
        6,
        4,
        6,
    ]
    assert len(seen) == 10 and seen.known([keys[0], b"\xff" * 32]) == [True, False]
