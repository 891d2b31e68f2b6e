"""`./kindline locate --in FILE --out FILE`: one record for every line of a file, however many there are."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from kindline.provenance.address import CANON_VERSION
from kindline.provenance.bulk import Bench, Routes
from kindline.provenance.bulk.answers import Kept
from kindline.provenance.bulk.lines import CHUNK_LINES, STDIN, Unreadable, chunks, format_of
from kindline.provenance.bulk.lines import Progress as Read
from kindline.provenance.bulk.pieces import FORMS, STDOUT, Pieces
from kindline.provenance.bulk.running import Died, run
from kindline.provenance.bulk.spreading import ENGINES, Unprotected, run_on_dask
from kindline.provenance.decision import CURRENT
from kindline.provenance.pack import Pack
from kindline.provenance.resolver import NoResolver, NotAResolver, Resolver, ZoneResolver, resolvers_in

# A resolver is asked name by name, and what was found must not be lost with a chunk that takes hours.
CHUNK_LINES_ASKING = 500
_PACKINGS = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--in", dest="source", type=Path, metavar="FILE", help="text, CSV, JSONL or Parquet; - is stdin"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="the records; - is standard output")
    parser.add_argument("--format", choices=FORMS, help="of the records; without it by the name of --out, else jsonl")
    parser.add_argument("--from", dest="form", choices=("text", "csv", "jsonl", "parquet"), help="what --in is")
    parser.add_argument(
        "--resolve", default="none", metavar="HOW", help="none, zone:FILE, or dot:ADDRESS[@PORT]#NAME (names are asked)"
    )
    parser.add_argument("--processes", type=int, default=0, metavar="N", help="how many at once; 0: one for each core")
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="who carries the chunks (docs/bulk.md)")
    parser.add_argument(
        "--scheduler", default="", metavar="URL", help="of --engine dask on other machines: tls://HOST:PORT"
    )


@dataclass(frozen=True, slots=True)
class Making:
    """How each process makes its own bench."""

    pack: Path
    home: str
    at: datetime
    resolve: str
    routes: Routes

    def __call__(self) -> Bench:
        resolver = resolver_of(self.resolve)
        return Bench(pack=Pack.load(self.pack), home=self.home, at=self.at, resolver=resolver, routes=self.routes)


def resolver_of(how: str) -> Resolver:
    """Raises NotAResolver, or OSError for a zone that cannot be read."""
    if how == "none":
        return NoResolver()
    kind, _, where = how.partition(":")
    if kind == "zone" and where:
        return Kept(ZoneResolver(Path(where)))
    if kind == "dot" and where:
        return Kept(resolvers_in(where))
    raise NotAResolver("write none, zone:FILE or dot:ADDRESS#NAME")


def locate(args: argparse.Namespace, *, pack: Path, home: str, at: datetime, routes: Routes, law: str) -> int:
    """0 when every line has its record; what was done stays when it is stopped, and the same command goes on."""
    out: Path = args.out or STDOUT
    try:
        resolver_of(args.resolve)
        with _pieces(out, args.format or _form(out)) as pieces:
            asking = args.resolve.startswith("dot:")
            if asking and args.engine == "dask":
                raise NotAResolver("names are asked about by one process: leave --engine out")
            told = {
                "input": _identity(args.source),
                "from": args.form or format_of(args.source),
                "pack": Pack.load(pack).id,
                "ruleset": CURRENT.id,
                "canon_version": CANON_VERSION,
                "resolve": args.resolve,
                "home": home,
                "law": law,
                "lines": CHUNK_LINES_ASKING if asking else CHUNK_LINES,
                "packing": pieces.packing,
            }
            began = pieces.begin(told, at=at)
            making = Making(pack, home, began, args.resolve, routes)
            processes = 1 if asking else args.processes or len(os.sched_getaffinity(0))
            read = Read()
            found = chunks(args.source, form=str(told["from"]), lines=int(str(told["lines"])), progress=read)
            runner = partial(run_on_dask, scheduler=args.scheduler) if args.engine == "dask" else run
            done = runner(found, make=making, pieces=pieces, processes=processes)
            count = _shown(done, read, source=args.source)
            records = pieces.join(count, out)
    except (Unreadable, NotAResolver, Unprotected, Died, OSError) as fault:
        print(f"kindline locate: {fault}", file=sys.stderr)
        return 2
    print(f"locate: records={records} pack={told['pack']} ruleset={told['ruleset']} law={law}", file=sys.stderr)
    return 0


def _shown(done: Iterator[int], read: Read, *, source: Path) -> int:
    """Runs with a bar on standard error where somebody looks at it; returns how many chunks there were."""
    console = Console(stderr=True)
    total = source.stat().st_size if source != STDIN else None
    columns = (TextColumn("locating"), BarColumn(), TextColumn("{task.completed:,.0f} bytes"), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=total)
        count = 0
        for _ in done:
            count += 1
            bar.update(task, completed=read.read)
    return count


@contextmanager
def _pieces(out: Path, form: str) -> Iterator[Pieces]:
    """Beside the file they will become; for standard output in a folder of their own that goes with the process."""
    packing = _PACKINGS.get(out.suffix, "") if form != "parquet" else ""
    if out != STDOUT:
        yield Pieces(out.with_name(out.name + ".pieces"), form, packing)
        return
    with tempfile.TemporaryDirectory(prefix="kindline-locate-") as folder:
        yield Pieces(Path(folder) / "pieces", form, packing)


def _form(out: Path) -> str:
    by_name = format_of(out)
    return by_name if by_name in FORMS else "jsonl"


def _identity(source: Path) -> list[str | int]:
    """Which file it is; standard input is never the same twice."""
    if source == STDIN:
        return ["-", os.getpid()]
    stat = source.stat()
    return [str(source.resolve()), stat.st_size, stat.st_mtime_ns]
