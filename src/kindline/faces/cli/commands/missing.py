"""`./kindline missing`: what an appeal for a missing child tells, made from its public facts. No data is touched."""

import argparse
import os
import sys
from datetime import datetime
from pathlib import Path

from kindline.faces.cli import place

HELP = "posters and Child Alerts from a file of public facts: poster FILE | alert FILE"


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    alert = actions.add_parser("alert", help="a Child Alert (CAP 1.2): its opening, or what follows a message before")
    alert.add_argument("--sender", default="child-alert@116000.example", help="the sender's mailbox")
    alert.add_argument("--at", type=_moment, metavar="TIME", help="when it is sent (now): 2026-11-24T20:00:00+01:00")
    alert.add_argument("--status", choices=("Actual", "Exercise", "Test"), default="Exercise")
    follow = alert.add_mutually_exclusive_group()
    for verb, words in (("extend", "six hours more"), ("correct", "other facts"), ("end", "the end message")):
        follow.add_argument(f"--{verb}", type=Path, metavar="CAP", help=f"{words}, after this message")
    alert.add_argument("--found", action="store_true", help="with --end: the search is over, and nobody is named")
    poster = actions.add_parser("poster", help="an A4 poster and a square card in each language, as PDF and PNG")
    poster.add_argument("--lang", default="nl,fr,de,en", metavar="LANGUAGES", help="nl,fr,de,en")
    for each in (alert, poster):
        each.add_argument("file", type=Path, metavar="FILE", help="public facts, as in examples/missing")
        each.add_argument("--out", type=Path, required=True, metavar="DIR")


def run(args: argparse.Namespace) -> int:
    from kindline.services.missing.cap.alert import NotNow
    from kindline.services.missing.facts import BadFacts

    try:
        return {"alert": _alert, "poster": _poster}[args.action](args)
    except (BadFacts, NotNow, OSError) as problem:
        print(f"missing: {args.file}: {problem}", file=sys.stderr)
        return 1


def _alert(args: argparse.Namespace) -> int:
    from kindline.services.missing.cap.alert import NotNow, as_cap
    from kindline.services.missing.facts import read_facts

    if args.found and not args.end:
        raise NotNow("--found belongs to --end")
    facts = read_facts(args.file)
    message = _message(args, facts)
    data = as_cap(message, facts, found=args.found)
    args.out.mkdir(parents=True, exist_ok=True)
    path = args.out / f"{message.identifier}.{message.kind.lower()}.cap"
    path.write_bytes(data)
    print(f"{path}: {message.kind}, expires {message.expires.isoformat()}, extension {message.extension}")
    return 0


def _poster(args: argparse.Namespace) -> int:
    from kindline.services.missing.facts import BadFacts, read_facts
    from kindline.services.missing.poster.writing import PORTRAIT_LIMIT, SHAPES, sheet_pdf, sheet_png
    from kindline.services.missing.words import LANGUAGES

    languages = args.lang.split(",")
    if unknown := sorted(set(languages) - set(LANGUAGES)):
        raise BadFacts(f"no words in {', '.join(unknown)}; there are {', '.join(LANGUAGES)}")
    facts = read_facts(args.file)
    with (args.file.parent / facts.portrait).open("rb") as drawing:
        portrait = drawing.read(PORTRAIT_LIMIT + 1)
    args.out.mkdir(parents=True, exist_ok=True)
    for language in languages:
        for shape in SHAPES:
            for ending, make in (("pdf", sheet_pdf), ("png", sheet_png)):
                path = args.out / f"{facts.number}-{shape}-{language}.{ending}"
                path.write_bytes(make(facts, portrait, language, shape=shape))
                print(path)
    return 0


def _message(args: argparse.Namespace, facts):
    from kindline.services.missing.cap.alert import corrected, ended, extended, issued_in, opened

    at = args.at or _now()
    for before, verb in ((args.extend, extended), (args.correct, corrected), (args.end, ended)):
        if before:
            return verb(issued_in(before.read_bytes()), at=at)
    return opened(facts, sender=args.sender, at=at, status=args.status)


def _now() -> datetime:
    place.wake(os.environ.get("KINDLINE_DATA", "var"), face="worker")
    from kindline.kernel.clock import now

    return now()


def _moment(written: str) -> datetime:
    at = datetime.fromisoformat(written)
    if at.utcoffset() is None:
        raise ValueError("a time without its offset")
    return at
