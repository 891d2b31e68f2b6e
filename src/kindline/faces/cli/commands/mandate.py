"""`./kindline mandate`: make, sign, check and activate the file that says who may open."""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from kindline.faces.cli import place
from kindline.faces.cli.commands.routes import mandate_of
from kindline.faces.cli.persons import NotThem, ask, recognised
from kindline.kernel.installing import authority_tables, compose_mandate
from kindline.kernel.mandate.nouns import Mandate
from kindline.kernel.mandate.reading import BadMandate, read
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SealingPublicKey, SigningPrivateKey, VerifyKey, fingerprint
from kindline.sealing.mandate_file import sign_mandate, verify_mandate
from kindline.services.hotline.routing import NoRoute, combinations, decide_route

HELP = "Make, sign, check and activate a mandate: who may open, which routes and clocks follow"
NOW = "now"


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    make = verbs.add_parser("make", help="a mandate from a shipped procedure and the authorities' public keys")
    make.add_argument("--procedure", default="relay-be-2002")
    _authority(make, "", "the police: ")
    _authority(make, "analysts-", "where analysts assess, they: ")
    make.add_argument("--out", required=True)
    sign = verbs.add_parser("sign", help="add one signature; two different holders sign")
    sign.add_argument("file")
    sign.add_argument("--key", required=True)
    check = verbs.add_parser("check", help="read it, look for gaps, and say what it would change")
    check.add_argument("file")
    check.add_argument("--pinned", nargs=2, metavar="PUB", help="also verify both signatures against these keys")
    check.add_argument("--data", help="an installation: say what changes there, and verify against its own pinned keys")
    check.add_argument("--against", metavar="NAME", help="say what changes against a shipped mandate or another file")
    activate = verbs.add_parser("activate", help="the first person asks, another agrees; the signers are those pinned")
    activate.add_argument("file")
    activate.add_argument("--data", required=True)
    moment = f"from when: 2026-12-01T00:00+01:00, or {NOW}"
    activate.add_argument("--from", dest="moment", required=True, metavar="MOMENT", help=moment)
    activate.add_argument("--by", required=True, metavar="USERNAME", help="a supervisor or the installation's operator")
    activate.add_argument("--code", default="", help="the six digits of that person's app; asked for otherwise")


def _authority(parser: argparse.ArgumentParser, prefix: str, who: str) -> None:
    asked = not prefix
    parser.add_argument(f"--{prefix}authority", required=asked, help=f"{who}their name")
    parser.add_argument(f"--{prefix}mailbox", required=asked, help=f"{who}where reminders go")
    parser.add_argument(f"--{prefix}opening", required=asked, action="append", metavar="ROLE=FILE.pub=YYYY-MM-DD")
    parser.add_argument(f"--{prefix}officer", required=asked, action="append", metavar="NAME=FILE.pub")


def run(args: argparse.Namespace) -> int:
    try:
        return {"make": _make, "sign": _sign, "check": _check, "activate": _activate}[args.verb](args)
    except (BadMandate, SealingError, NoRoute, NotThem, OSError, ValueError) as problem:
        print(f"mandate: {problem}", file=sys.stderr)
        return 1


def _make(args: argparse.Namespace) -> int:
    tables = _tables(args, "", identifier="federal-police", role="police")
    if args.analysts_authority:
        tables += _tables(args, "analysts_", identifier="analysts", role="analyst")
    document = compose_mandate(args.procedure, tables)
    _report(read(document, sha256=b""))
    Path(args.out).write_bytes(document)
    return 0


def _tables(args: argparse.Namespace, prefix: str, *, identifier: str, role: str) -> str:
    given = {name: getattr(args, f"{prefix}{name}") for name in ("authority", "mailbox", "opening", "officer")}
    keys = [
        (name, SealingPublicKey.from_text(Path(file).read_text()), day)
        for name, file, day in (entry.split("=") for entry in given["opening"] or ())
    ]
    officers = [
        (name, VerifyKey.from_text(Path(file).read_text()))
        for name, file in (o.split("=") for o in given["officer"] or ())
    ]
    return authority_tables(
        name=given["authority"], mailbox=given["mailbox"] or "", keys=keys, officers=officers,
        identifier=identifier, role=role,
    )  # fmt: skip


def _sign(args: argparse.Namespace) -> int:
    key = SigningPrivateKey.from_text(Path(args.key).read_text())
    document = Path(args.file).read_bytes()
    _report(read(document, sha256=b""))
    with Path(f"{args.file}.sig").open("ab") as signatures:
        signatures.write(sign_mandate(document, key))
    print(f"signed by {key.key_id}")
    return 0


def _check(args: argparse.Namespace) -> int:
    from kindline.services.hotline.law_changes import changes

    document = Path(args.file).read_bytes()
    mandate = read(document, sha256=b"")
    _report(mandate)
    before = _before(args)
    if before:
        found = list(changes(before, mandate))
        print(f"against {before.id}: " + (f"{len(found)} changes" if found else "nothing changes"))
        for line in found:
            print(f"  {line}")
    return _check_signatures(args, document)


def _before(args: argparse.Namespace) -> Mandate | None:
    if args.against:
        return mandate_of(args.against)
    return mandate_of(f"{args.data}/mandate/active.toml") if args.data else None


def _check_signatures(args: argparse.Namespace, document: bytes) -> int:
    pinned = _pinned(args.pinned, args.data)
    if pinned is None:
        print("signatures: not looked at; name the pinned keys or an installation")
        return 0
    try:
        verify_mandate(document, Path(f"{args.file}.sig").read_bytes(), pinned)
    except (SealingError, OSError) as problem:
        print(f"signatures: not by both pinned keys ({problem})")
        return 1
    print("signatures: both pinned keys signed exactly these bytes")
    return 0


def _pinned(named: list[str] | None, data: str | None) -> tuple[VerifyKey, VerifyKey] | None:
    public = Path(os.environ.get("KINDLINE_KEYS", f"{data}.keys")) / "public" if data else None
    files = [Path(name) for name in named or ()]
    files = files or ([public / f"mandate-{number}.pub" for number in (1, 2)] if public else [])
    if not files:
        return None
    first, second = (VerifyKey.from_text(Path(file).read_text()) for file in files)
    return first, second


def _activate(args: argparse.Namespace) -> int:
    document, signatures = Path(args.file).read_bytes(), Path(f"{args.file}.sig").read_bytes()
    _report(read(document, sha256=b""))
    place.wake(args.data, face="desk")
    from kindline.kernel import clock
    from kindline.kernel.mandate import activating

    moment = clock.now() if args.moment == NOW else datetime.fromisoformat(args.moment)
    by = recognised(args.by, digits=args.code or ask(args.by))
    asked = activating.waiting_for_second(document)
    if asked is None:
        asked = activating.ask(document, signatures, applies_from=moment, by=by)
        print(f"asked by {asked.asked_by}: {asked.mandate} from {_at(asked.applies_from)}.")
        print("It applies when another person has run this command too.")
        return 0
    done = activating.agree(asked, by=by)
    print(f"asked by {done.asked_by}, agreed by {done.agreed_by}: {done.mandate} from {_at(done.applies_from)}.")
    print("Reports filed before that moment stay under the mandate they were filed under.")
    return 0


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _report(mandate: Mandate) -> None:
    """Say what a signer should read aloud before signing; NoRoute when the law has a gap."""
    for situation in combinations():
        decide_route(mandate, situation)
    print(f"mandate {mandate.id}: procedure {mandate.procedure}, home {mandate.home}, since {mandate.since}")
    for authority in mandate.authorities.values():
        for key in authority.keys:
            print(f"  {authority.id} {key.role} until {key.not_after}: {fingerprint(key.sealing)[:19]}")
        for officer in authority.officers:
            print(f"  {authority.id} {authority.role} {officer.name}: {fingerprint(officer.key)[:19]}")
