"""`bench intake`: how many reports a second the public site takes, each acknowledged only once it is on the disk.

The real site process, the real pages, real connections, on a disk. The client is a second process on the same machine.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from kindline.faces.bench.measuring import machine, processes
from kindline.faces.bench.measuring.promises import killed, syncs
from kindline.faces.bench.measuring.rounds import STAGES, Round, row, take
from kindline.faces.bench.measuring.standards import aims, beside_peer, peers

HELP = "Reports a second through the public site: the final request alone, and all pages"
ROUNDS = 3
WARM_UP = 20
OTHERS = ("desk", "portal", "worker")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--clients", default="1,2,4,8,16", help="how many at once, each its own row")
    parser.add_argument("--reports", type=int, default=200, help="reports of each round")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds; medians are shown")
    parser.add_argument("--json", metavar="FILE", help="write JSON here; - is standard output")
    parser.add_argument("--folder", type=Path, default=Path("var"), help="where the scratch installation is made")
    parser.add_argument("--allow-tmpfs", action="store_true", help="measure in memory, where no promise costs anything")


def run(args: argparse.Namespace) -> int:
    args.folder.mkdir(parents=True, exist_ok=True)
    kind = machine.file_system(args.folder)
    if kind in machine.IN_MEMORY and not args.allow_tmpfs:
        print(f"kindline bench: {args.folder} is {kind}: nothing is durable there. Use --folder.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-", dir=args.folder) as scratch:
        measured = measure(Path(scratch), clients=[int(n) for n in args.clients.split(",")], args=args)
    text = json.dumps(measured, indent=1, ensure_ascii=False)
    if args.json and args.json != "-":
        Path(args.json).write_text(text + "\n")
    else:
        print(text)
    whole = not measured["after_kill"]["lost"] and not any(r["refused"] or r["lost"] for r in measured["rows"])
    return 0 if whole else 1


def measure(scratch: Path, *, clients: list[int], args: argparse.Namespace) -> dict[str, Any]:
    """Everything the issue asks for, as one document."""
    data = processes.install(scratch)
    with processes.serving(data, "site") as site:
        take(site, data, stage="journey", clients=2, reports=WARM_UP)
        rounds = list(_rounds(site, data, clients=clients, args=args))
        rows = [row([r for r in rounds if (r.stage, r.clients) == (s, c)]) for s in STAGES for c in clients]
        memory = {"site_pss_mb": round(site.pss_mb(), 1)} | _everything(site, data)
        shown = syncs(site, data)
        after_kill = killed(site, data, acknowledged=[code for r in rounds for code in r.codes])
    beside_peer(rows)
    return {
        "machine": machine.facts(data) | {"rounds": args.rounds, "reports_a_round": args.reports} | shown,
        "rows": rows,
        "memory": memory,
        "after_kill": after_kill,
        "peers": peers(),
        "aims": aims(rows, memory, after_kill),
    }


def _rounds(site: processes.Running, data: Path, *, clients: list[int], args: argparse.Namespace) -> Iterator[Round]:
    for number in range(args.rounds):
        for stage in STAGES:
            for count in clients:
                taken = take(site, data, stage=stage, clients=count, reports=args.reports)
                print(f"round {number + 1}: {stage} {count} clients: {taken.rate:.0f}/s", file=sys.stderr, flush=True)
                yield taken


def _everything(site: processes.Running, data: Path) -> dict[str, Any]:
    """PSS of all embedded processes running side by side; a face that does not start is named."""
    by_face: dict[str, float | None] = {}
    with ExitStack() as running:
        started = {"site": site}
        for face in OTHERS:
            by_face[face] = None
            with suppress(RuntimeError, TimeoutError):
                started[face] = running.enter_context(processes.serving(data, face))
        for one in started.values():
            one.settle()
        by_face |= {face: round(one.pss_mb(), 1) for face, one in started.items()}
    known = [megabytes for megabytes in by_face.values() if megabytes is not None]
    return {"by_face_pss_mb": by_face, "all_pss_mb": round(sum(known), 1)}
