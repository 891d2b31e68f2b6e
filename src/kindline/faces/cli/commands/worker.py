"""`./kindline worker`: the background work of an installation, until it is told to stop."""

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from kindline.faces.cli import checklist, place

HELP = "Do the background work: admit, deliver, route, watch clocks"


def arguments(parser: argparse.ArgumentParser) -> None:
    place.arguments(parser)
    parser.add_argument("--at-once", type=int, default=4, metavar="N", help="on PostgreSQL: so many lanes at once")
    parser.add_argument(
        "--self-test", action="store_true", help="on PostgreSQL: kill a worker and see another take its job over"
    )


def run(args: argparse.Namespace) -> int:
    if not checklist.ready(args.data, face="worker"):
        return 1
    place.wake(args.data, face="worker")
    from django.conf import settings
    from django.db import connections

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    if connections["core"].vendor == "postgresql":
        return _of_several(args, stop.is_set)
    if getattr(args, "self_test", False):
        return _refuse("nobody takes over on SQLite: one worker works on one data folder")
    return _single(Path(settings.DATA_DIR), stop.is_set)


def _single(folder: Path, until: Callable[[], bool]) -> int:
    from kindline.faces.worker import rounds
    from kindline.faces.worker.single import AnotherWorks, only_one
    from kindline.kernel.outbox.claiming import free_every_lease

    try:
        with only_one(folder):
            free_every_lease()
            rounds.run(until=until)
    except AnotherWorks as other:
        return _refuse(f"process {other} works on {folder} already; several workers need PostgreSQL")
    return 0


def _of_several(args: argparse.Namespace, until: Callable[[], bool]) -> int:
    from kindline.faces.worker import jobs, self_test

    try:
        if getattr(args, "self_test", False):
            return self_test.run()
        jobs.run(until=until, at_once=getattr(args, "at_once", jobs.AT_ONCE))
    except jobs.NoTables as fault:
        return _refuse(f"the tables of the queue are not there ({fault}): bring the databases to this version first")
    return 0


def _refuse(why: str) -> int:
    print(f"kindline worker: {why}", file=sys.stderr)
    return 1
