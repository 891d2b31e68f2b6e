"""`./kindline test`: every tier with its time; the last lines are pytest's own summary."""

import argparse
import subprocess
import sys
import time

from kindline.faces.cli import ROOT
from kindline.faces.cli.commands.check import STATIC
from kindline.faces.cli.steps import environment, perform_all

HELP = "everything: static checks, unit, databases on both engines, browser, faults"
PASSES_ON = True
NOT_SLOW = ("-m", "not slow")
# One process for browsers and faults, which start others and need calm; the second one for all the rest.
SHARED = ("-n", "2", "--dist", "loadgroup")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="also the slow ones: mutation, long fuzz, millions of rows")
    parser.add_argument("--postgres", action="store_true", help="only the tests marked db, on a private PostgreSQL")
    parser.epilog = "Any other argument goes to pytest, which then runs alone: ./kindline test tests/sealing -k code"


def run(args: argparse.Namespace) -> int:
    chosen = () if args.all else NOT_SLOW
    if args.postgres:
        return on_postgres([*args.rest], everything=args.all)
    if args.rest:
        return pytest(*chosen, *args.rest)
    static = tier("static checks", lambda: 0 if perform_all(STATIC) else 1)
    postgres = tier("db on PostgreSQL", lambda: on_postgres(["-q", *SHARED], everything=args.all, browser=args.all))
    print("\n── unit, db on SQLite, browser, faults", flush=True)
    # Last, so that the end of the output is the summary of the complete run.
    complete = pytest(*chosen, *SHARED)
    return static or postgres or complete


def tier(name, work) -> int:
    print(f"\n── {name}", flush=True)
    start = time.monotonic()
    status = work()
    print(f"── {name}: {'passed' if not status else 'FAILED'}, {time.monotonic() - start:.0f} s", flush=True)
    return int(status)


def pytest(*arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=environment()).returncode


def on_postgres(arguments: list[str], *, everything: bool, browser: bool = True) -> int:
    chosen = "db" + ("" if everything else " and not slow") + ("" if browser else " and not browser")
    command = [sys.executable, "-m", "pytest", "-m", chosen, *arguments]
    return subprocess.run([sys.executable, "tests/postgres.py", *command], cwd=ROOT, env=environment()).returncode
