"""`./kindline worker`: the background work of an installation, until it is told to stop."""

import argparse
import signal
import threading

from kindline.faces.cli import checklist, place

HELP = "Do the background work: admit, deliver, route, watch clocks"


def arguments(parser: argparse.ArgumentParser) -> None:
    place.arguments(parser)


def run(args: argparse.Namespace) -> int:
    if not checklist.ready(args.data, face="worker"):
        return 1
    place.wake(args.data, face="worker")
    from kindline.faces.worker import rounds

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    rounds.run(until=stop.is_set)
    return 0
