"""`./kindline mandate`: make, sign, check and activate the file that says who may open."""

import argparse
import os
import sys
from pathlib import Path

from kindline.kernel.installing import activate_mandate, authority_tables, compose_mandate
from kindline.kernel.mandate.nouns import Mandate
from kindline.kernel.mandate.reading import BadMandate, read
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SealingPublicKey, SigningPrivateKey, VerifyKey, fingerprint
from kindline.sealing.mandate_file import sign_mandate, verify_mandate
from kindline.services.hotline.routing import NoRoute, combinations, decide_route

HELP = "Make, sign, check and activate a mandate: who may open, which routes and clocks follow"


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    make = verbs.add_parser("make", help="a mandate from a shipped procedure and an authority's public keys")
    make.add_argument("--procedure", default="relay-be-2002")
    make.add_argument("--authority", required=True, help="the authority's name")
    make.add_argument("--mailbox", required=True, help="where reminders go")
    make.add_argument("--opening", required=True, action="append", metavar="ROLE=FILE.pub=YYYY-MM-DD")
    make.add_argument("--officer", required=True, action="append", metavar="NAME=FILE.pub")
    make.add_argument("--out", required=True)
    sign = verbs.add_parser("sign", help="add one signature; two different holders sign")
    sign.add_argument("file")
    sign.add_argument("--key", required=True)
    check = verbs.add_parser("check", help="read it, verify both signatures, look for gaps")
    check.add_argument("file")
    check.add_argument("--pinned", required=True, nargs=2, metavar="PUB")
    activate = verbs.add_parser("activate", help="put it in force; the signers are those pinned at install")
    activate.add_argument("file")
    activate.add_argument("--data", required=True)


def run(args: argparse.Namespace) -> int:
    try:
        return {"make": _make, "sign": _sign, "check": _check, "activate": _activate}[args.verb](args)
    except (BadMandate, SealingError, NoRoute, OSError, ValueError) as problem:
        print(f"mandate: {problem}", file=sys.stderr)
        return 1


def _make(args: argparse.Namespace) -> int:
    keys = [
        (role, SealingPublicKey.from_text(Path(file).read_text()), day)
        for role, file, day in (entry.split("=") for entry in args.opening)
    ]
    officers = [
        (name, VerifyKey.from_text(Path(file).read_text())) for name, file in (o.split("=") for o in args.officer)
    ]
    tables = authority_tables(name=args.authority, mailbox=args.mailbox, keys=keys, officers=officers)
    document = compose_mandate(args.procedure, tables)
    _report(read(document, sha256=b""))
    Path(args.out).write_bytes(document)
    return 0


def _sign(args: argparse.Namespace) -> int:
    key = SigningPrivateKey.from_text(Path(args.key).read_text())
    document = Path(args.file).read_bytes()
    _report(read(document, sha256=b""))
    with Path(f"{args.file}.sig").open("ab") as signatures:
        signatures.write(sign_mandate(document, key))
    print(f"signed by {key.key_id}")
    return 0


def _check(args: argparse.Namespace) -> int:
    document, digest = _verified(args)
    _report(read(document, sha256=digest))
    return 0


def _activate(args: argparse.Namespace) -> int:
    document, digest = _verified(args)
    _report(read(document, sha256=digest))
    signatures = Path(f"{args.file}.sig").read_bytes()
    activate_mandate(Path(args.data), document, signatures, pinned=_pinned(args))
    print("in force from now on; every process checks it before the next seal")
    return 0


def _verified(args: argparse.Namespace) -> tuple[bytes, bytes]:
    document = Path(args.file).read_bytes()
    return document, verify_mandate(document, Path(f"{args.file}.sig").read_bytes(), _pinned(args))


def _pinned(args: argparse.Namespace) -> tuple[VerifyKey, VerifyKey]:
    public = Path(os.environ.get("KINDLINE_KEYS", f"{args.data}.keys")) / "public" if args.verb == "activate" else None
    files = [public / f"mandate-{number}.pub" for number in (1, 2)] if public else map(Path, args.pinned)
    first, second = (VerifyKey.from_text(file.read_text()) for file in files)
    return first, second


def _report(mandate: Mandate) -> None:
    """Say what a signer should read aloud before signing; NoRoute when the law has a gap."""
    for situation in combinations():
        decide_route(mandate, situation)
    print(f"mandate {mandate.id}: procedure {mandate.procedure}, home {mandate.home}, since {mandate.since}")
    for authority in mandate.authorities.values():
        for key in authority.keys:
            print(f"  {authority.id} {key.role} until {key.not_after}: {fingerprint(key.sealing)[:19]}")
        for officer in authority.officers:
            print(f"  {authority.id} officer {officer.name}: {fingerprint(officer.key)[:19]}")
