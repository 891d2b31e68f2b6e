"""`./kindline demo`: reports make the whole journey through the real code, with a world outside played beside it."""

import argparse
import json
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from kindline.faces.cli.commands.routes import shipped

HELP = "Watch some four hundred reports make the whole journey; then try site, desk and portal by hand"
DEFAULT = "var/demo"
FOUNDING = "relay-be-2002"
# Analysts take one address at a time, and each is asked for, opened and answered through the desk's own pages.
ASSESSED_BY_HAND = 80


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=Path(DEFAULT), help=f"its folder (default: {DEFAULT})")
    parser.add_argument("--mandate", default=FOUNDING, metavar="NAME", help=f"a shipped mandate (default: {FOUNDING})")
    parser.add_argument("--service", default="hotline", choices=("hotline", "missing"), help="which duty is played")
    parser.add_argument("--once", action="store_true", help="end after the journey")
    parser.add_argument("--reports", type=int, metavar="N", help="file only N reports, of as many situations as fit")
    parser.add_argument("--keep", action="store_true", help="play nothing: open the doors of an earlier demonstration")


def run(args: argparse.Namespace) -> int:
    from kindline.faces.outside import black_hole
    from kindline.faces.outside.stage import NotADemonstration, Stage

    if args.mandate not in shipped():
        print(f"kindline demo: {args.mandate} is none of {', '.join(shipped())}", file=sys.stderr)
        return 2
    if args.reports is None and args.mandate != FOUNDING:
        args.reports = ASSESSED_BY_HAND
    os.umask(0o077)
    stage = Stage(args.data.absolute())
    try:
        if not args.keep:
            here = black_hole.is_inside() or black_hole.why_not()
            code = _perform(stage, args) if here else _perform_inside(stage, args)
            if code or args.once or black_hole.is_inside():
                return code
        return _open_doors(stage)
    except NotADemonstration as error:
        print(f"kindline demo: {error}", file=sys.stderr)
        return 2


def _perform_inside(stage, args: argparse.Namespace) -> int:
    """The same in a network of its own, in which everything that would leave falls into a counted hole."""
    from kindline.faces.outside import black_hole
    from kindline.faces.outside.processes import CLI

    more = ["--reports", str(args.reports)] if args.reports else []
    command = ["demo", "--once", "--service", args.service, "--mandate", args.mandate, "--data", str(stage.data), *more]
    return black_hole.inside([sys.executable, *CLI, *command])


def _perform(stage, args: argparse.Namespace) -> int:
    """Set the stage, play, and count what the outside saw."""
    from rich.console import Console

    from kindline.faces.outside import black_hole, ledger, setting, table
    from kindline.faces.outside.assessing_play import AssessingPlay
    from kindline.faces.outside.comparing import problems
    from kindline.faces.outside.play import Play
    from kindline.faces.outside.processes import Troupe
    from kindline.faces.outside.stored import Stored
    from kindline.faces.outside.witness import Witness

    if args.service == "missing":
        return _night(stage, args)
    start = time.monotonic()
    setting.clear(stage)
    stage.data.mkdir(parents=True, mode=0o700, exist_ok=True)
    troupe = Troupe(stage)
    _stop_on_signals()
    try:
        setting.install(stage, args.mandate)
        invitations = setting.Invitations(stage)
        if black_hole.is_inside():
            black_hole.dig()
            troupe.watch_wire()
        troupe.start()
        performance = Play if stage.assessor == "police" else AssessingPlay
        play = performance(stage, troupe, invitations, args.reports)
        try:
            _watch(play)
        finally:
            play.close()
        stage.note(ended_at=stage.now().isoformat())
    finally:
        troupe.stop()
    ledger.close(stage)
    witness = Witness(stage)
    stored = Stored(stage, witness)
    table.show(stage, witness, stored, network=_network(), console=Console())
    found = list(problems(stage, witness, stored))
    for problem in found:
        print(f"journey: {problem}")
    print(f"seconds: {time.monotonic() - start:.1f}")
    line = witness.line()
    print(line.text(), flush=True)
    return 0 if line.is_whole and not found else 1


def _night(stage, args: argparse.Namespace) -> int:
    """A night at the line for missing children, in real time."""
    from kindline.faces.outside import black_hole, ledger, setting
    from kindline.faces.outside.night.play import NightPlay
    from kindline.faces.outside.night.tally import count, problems
    from kindline.faces.outside.processes import Troupe

    start = time.monotonic()
    setting.clear(stage)
    stage.data.mkdir(parents=True, mode=0o700, exist_ok=True)
    troupe = Troupe(stage)
    _stop_on_signals()
    try:
        setting.install(stage, args.mandate, service="missing")
        invitations = setting.Invitations(stage)
        if black_hole.is_inside():
            black_hole.dig()
            troupe.watch_wire()
        troupe.start()
        play = NightPlay(stage, invitations)
        try:
            for title, act in play.acts():
                print(f"{time.monotonic() - start:6.1f} s  {title}", flush=True)
                act(lambda _: None)
        finally:
            play.close()
        stage.note(ended_at=stage.now().isoformat())
    finally:
        troupe.stop()
    ledger.close(stage)
    night = count(stage)
    found = list(problems(stage, night))
    for problem in found:
        print(f"night: {problem}")
    print(f"seconds: {time.monotonic() - start:.1f}")
    print(night.text(), flush=True)
    return 1 if found else 0


def _watch(play) -> None:
    """Play every act behind a bar."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from kindline.faces.outside import script

    acts, filing, start = play.acts(), len(script.rows(play.limit)), time.monotonic()
    percent = TextColumn("{task.percentage:>3.0f} %")
    columns = (TextColumn("{task.description:<60}"), BarColumn(), percent, TimeElapsedColumn())
    with Progress(*columns, disable=not sys.stdout.isatty()) as bar:
        whole = bar.add_task("", total=len(acts) + 2)
        for number, (title, act) in enumerate(acts):
            bar.update(whole, description=title)
            # Filing is a third of the work.
            share = 3 if number == 0 else 1
            done = bar.tasks[0].completed
            act(lambda n, share=share, done=done: bar.update(whole, completed=done + share * n / filing))  # type: ignore[misc]
            bar.update(whole, completed=done + share)
            if bar.disable:
                print(f"{time.monotonic() - start:6.1f} s  {title}", flush=True)


def _network() -> str:
    from kindline.faces.outside import black_hole

    if black_hole.is_inside():
        return "network namespace whose only way out is a counted black hole"
    return f"no network namespace here ({black_hole.why_not()}): sockets are watched, the wire is not"


def _open_doors(stage) -> int:
    """Site, desk and portal to try by hand, until Ctrl-C."""
    from kindline.faces.outside import ledger
    from kindline.faces.outside.processes import Troupe

    stage.ports()
    troupe = Troupe(stage)
    _stop_on_signals()
    try:
        troupe.start()
        _say_where(stage)
        with suppress(KeyboardInterrupt):
            while True:
                time.sleep(1)
                troupe.check()
    finally:
        troupe.stop()
        ledger.close(stage)
        print("stopped; everything lies in", stage.data)
    return 0


def _say_where(stage) -> None:
    print()
    for name, what in (("site", "the public site"), ("desk", "the hotline's desk"), ("portal", "the portal")):
        print(f"  {what:<20} {stage.url(name)}/")
    print("\n  demo sign-ins: name, door, password, key for an authenticator app")
    for path in sorted((stage.outside / "desk").glob("*.json")):
        card = json.loads(path.read_text())
        print(f"  {path.stem:<8} {card['door']:<7} {card['password']:<24} {card['secret']}  now {_six(card['secret'])}")
    officer = stage.outside / "keys" / "officer-1.key"
    desk = f"--to {stage.outside / 'by-hand'} --trust {stage.police / 'trust.txt'}"
    where = f"{desk} --portal {stage.url('portal')}"
    print(f"\n  the police at their own desk:\n  ./kindline police fetch {where} --officer {officer} --portal-clock")
    print("\n  Ctrl-C stops everything.\n", flush=True)


def _six(secret: str) -> str:
    import pyotp

    return pyotp.TOTP(secret).now()


def _stop_on_signals() -> None:
    """The first signal stops everything that was started; a second one must not interrupt that."""

    def stop(*_: object) -> None:
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
