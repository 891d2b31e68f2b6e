"""`bench provenance`: addresses a second from file to Parquet, beside the bare parser in the same run."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

HELP = "Addresses located a second from file to file, known keys, known hosts under a new pack, look-ups a host"
PROCESSES = (1, 2)
# civil-hotline.md §1.4: DNS, WHOIS and HTTPS round trips of one host, and of one known already.
BASELINE = {"new_host": "5-7", "known_host": "1 DNS and about 8 SELECTs"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--urls", default="1000000", help="how many at once, each its own rows; numbers with commas")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of up to a million; more are run once")
    parser.add_argument("--known", type=int, default=10_000_000, help="keys and hosts known beforehand")
    parser.add_argument("--batch", type=int, default=1_000_000, help="keys of one batch of the dedup")
    parser.add_argument("--pack", default="synthetic", help="a shipped pack")
    parser.add_argument("--engine", choices=("processes", "dask"), default="processes", help="dask: beside processes")
    parser.add_argument("--kill", action="store_true", help="with --engine dask: kill a worker process in the middle")
    parser.add_argument("--json", metavar="FILE", help="write JSON here; - is standard output")
    parser.add_argument("--folder", type=Path, default=Path("var"), help="where the scratch files are made")


def run(args: argparse.Namespace) -> int:
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    from kindline.faces.bench.bulk import engines

    args.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=args.folder) as scratch:
        measured = (
            engines.measure(Path(scratch), args=args) if args.engine == "dask" else measure(Path(scratch), args=args)
        )
    text = json.dumps(measured, indent=1, ensure_ascii=False)
    if args.json and args.json != "-":
        Path(args.json).write_text(text + "\n")
    else:
        print(text)
    return 0 if all(_whole(row) for row in measured["rows"] if "processes" in row) else 1


def _whole(row: dict[str, Any]) -> bool:
    whole = row["records_in"] == row["records_out"]
    return whole and row.get("chunks", 0) == row.get("chunks_present", 0) and not row.get("chunks_twice")


def measure(scratch: Path, *, args: argparse.Namespace) -> dict[str, Any]:
    from kindline.faces.bench.bulk import mix, stores
    from kindline.faces.bench.measuring import machine

    counts = [int(count) for count in args.urls.split(",")]
    rows = [row for count in counts for row in _files(scratch, count=count, args=args)]
    _say("dedup")
    rows.append(stores.dedup(scratch, known=args.known, batch=args.batch))
    _say("re-mapping")
    rows.append(stores.remapping(hosts=args.known, before="synthetic", after="demonstration"))
    return {
        "machine": machine.facts(scratch) | {"load": os.getloadavg()[0]},
        "seed": mix.SEED,
        "mix": mix.MIX | {"addresses of one host lie within lines": mix.NEAR, "share of hosts known beforehand": 0.5},
        "pack": args.pack,
        "control": "ada_url.normalize_url over the same lines, in memory, one core; ratio is over control × processes",
        "rows": rows,
        "lookups": lookups(),
        "aims": _aims(rows),
    }


def _files(scratch: Path, *, count: int, args: argparse.Namespace) -> list[dict[str, Any]]:
    """Each row is of rounds that take turns with their control."""
    from kindline.faces.bench.bulk import mix, runs

    urls, known, out = scratch / "urls.txt", scratch / "known.sqlite3", scratch / "out.parquet"
    _say(f"writing {count} addresses")
    mix.write_urls(urls, count=count)
    known.unlink(missing_ok=True)
    names = mix.write_known(known, count=count)
    rows = []
    for processes in PROCESSES:
        rounds = []
        for number in range(args.rounds if count <= 1_000_000 else 1):
            control = runs.control(urls)
            found = runs.measured(urls, out, known=known, pack=args.pack, processes=processes)
            both = runs.control_on_both(urls) if processes > 1 else control
            rounds.append(found | {"control": control, "together": both, "load": os.getloadavg()[0]})
            _say(
                f"{count} with {processes}, round {number + 1}: {count / found['seconds']:.0f}/s, bare {control:.0f}/s"
            )
        rows.append(_row(rounds, count=count, processes=processes, known=names, out=out))
    for path in (urls, out):
        path.unlink()
    return rows


def _row(rounds: list[dict[str, Any]], *, count: int, processes: int, known: int, out: Path) -> dict[str, Any]:
    import polars as pl

    hosts = pl.scan_parquet(out).select(pl.col("host").approx_n_unique()).collect(engine="streaming").item()
    ratios = [count / found["seconds"] / (processes * found["control"]) for found in rounds]
    return {
        "runner": f"{processes} process{'es' if processes > 1 else ''}, text to Parquet",
        "processes": processes,
        "urls": count,
        "urls_per_s": round(count / median(found["seconds"] for found in rounds)),
        "peak_rss_mb": max(found["peak_rss_mb"] for found in rounds),
        "records_in": count,
        "records_out": min(found["records_out"] for found in rounds),
        "control_per_s": round(median(found["control"] for found in rounds)),
        "ratio": round(median(ratios), 2),
        "control_together_per_s": round(median(found["together"] for found in rounds)),
        "ratio_to_control_together": round(median(count / f["seconds"] / f["together"] for f in rounds), 2),
        "cpu_us_a_url": round(median(found["cpu_seconds"] for found in rounds) / count * 1e6, 2),
        "first_chunk_s": median(found["first_chunk_seconds"] for found in rounds),
        "distinct_hosts": round(hosts / count, 3),
        "hosts_known_beforehand": known,
        "load": max(found["load"] for found in rounds),
    }


def lookups() -> dict[str, Any]:
    """Questions that leave for each host: counted at the resolver, over lines that name every host five times."""
    from datetime import UTC, datetime
    from pathlib import Path as Folder

    from kindline.faces.bench.bulk.mix import Invented, address_of, is_known, name_of
    from kindline.provenance.bulk import Bench, locate_chunk
    from kindline.provenance.bulk.answers import Kept, Known
    from kindline.provenance.pack import Pack

    names = [name_of(number) for number in range(2_000)]
    zone = Invented()
    with tempfile.TemporaryDirectory() as folder:
        table = Folder(folder) / "known.sqlite3"
        Known.record(table, sorted((name, address_of(name)) for name in names if is_known(name)))
        bench = Bench(
            pack=Pack.synthetic(),
            home="BE",
            at=datetime(2026, 7, 1, tzinfo=UTC),
            resolver=Known(table, otherwise=Kept(zone)),
        )
        for repeat in range(5):
            locate_chunk([f"https://{name}/{repeat}" for name in names], bench=bench)
    fresh = sum(not is_known(name) for name in names)
    return {
        "hosts": len(names),
        "new_hosts": fresh,
        # one name asked about is two questions: A and AAAA
        "questions_a_new_host": round(2 * zone.asked / fresh, 2),
        "questions_a_known_host": 0 if zone.asked == fresh else None,
        "baseline": BASELINE,
    }


def _aims(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    both = [row for row in rows if row.get("processes") == 2]
    memory = [row["peak_rss_mb"] for row in both]
    found = [
        _aim("ratio to the bare parser on both cores", 0.5, min(row["ratio"] for row in both), least=True),
        _aim("dedup beside bare SQL", 0.85, next(r["ratio"] for r in rows if "dedup" in r["runner"]), least=True),
        _aim("re-map of the known hosts, seconds", 4, next(r["seconds"] for r in rows if "re-map" in r["runner"])),
        _aim("memory of the whole run, MB", 1500, max(memory)),
    ]
    if len(memory) > 1:
        found.append(_aim("memory, most addresses as a share of fewest", 1.25, round(memory[-1] / memory[0], 2)))
    return found


def _aim(aim: str, bound: float, measured: float, *, least: bool = False) -> dict[str, Any]:
    met = measured >= bound if least else measured <= bound
    return {"aim": aim, "at_least" if least else "at_most": bound, "measured": measured, "met": met}


def _say(text: str) -> None:
    print(f"bench provenance: {text}", file=sys.stderr, flush=True)
