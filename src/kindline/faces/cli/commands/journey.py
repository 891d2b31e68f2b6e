"""`./kindline journey`: recount a demonstration from stored rows, mailboxes and packets, and compare both sides."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

HELP = "Recount a demonstration's line from rows, mailboxes and packets; exits 1 and names what is missing"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=Path("var/demo"), help="the demonstration's folder")
    parser.add_argument("--service", default="hotline", choices=("hotline", "missing"), help="which duty was played")
    parser.add_argument("--plant-contact", action="store_true", help="contact one reported address in a scratch copy")


def run(args: argparse.Namespace) -> int:
    from kindline.faces.outside.ledger import Gap
    from kindline.faces.outside.stage import NotADemonstration, Stage

    stage = Stage(args.data.absolute())
    try:
        stage.ports()
        if args.service != stage.service:
            raise NotADemonstration(f"{stage.data} holds a demonstration of {stage.service}")
        if args.service == "missing":
            return _night(stage)
        return _with_contact(stage) if args.plant_contact else _recount(stage)
    except NotADemonstration as error:
        print(f"kindline journey: {error}", file=sys.stderr)
        return 2
    except Gap as gap:
        print(f"journey: outside: {gap}")
        return 1


def _night(stage) -> int:
    """The night's line again, from stored rows, the police's mailbox and the public pages."""
    from kindline.faces.outside.night.tally import count, problems

    night = count(stage)
    found = list(problems(stage, night))
    for problem in found:
        print(f"night: {problem}")
    print(night.text())
    return 1 if found else 0


def _recount(stage) -> int:
    from kindline.faces.outside.comparing import problems
    from kindline.faces.outside.stored import Stored
    from kindline.faces.outside.witness import Witness

    witness = Witness(stage)
    stored = Stored(stage, witness)
    found = list(problems(stage, witness, stored))
    for problem in found:
        print(f"journey: {problem}")
    for contact in dict.fromkeys(witness.contacts):
        print(f"journey: contacted {contact}")
    if stored.erased:
        print(f"journey: erased since, as the register says: {len(stored.erased)}")
    line = witness.line()
    print(line.text())
    return 0 if line.is_whole and not found else 1


def _with_contact(stage) -> int:
    """One contact, by the worker's own interpreter under its own hook, in a copy and in a network without a way out."""
    from kindline.faces.outside import black_hole, ledger
    from kindline.faces.outside.planting import contact_a_reported_host
    from kindline.faces.outside.stage import Stage

    if not black_hole.is_inside() and not black_hole.why_not():
        from kindline.faces.outside.processes import CLI

        return black_hole.inside([sys.executable, *CLI, "journey", "--plant-contact", "--data", str(stage.data)])
    with tempfile.TemporaryDirectory(prefix="kindline-plant-") as scratch:
        copy = Stage(Path(scratch) / "data")
        shutil.copytree(stage.data, copy.data)
        shutil.copytree(stage.keys, copy.keys)
        contact_a_reported_host(copy)
        ledger.close(copy)
        return _recount(copy)
