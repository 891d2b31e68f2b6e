"""`./kindline erase`: erase an ended report so that nobody opens it again, and prove that nobody does."""

import argparse
import getpass
import sys
from pathlib import Path
from uuid import UUID

from kindline.faces.cli import place
from kindline.faces.cli.erasure.places import installed

HELP = "Erase an ended report from data and backups; --prove shows with every key that it is gone"
WHY = {
    "not_closed": "it has not ended",
    "not_sent": "something about it has not left yet",
    "not_acknowledged": "the police have something of it that they have not acknowledged",
    "notice_open": "a provider has not answered a notice that names it",
}
SHOWN = 12


def arguments(parser: argparse.ArgumentParser) -> None:
    place.arguments(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--report", metavar="ID", help="erase this report, by number or receipt id")
    what.add_argument("--prove", metavar="ID", help="try every key on it, in the live data and in a backup from before")
    what.add_argument("--list", action="store_true", help="the ended reports that may be erased now")
    what.add_argument("--reapply", action="store_true", help="erase again what an older backup brought back")
    parser.add_argument(
        "--backup", type=Path, metavar="DIR", help="the backup from before; a demonstration has its own"
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help="the backup's private key; default: among the keys")
    parser.add_argument("--police-key", type=Path, action="append", default=[], metavar="FILE", help="for the trial")


def run(args: argparse.Namespace) -> int:
    place.wake(installed(args.data), face="worker")
    from kindline.faces.cli.erasure.places import here

    if not (here().data / "mandate").exists():
        return _stop(f"{here().data} holds no installation")
    if args.list:
        return _list()
    if args.reapply:
        return _reapply()
    report = _found(args.report or args.prove)
    if report is None:
        return _stop(f"there is no report {args.report or args.prove}; --list shows what may be erased")
    return _erase(args, report) if args.report else _prove(args, report)


def _found(text: str):
    from kindline.services.hotline.models import Report

    if text.isdigit():
        return Report.objects.filter(number=int(text)).first()
    try:
        return Report.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None


def _erase(args: argparse.Namespace, report) -> int:
    from kindline.kernel.register.holds import Held
    from kindline.services.hotline.erasing import NotEnded, erase_report, owed

    if not owed(report):
        _save_first(args, report)
    try:
        done = erase_report(report.pk, by=f"terminal:{getpass.getuser()}", noted=_tried(args, report))
    except NotEnded as error:
        print(f"kindline erase: report {report.number} is not erased: {WHY[error.code]}", file=sys.stderr)
        _list()
        return 1
    except Held as held:
        return _stop(f"report {report.number} is not erased: a legal hold stands ({held})")
    print(
        f"erase: report={report.number} envelopes={done.envelopes} parcels={done.parcels} "
        f"overwritten={'yes' if done.overwritten else 'not yet: a reader kept the log, or PostgreSQL; erase again'}"
    )
    print(f"erase: every backup made before is without it too; prove it: ./kindline erase --prove {report.number}")
    return 0


def _save_first(args: argparse.Namespace, report) -> None:
    """In a demonstration no night passed: the backup it would have left is made now. In real life there is one."""
    from kindline.faces.cli.erasure.places import here, save

    to = here().backups / f"report-{report.number}"
    if here().is_demonstration and not to.exists():
        save(to)
        print(f"erase: a demonstration has no yesterday, so its backup was taken now: {to}")


def _tried(args: argparse.Namespace, report) -> dict[str, int]:
    """What every key opens of it now, for the proof."""
    from django.db import connections

    from kindline.faces.cli.erasure.opening import Reader
    from kindline.faces.cli.erasure.places import here, police_keys

    police = police_keys(here(), args.police_key)
    if not police or connections["core"].vendor != "sqlite":
        return {}
    opened = Reader(here(), police).opened(report.pk)
    print(f"erase: before: with every key, the police's among them, {opened} envelopes of report {report.number} open")
    return {"opened": opened}


def _prove(args: argparse.Namespace, report) -> int:
    from django.db import connections

    from kindline.faces.cli.erasure import proving
    from kindline.faces.cli.erasure.places import here, police_keys
    from kindline.kernel.erasable import ledger
    from kindline.sealing.keys import SealingPrivateKey

    entry = ledger.evidence(report.pk)
    if entry is None:
        return _stop(f"report {report.number} was not erased")
    if connections["core"].vendor != "sqlite":
        return _stop("the proof reads SQLite's files; on PostgreSQL the keys are gone all the same (docs/operate.md)")
    case = proving.Case(report.pk, *entry, here(), police_keys(here(), args.police_key))
    lines = [proving.before(case), proving.live(case), proving.files(case)]
    backup = args.backup or here().backups / f"report-{report.number}"
    if backup.exists():
        key = SealingPrivateKey.from_text((args.key or here().keys / "backup" / "backup.key").read_text())
        lines += proving.restored(case, backup, key=key)
    else:
        lines.append(proving.Line("backup", "none was given: --backup DIR, one from before", False))
    lines.append(proving.rest(case))
    print(f"prove: report {report.number}, erased on {case.erased_on}")
    for line in lines:
        print(f"  {'✓' if line.holds else '✗'} {line.name:<20} {line.says}")
    whole = all(line.holds for line in lines)
    print(f"prove: erased={'yes' if whole else 'NOT PROVED'}")
    return 0 if whole else 1


def _list() -> int:
    from kindline.services.hotline.erasing import owed
    from kindline.services.hotline.forgetting import UNNAMED
    from kindline.services.hotline.models import Report

    closed = Report.objects.filter(state="closed").exclude(addresses__envelope__startswith=UNNAMED).order_by("number")
    numbers = [str(report.number) for report in closed if not owed(report)]
    more = f" and {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else ""
    print(f"erase: ended, and may be erased: {', '.join(numbers[:SHOWN]) or 'none'}{more}")
    return 0


def _reapply() -> int:
    from kindline.kernel.contacts.erasing import reapply as reapply_contacts
    from kindline.services.hotline.erasing import reapply

    print(f"erase: erased again: {reapply(by=f'terminal:{getpass.getuser()}')} reports, as the ledger has it")
    print(f"erase: erased again: {reapply_contacts(by=f'terminal:{getpass.getuser()}')} contacts")
    return 0


def _stop(why: str) -> int:
    print(f"kindline erase: {why}", file=sys.stderr)
    return 1
