"""`bench resolve`: names a second through a real unbound, with servers that fail and lie, and every question counted.

Nothing leaves this machine. Whatever the name servers on loopback heard is judged afterwards: one question that must
never be asked makes the bench fail. `--plant` asks some on purpose, to show that they would be seen.
"""

import argparse
import json
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from kindline.faces.bench.measuring import authority, judging, machine, planting
from kindline.faces.bench.measuring.naming import MIX, Names
from kindline.faces.bench.measuring.resolvers import (
    LOOPBACK,
    NAME,
    Unbound,
    name_server,
    silence,
    unbound,
    why_no_unbound,
)
from kindline.provenance.resolver import (
    Datagrams,
    Memory,
    NeverResolved,
    ResolutionFailed,
    Resolver,
    SharedResolvers,
    TlsLines,
)

HELP = "Names a second through a real unbound on loopback; every question its upstream heard is counted and judged"
AT = datetime(2026, 1, 1, tzinfo=UTC)
TIMEOUT = 1.0
LIE = socket.inet_ntoa(authority.LIE)
Make = Callable[[], Resolver]


@dataclass(frozen=True)
class Round:
    seconds: float
    outcomes: Counter[str]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--names", type=int, default=3000, help="names of each round")
    parser.add_argument("--clients", type=int, default=16, help="how many are resolved at once")
    parser.add_argument("--rounds", type=int, default=3, help="rounds; medians are shown")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--list", type=Path, metavar="FILE", help="write every question that was heard")
    parser.add_argument("--plant", action="store_true", help="also ask what must never be asked: it must be seen")
    parser.add_argument("--json", metavar="FILE", help="write JSON here; - is standard output")


def run(args: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="kindline-resolve-") as folder:
        measured, heard = measure(Path(folder), args)
    if args.list:
        args.list.write_text("".join(one.line() + "\n" for one in heard))
    text = json.dumps(measured, indent=1, ensure_ascii=False)
    if args.json and args.json != "-":
        Path(args.json).write_text(text + "\n")
    else:
        print(text)
    print(f"forbidden={measured['forbidden']}", file=sys.stderr)
    return 1 if measured["forbidden"] or measured["lies_believed"] or not heard else 0


def measure(folder: Path, args: argparse.Namespace) -> tuple[dict[str, Any], list[judging.Heard]]:
    """The rows, and every question that the name servers heard."""
    absent = why_no_unbound()
    names, rows = Names(args.seed), []
    asked: list[str] = []
    with ExitStack() as stack:
        port, book = stack.enter_context(name_server(folder, "upstream"))
        liar, lied = stack.enter_context(name_server(folder, "liar", liar=True))
        mute = stack.enter_context(silence())
        server = None if absent else stack.enter_context(unbound(folder, upstream=port))
        for part, (runner, kind, make) in enumerate(_runners(server, port=port, liar=liar, mute=mute)):
            rows.append(_row(runner, kind, make, names=names, part=part * args.rounds, args=args, asked=asked))
            print(f"{runner}: {rows[-1]['names_per_s']}/s", file=sys.stderr, flush=True)
        if args.plant:
            asked += planting.plant(port)
    heard = judging.heard_in([book, lied], reported=asked)
    wrong = judging.forbidden(heard)
    facts = {"clients": args.clients, "seed": args.seed, "mix_per_thousand": MIX, "unbound": absent or "real"}
    return {
        "machine": machine.facts(Path.cwd()) | facts,
        "rows": rows,
        "heard": {"questions": len(heard), "by_type": judging.counts(heard)},
        "lies_believed": sum(row["outcomes"].get("believed_a_lie", 0) for row in rows),
        "forbidden": len(wrong),
        "forbidden_by_reason": dict(Counter(one.wrong for one in wrong)),
    }, heard


def _runners(server: Unbound | None, *, port: int, liar: int, mute: int) -> list[tuple[str, str, Make]]:
    direct = [Datagrams(LOOPBACK, port, timeout=TIMEOUT)]
    liars = [Datagrams(LOOPBACK, liar, timeout=TIMEOUT, place="liar"), Datagrams(LOOPBACK, mute, timeout=0.2)]
    if server is None:
        return [
            ("test server, datagrams", "plain", lambda: SharedResolvers(direct)),
            ("test server with a liar and a mute beside it", "mixed", lambda: SharedResolvers([*direct, *liars])),
        ]
    local = [Datagrams(LOOPBACK, server.port, timeout=TIMEOUT)]
    lines = [TlsLines(LOOPBACK, server.tls_port, server_name=NAME, ca_file=server.ca_file, timeout=TIMEOUT)]
    return [
        ("unbound over TLS, new names", "plain", lambda: SharedResolvers(lines, memory=Memory())),
        ("unbound over TLS, its cache warm", "again", lambda: SharedResolvers(lines)),
        ("unbound by datagrams, new names", "plain", lambda: SharedResolvers(local)),
        ("unbound over TLS, every kind of name", "mixed", lambda: SharedResolvers(lines)),
        ("unbound over TLS with a liar and a mute beside it", "mixed", lambda: SharedResolvers([*lines, *liars])),
    ]


def _row(
    runner: str, kind: str, make: Make, *, names: Names, part: int, args: argparse.Namespace, asked: list[str]
) -> dict[str, Any]:
    rounds, controls = [], []
    for number in range(args.rounds):
        # "again": what the row before has asked.
        own = part + number - (args.rounds if kind == "again" else 0)
        hosts = names.mixed(args.names, part=own) if kind == "mixed" else names.plain(args.names, part=own)
        controls.append(round(machine.control_ms(), 1))
        rounds.append(_resolve_all(hosts, make(), clients=args.clients))
        asked += hosts
    outcomes = sum((one.outcomes for one in rounds), Counter[str]())
    return {
        "runner": runner,
        "names": args.names * args.rounds,
        "names_per_s": round(median(args.names / one.seconds for one in rounds), 1),
        "rates": [round(args.names / one.seconds, 1) for one in rounds],
        "outcomes": dict(outcomes.most_common()),
        "control_ms": controls,
    }


def _resolve_all(hosts: Sequence[str], resolver: Resolver, *, clients: int) -> Round:
    outcomes: list[Counter[str]] = [Counter() for _ in range(clients)]

    def work(part: int) -> None:
        for host in hosts[part::clients]:
            outcomes[part][_outcome(host, resolver)] += 1

    threads = [threading.Thread(target=work, args=(part,)) for part in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Round(time.perf_counter() - start, sum(outcomes, Counter[str]()))


def _outcome(host: str, resolver: Resolver) -> str:
    try:
        claims = resolver.resolve(host, at=AT)
    except NeverResolved:
        return "never_asked"
    except ResolutionFailed as failure:
        return failure.code
    if any(claim.value == LIE for claim in claims):
        return "believed_a_lie"
    silences = {claim.value for claim in claims if claim.predicate.value == "no_address"}
    if "needs_approval" in silences:
        return "needs_approval"
    return "resolved" if any(claim.predicate.value == "resolves_to" for claim in claims) else sorted(silences)[0]
