"""`bench desk`: how long the desk's pages take with ten thousand reports behind them, and with a million.

The real desk and portal behind real connections, on a disk, with supervisors who came in by the terminal. The verdict
is an officer's signed answer at the portal's door for machines: in `relay` that is where verdicts are recorded.
"""

import argparse
import base64
import json
import secrets
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from kindline.client.police.answering import stamp
from kindline.faces.bench.measuring import filling, machine, processes
from kindline.faces.bench.measuring.entering import enter
from kindline.faces.bench.measuring.rounds import percentile
from kindline.faces.outside.browser import Browser
from kindline.faces.police import clock
from kindline.sealing.answer import sign_document
from kindline.sealing.keys import SigningPrivateKey

HELP = "Milliseconds of the desk's pages for many people at once, over small and large databases"
MODULE = "kindline.faces.bench.measuring"
AIMS = {"p95_ms": 100, "ratio": 1.3, "queries_max": 12}
PAGES = 5
# What the clients need ready before anything is timed: some answers more than they can use.
SPARE = 3


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reports", default="10000,1000000", help="sizes of the database, each measured by itself")
    parser.add_argument("--backlog", type=int, default=2000, help="reports still on their way, in every size")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--think", type=float, default=1.0, help="seconds between a page and the next")
    parser.add_argument("--seconds", type=int, default=60, help="of one round")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each size; medians are shown")
    parser.add_argument("--json", metavar="FILE", help="write JSON here; - is standard output")
    parser.add_argument("--folder", type=Path, default=Path("var"), help="where the scratch installations are made")
    parser.add_argument("--allow-tmpfs", action="store_true", help="measure in memory, where no promise costs anything")


def run(args: argparse.Namespace) -> int:
    args.folder.mkdir(parents=True, exist_ok=True)
    kind = machine.file_system(args.folder)
    if kind in machine.IN_MEMORY and not args.allow_tmpfs:
        print(f"kindline bench: {args.folder} is {kind}: nothing is durable there. Use --folder.", file=sys.stderr)
        return 2
    rows: list[dict[str, Any]] = []
    faults: list[str] = []
    for size in (int(text) for text in args.reports.split(",")):
        with tempfile.TemporaryDirectory(prefix="bench-", dir=args.folder) as scratch:
            found, wrong = measure(Path(scratch), reports=size, args=args)
            rows, faults = rows + found, faults + wrong
    facts = machine.facts(args.folder) | {"backlog": args.backlog + filling.POOL, "think_s": args.think}
    measured = {"machine": facts, "rows": rows, "aims": aims(rows), "faults": faults}
    text = json.dumps(measured, indent=1, ensure_ascii=False)
    if args.json and args.json != "-":
        Path(args.json).write_text(text + "\n")
    else:
        print(text)
    return 1 if faults else 0


def measure(scratch: Path, *, reports: int, args: argparse.Namespace) -> tuple[list[dict[str, Any]], list[str]]:
    """Rows of one size, and what was refused or read a table from end to end."""
    officer = SigningPrivateKey.generate()
    data = processes.install(scratch, officer=officer)
    tell(f"{reports} reports: filling")
    filling.fill(data, reports=reports, backlog=args.backlog, envelope=filling.sealed_once(), now=clock.now())
    need = args.users * (round(args.seconds / max(args.think, 0.05) / PAGES) + SPARE)
    with processes.serving(data, "desk") as desk, processes.serving(data, "portal") as portal:
        cookies = [enter(data, port=desk.port, role="supervisor", name=f"person{n}") for n in range(args.users)]
        pages, waiting = paths(data), iter(filling.waiting_for_a_verdict(data))
        plans = planned(data, pages, cookies[0], answers(officer, waiting, 2))
        warm(desk.port, cookies, pages)
        order: dict[str, Any] = {"host": processes.LOOPBACK, "desk": desk.port, "portal": portal.port}
        order |= {"cookies": cookies, "pages": pages, "seconds": args.seconds, "think": args.think}
        # Signed just before they are used: the portal takes no request older than some minutes.
        rounds = [one_round(order | {"answers": answers(officer, waiting, need)}) for _ in range(args.rounds)]
    refused = [why for one in rounds for why in one["refused"]]
    return rows_of(reports, args.users, rounds, plans), [*plans["scans"], *refused]


def tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def paths(data: Path) -> dict[str, list[str]]:
    """What people open: queues, things they look for, envelopes anywhere, and the list of what is late."""
    some = filling.some_to_open(data, count=400)
    month = clock.now().strftime("%Y-%m")
    return {
        "queue": [
            f"/queues/{name}/" for name in ("sealed", "verdict", "release", "held", "routing", "routed", "watching")
        ],
        # What is typed into the box is a form, and comes here after the address.
        "search": [f"/find/ {typed}" for _, number, notice in some[:40] for typed in (number, notice)]
        + [f"/find/ firm {number}" for number in range(20)]
        + [f"/find/?month={month}&{more}" for more in ("language=de", "urgent=yes", "verdict=abuse_material") * 9],
        "open": [f"/envelopes/{UUID(report)}/" for report, *_ in some],
        "late": ["/queues/late/", "/queues/late/?sort=-received", "/queues/late/?urgent=yes"],
    }


def answers(officer: SigningPrivateKey, waiting: Iterator[tuple[str, int, str]], count: int) -> list[str]:
    """Signed requests, each with an answers file about one address, ready to be sent."""
    return [base64.b64encode(_answer(officer, *next(waiting))).decode() for _ in range(count)]


def _answer(officer: SigningPrivateKey, report: str, ordinal: int, envelope: str) -> bytes:
    line = {"ordinal": ordinal, "envelope": envelope, "verdict": "abuse_material", "classification": "baseline"}
    entry = {"report": str(UUID(report)), "addresses": [line | {"instruction": "wait"}]}
    payload: dict[str, Any] = {"form": "kindline/answers/1", "authority": "federal-police", "at": stamp(clock.now())}
    payload |= {"checkpoint": {"size": 0, "root": ""}, "reports": [entry], "dossiers": []}
    document = base64.b64encode(sign_document(payload, key=officer, context="answers")).decode()
    request = {"at": stamp(clock.now()), "nonce": secrets.token_hex(16), "want": "answers", "answers": document}
    return sign_document(request, key=officer, context="portal-request")


def planned(data: Path, pages: dict[str, list[str]], cookie: str, verdicts: list[str]) -> dict[str, Any]:
    """Queries of each page, and those that read a whole table, asked of the database itself."""
    found: dict[str, Any] = {"queries": {}, "scans": []}
    questions: dict[str, dict[str, Any]] = {
        "desk": {"pages": pages, "cookie": cookie},
        "portal": {"answers": verdicts},
    }
    for face, asked in questions.items():
        command = [sys.executable, "-m", f"{MODULE}.plans", str(data), face]
        done = subprocess.run(command, input=json.dumps(asked), stdout=subprocess.PIPE, text=True, check=True)
        said = json.loads(done.stdout)
        found["queries"] |= said["queries"]
        found["scans"] += said["scans"]
    return found


def warm(port: int, cookies: list[str], pages: dict[str, list[str]]) -> None:
    """Every thread of the desk has loaded what it needs, and every queue's pages are where they will be."""
    for cookie in cookies:
        browser = Browser(processes.LOOPBACK, port, cookie=cookie)
        for kind in pages:
            browser.get(pages[kind][-1])
        browser.close()


def one_round(order: dict[str, Any]) -> dict[str, Any]:
    """All users for the round's seconds."""
    machine.await_quiet()
    with _users(order) as child:
        said, _ = child.communicate("go\n")
    return dict(json.loads(said))


@contextmanager
def _users(order: dict[str, Any]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", f"{MODULE}.desk_users"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdin and child.stdout
    child.stdin.write(json.dumps(order) + "\n")
    child.stdin.flush()
    child.stdout.readline()
    yield child


def rows_of(reports: int, users: int, rounds: list[dict[str, Any]], plans: dict[str, Any]) -> list[dict[str, Any]]:
    """One row a page: requests of all rounds, percentiles of all of them together."""
    together: dict[str, list[float]] = defaultdict(list)
    for one in rounds:
        for page, times in one["milliseconds"].items():
            together[page] += times
    return [
        {
            "reports": reports,
            "page": page,
            "users": users,
            "requests": len(times),
            "p50_ms": round(percentile(times, 50), 1),
            "p95_ms": round(percentile(times, 95), 1),
            "queries_max": plans["queries"].get(page, 0),
        }
        for page, times in sorted(together.items())
    ]


def aims(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What was aimed at, what was reached: the slowest page, the worst ratio of the largest to the smallest size."""
    sizes = sorted({row["reports"] for row in rows})
    p95 = {(row["page"], row["reports"]): row["p95_ms"] for row in rows}
    ratios = {page: round(p95[page, sizes[-1]] / p95[page, sizes[0]], 2) for page, size in p95 if size == sizes[0]}
    return {
        "aimed": AIMS,
        "p95_ms": max(p95.values()),
        "ratios_p95": ratios,
        "queries_max": max(row["queries_max"] for row in rows),
    }
