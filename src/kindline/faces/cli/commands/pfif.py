"""`./kindline pfif`: records of missing persons from and for trusted peers (PFIF 1.4). Nothing is stored or fetched."""

import argparse
import json
import os
import sys
from datetime import datetime
from pathlib import Path

from kindline.faces.cli import place

HELP = "records of missing persons for trusted peers (PFIF 1.4): validate FILE… | import FILE | export FILE"


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    validating = actions.add_parser("validate", help="one line for each file; exit 1 when one is invalid")
    validating.add_argument("files", nargs="+", type=Path, metavar="FILE")
    for name, words in (("import", "PFIF to JSON"), ("export", "that JSON to PFIF")):
        action = actions.add_parser(name, help=f"{words}, expired records as placeholders")
        action.add_argument("file", type=Path, metavar="FILE")
        action.add_argument("--out", type=Path, metavar="FILE", help="instead of stdout")
        action.add_argument("--at", type=_moment, metavar="TIME", help="what has expired by then (now)")


def run(args: argparse.Namespace) -> int:
    if args.action == "validate":
        verdicts = [(file, _problems(file)) for file in args.files]
        for file, found in verdicts:
            more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
            print(f"{file}: invalid: {found[0]}{more}" if found else f"{file}: valid")
        return 1 if any(found for _, found in verdicts) else 0
    from kindline.services.missing.pfif.model import NotPfif

    try:
        return _exchange(args)
    except (NotPfif, OSError) as problem:
        print(f"pfif: {args.file}: {problem}", file=sys.stderr)
        return 1


def _problems(file: Path) -> list[str]:
    from kindline.services.missing.pfif.model import NotPfif
    from kindline.services.missing.pfif.rules import problems
    from kindline.services.missing.pfif.xml import parse

    try:
        return list(problems(parse(_read(file))))
    except NotPfif as problem:
        return [str(problem)]
    except OSError as problem:
        return [f"cannot be read: {problem.strerror}"]


def _exchange(args: argparse.Namespace) -> int:
    from kindline.services.missing.pfif.model import NotPfif, document_from
    from kindline.services.missing.pfif.rules import is_placeholder, problems, without_expired
    from kindline.services.missing.pfif.xml import parse, serialise

    data = _read(args.file)
    document = parse(data) if args.action == "import" else document_from(_json(data))
    if found := list(problems(document)):
        raise NotPfif("; ".join(found[:5]))
    document = without_expired(document, at=args.at or _now())
    if args.action == "import":
        out = json.dumps(document.to_dict(), ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"
    else:
        out = serialise(document) + b"\n"
    if args.out:
        args.out.write_bytes(out)
    else:
        sys.stdout.write(out.decode())
    expired = sum(is_placeholder(person) for person in document.persons)
    notes = len(document.notes) + sum(len(person.notes) for person in document.persons)
    print(f"pfif: persons={len(document.persons)} notes={notes} placeholders={expired}", file=sys.stderr)
    return 0


def _read(file: Path) -> bytes:
    from kindline.services.missing.pfif.xml import LIMIT

    with file.open("rb") as opened:
        return opened.read(LIMIT + 1)


def _json(data: bytes):
    from kindline.services.missing.pfif.model import NotPfif

    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise NotPfif("not JSON in UTF-8") from None


def _now() -> datetime:
    place.wake(os.environ.get("KINDLINE_DATA", "var"), face="worker")
    from kindline.kernel.clock import now

    return now()


def _moment(written: str) -> datetime:
    at = datetime.fromisoformat(written)
    if at.utcoffset() is None:
        raise ValueError("a time without its offset")
    return at
