"""`bench scale`: one, two and four processes of a face against one PostgreSQL; what a second one brings, what it costs.

Site and desk processes stand on several addresses of the loopback, workers beside them; the database keeps every commit
(fsync on). Everything shares this machine's cores: a ratio says what waits for what, not what more machines bring.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kindline.faces.bench.measuring import machine, processes
from kindline.faces.bench.measuring.entering import enter
from kindline.faces.bench.measuring.rounds import percentile, reporters
from kindline.faces.cli.machine import postgresql
from kindline.faces.outside.browser import Browser

HELP = "Reports, hand-overs and desk pages a second with 1, 2 and 4 processes of a face on one PostgreSQL"
QUEUES = tuple(f"/queues/{name}/" for name in ("late", "sealed", "verdict", "routed"))
PATIENCE = 120


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--machines", type=int, default=3, help="so many addresses that faces are spread over")
    parser.add_argument("--processes", default="1,2,4", help="how many of each face, each its own rows")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--reports", type=int, default=400, help="filed and handed over in each row")
    parser.add_argument("--seconds", type=int, default=10, help="of reading at the desk")
    parser.add_argument("--json", metavar="FILE", help="write JSON here; - is standard output")
    parser.add_argument("--folder", type=Path, default=Path("var"), help="where the scratch installation is made")


def run(args: argparse.Namespace) -> int:
    programs = postgresql()
    if programs is None:
        print("kindline bench: no PostgreSQL on this machine (apt install postgresql)", file=sys.stderr)
        return 2
    args.folder.mkdir(parents=True, exist_ok=True)
    from kindline.faces.bench.measuring import postgres

    with tempfile.TemporaryDirectory(prefix="bench-", dir=args.folder) as scratch:
        folder = Path(scratch).absolute()
        with postgres.server(programs, settings=("shared_buffers=256MB", "max_connections=200")) as address:
            measured = measure(folder, address, args=args)
    text = json.dumps(measured, indent=1, ensure_ascii=False)
    if args.json and args.json != "-":
        Path(args.json).write_text(text + "\n")
    else:
        print(text)
    return 1 if any(row.get("lost") or row.get("refused") or row["deadlocks"] for row in measured["rows"]) else 0


def measure(folder: Path, address: dict[str, str], *, args: argparse.Namespace) -> dict[str, Any]:
    from kindline.faces.bench.measuring.cluster import Cluster

    cluster = Cluster(folder, address, machines=args.machines)
    rows: list[dict[str, Any]] = []
    people: list[str] = []
    for count in (int(text) for text in args.processes.split(",")):
        for stage in (intake, handover):
            rows.append(_told(stage(cluster, count=count, args=args)))
        with cluster.serving("desk", count) as desks:
            people = people or [_person(cluster, desks[0], number) for number in range(args.clients // 2)]
            rows.append(_told(desk(cluster, desks, people=people, args=args)))
    for row in rows:
        one = next(other for other in rows if other["stage"] == row["stage"])
        row["ratio_to_one"] = round(row["rate"] / one["rate"], 2)
    return {"machine": machine.facts(folder) | {"addresses": cluster.hosts, "clients": args.clients}, "rows": rows}


def intake(cluster: Any, *, count: int, args: argparse.Namespace) -> dict[str, Any]:
    """The final request of every report, over all sites at once, no worker running."""
    before = cluster.intake("SELECT count(*) FROM intake_report")
    with cluster.serving("site", count) as sites:
        share = {"clients": max(1, args.clients // count), "reports": args.reports // count}
        clients = [reporters(site, stage="post", **share) for site in sites]

        def all_of_them() -> list[dict[str, Any]]:
            for child in clients:
                assert child.stdin
                child.stdin.write("go\n")
                child.stdin.flush()
            return [json.loads(child.communicate()[0]) for child in clients]

        said, row = _watched(cluster, sites, all_of_them)
    filed = [code for one in said for code in one["codes"]]
    stored = cluster.intake("SELECT count(*) FROM intake_report") - before
    return _row("intake", count, len(filed), max(one["seconds"] for one in said), row) | {
        "p95_ms": round(percentile([ms for one in said for ms in one["milliseconds"]], 95), 1),
        "refused": sum(len(one["refused"]) for one in said),
        "lost": len(set(filed)) - stored,
    }


def handover(cluster: Any, *, count: int, args: argparse.Namespace) -> dict[str, Any]:
    """From the first report admitted to the last parcel that lies ready for the police."""
    given = "SELECT count(*) FROM outbox_parcel WHERE kind = 'handover' AND state <> 'waiting'"
    done, all_reports = cluster.core(given), cluster.intake("SELECT count(*) FROM intake_report")
    moments: list[float] = []

    def until_all_lie_ready() -> int:
        limit = time.monotonic() + PATIENCE
        while (ready := cluster.core(given)) < all_reports and time.monotonic() < limit:
            if ready > done:
                moments.append(time.perf_counter())
            time.sleep(0.02)
        moments.append(time.perf_counter())
        return ready

    with cluster.serving("worker", count) as workers:
        ready, row = _watched(cluster, workers, until_all_lie_ready)
    parcels = cluster.core("SELECT count(*) FROM outbox_parcel WHERE kind = 'handover'")
    return _row("handover", count, ready - done, moments[-1] - moments[0], row) | {
        "lost": all_reports - ready,
        "doubled": parcels - cluster.core("SELECT count(*) FROM hotline_report"),
    }


def desk(
    cluster: Any, desks: Sequence[processes.Running], *, people: list[str], args: argparse.Namespace
) -> dict[str, Any]:
    """Queues opened one after the other, without a pause, by everybody."""
    times: list[float] = []
    refused: list[int] = []

    def read(number: int, ends: float) -> None:
        place = desks[number % len(desks)]
        browser, at = Browser(place.host, place.port, cookie=people[number]), 0
        while time.perf_counter() < ends:
            start = time.perf_counter()
            status = browser.get(QUEUES[at % len(QUEUES)]).status
            (times.append((time.perf_counter() - start) * 1000) if status == 200 else refused.append(status))
            at += 1

    def everybody() -> None:
        ends = time.perf_counter() + args.seconds
        threads = [threading.Thread(target=read, args=(number, ends)) for number in range(len(people))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    _, row = _watched(cluster, desks, everybody)
    return _row("desk", len(desks), len(times), args.seconds, row) | {
        "p95_ms": round(percentile(times, 95), 1),
        "refused": len(refused),
    }


def _watched(cluster: Any, faces: Sequence[processes.Running], work: Callable[[], Any]) -> tuple[Any, dict[str, Any]]:
    """What the work gave, and what it cost: processor seconds of the faces and of the database, waits, deadlocks."""
    from kindline.faces.bench.measuring.cluster import LockWatch

    dead = "SELECT sum(deadlocks) FROM pg_stat_database WHERE datname LIKE 'kindline%'"
    machine.await_quiet()
    cpu, database, before = sum(one.cpu_seconds() for one in faces), cluster.database_seconds(), cluster.core(dead)
    with LockWatch(cluster) as locks:
        found = work()
    return found, {
        "face_cpu": sum(one.cpu_seconds() for one in faces) - cpu,
        "database_cpu": cluster.database_seconds() - database,
        "sessions_waiting_for_a_lock": locks.mean,
        "deadlocks": cluster.core(dead) - before,
    }


def _row(stage: str, count: int, done: int, seconds: float, cost: dict[str, Any]) -> dict[str, Any]:
    each = 1000 / max(1, done)
    return {
        "stage": stage,
        "processes": count,
        "done": done,
        "rate": round(done / seconds, 1) if seconds else 0.0,
        "face_cpu_ms_each": round(cost["face_cpu"] * each, 2),
        "database_cpu_ms_each": round(cost["database_cpu"] * each, 2),
        "sessions_waiting_for_a_lock": cost["sessions_waiting_for_a_lock"],
        "deadlocks": cost["deadlocks"],
    }


def _person(cluster: Any, place: processes.Running, number: int) -> str:
    return enter(cluster.data, port=place.port, role="supervisor", name=f"person{number}", host=place.host)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    print(f"{row['stage']} {row['processes']}: {row['rate']}/s", file=sys.stderr, flush=True)
    return row
