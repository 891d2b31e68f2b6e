"""`./kindline bundle`: one case as a signed file for a court, and its verification by anybody without us."""

import argparse
import os
import sys
from pathlib import Path

from kindline.faces.cli import place
from kindline.faces.cli.erasure.places import installed
from kindline.sealing import bundle as bundles
from kindline.sealing import bundle_checks
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SealingPrivateKey, SealingPublicKey, VerifyKey, fingerprint

HELP = "Export a case as a sealed, signed file (two persons), or verify one without any database"
# Whom a demonstration plays when nobody is named.
PLAYED, NOBODY = ("bo", "ann"), ("", "")


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    export = verbs.add_parser("export", help="two persons with their second factors; entered in the log and register")
    export.add_argument("case", help="the report's number")
    place.arguments(export)
    export.add_argument("--to", type=Path, metavar="FILE", help="default: case-NUMBER.bundle")
    export.add_argument("--by", metavar="NAME", help="a supervisor")
    export.add_argument("--and", dest="confirmed_by", metavar="NAME", help="another person who works on cases")
    export.add_argument(
        "--recipient", type=Path, metavar="PUB", help="the expert's key: seals addresses and claims to it"
    )
    export.add_argument("--ground", default="judge", choices=("judge", "law", "mandate"), help="default: judge")
    export.add_argument("--reference", default="", help="the authority's reference")
    verify = verbs.add_parser("verify", help="needs this file and nothing else; names what does not hold")
    verify.add_argument("file", type=Path)
    verify.add_argument("--platform", type=Path, metavar="PUB", help="the maker's key as known from elsewhere")
    verify.add_argument(
        "--key", type=Path, metavar="FILE", help="the recipient's private key: checks the sealed part too"
    )


def run(args: argparse.Namespace) -> int:
    return _export(args) if args.verb == "export" else _verify(args)


def _export(args: argparse.Namespace) -> int:
    place.wake(installed(args.data), face="worker")
    from kindline.faces.cli.persons import NotThem
    from kindline.services.hotline.case_file import NotTwo, export_case
    from kindline.services.hotline.models import Report

    report = Report.objects.filter(number=int(args.case)).first() if args.case.isdigit() else None
    to = args.to or Path(f"case-{args.case}.bundle")
    if report is None:
        return _stop(f"there is no report {args.case}")
    if to.exists():
        return _stop(f"{to} exists, and nothing is overwritten")
    try:
        by, confirmed_by = _two(args)
        recipient = SealingPublicKey.from_text(args.recipient.read_text()) if args.recipient else None
        made = export_case(
            report,
            by=by,
            confirmed_by=confirmed_by,
            ground=args.ground,
            reference=args.reference,
            recipient=recipient,
        )
    except NotThem as error:
        return _stop(f"{error} was not recognised; nothing was exported")
    except NotTwo as error:
        return _stop(f"{error}: name them with --by and --and; nothing was exported")
    except (OSError, SealingError) as error:
        return _stop(f"{type(error).__name__}: {error}")
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(made)
    sealed = f"sealed_to={recipient.key_id}" if recipient else "addresses and claims left out: no --recipient"
    print(f"bundle: case={report.number} bytes={len(made)} by={by.username} and={confirmed_by.username} file={to}")
    print(f"bundle: {sealed}; entered in the log and in the register of disclosures")
    return 0


def _two(args: argparse.Namespace):
    """Both persons, each recognised. In a demonstration their cards answer for those who are played."""
    from kindline.faces.cli.erasure.places import here
    from kindline.faces.cli.persons import ask, card, recognised
    from kindline.services.hotline.case_file import NotTwo

    played = PLAYED if here().is_demonstration else NOBODY
    names: list[str] = [args.by or played[0], args.confirmed_by or played[1]]
    if not all(names) or names[0] == names[1]:
        raise NotTwo("an export needs two different persons")
    return tuple(recognised(name, digits=card(here().data, name) or ask(name)) for name in names)


def _verify(args: argparse.Namespace) -> int:
    try:
        platform = VerifyKey.from_text(args.platform.read_text()) if args.platform else None
        key = SealingPrivateKey.from_text(args.key.read_text()) if args.key else None
        bundle = bundles.read(args.file.read_bytes(), platform=platform, key=key)
    except (OSError, SealingError) as error:
        print(f"✗ {error}\nbundle: verified=NO problems=1")
        return 1
    findings = bundle_checks.check(bundle)
    problems = [*bundle.problems, *(problem for finding in findings for problem in finding.problems)]
    maker = VerifyKey.from_text(bundle.head["platform"])
    case, day = bundle.head.get("case", "?"), bundle.head.get("made_on", "?")
    print(f"bundle: case {case}, made on {day}, signed by {maker.key_id}")
    if platform is None:
        print(f"  its maker's fingerprint, to be compared by telephone: {fingerprint(maker)}")
    for finding in findings:
        print(f"  {'✗' if finding.problems else '✓'} {finding.name:<10} {finding.checked} checked")
    if bare := 0 if problems else sum(not entry["document"] for entry in bundle.parts.get("answers", ())):
        print(
            f"  - answers    {bare} by hash alone: they also spoke of a report erased meanwhile; the police hold theirs"
        )
    for name in bundle.sealed if key is None else ():
        print(f"  - {name:<10} sealed to {bundle.head['recipient']}; --key opens and checks it")
    for problem in problems:
        print(f"  ✗ {problem}")
    print(f"bundle: verified={'NO' if problems else 'yes'} problems={len(problems)}")
    return 1 if problems else 0


def _stop(why: str) -> int:
    print(f"kindline bundle: {why}", file=sys.stderr)
    return 1
