"""`./kindline rdap parse FILE…`: what registries' answers say, one line of JSON a file. Nobody is asked."""

import argparse
import json
from pathlib import Path
from typing import Any

from kindline.provenance.rdap import RdapFact, parse

UNREADABLE = "cannot read the file"
HELP = "read answers of registries (RDAP): parse FILE…"


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="parse")
    reading = actions.add_parser("parse", help="one line of JSON for each file")
    reading.add_argument("files", nargs="+", metavar="FILE")


def run(args: argparse.Namespace) -> int:
    rows = [row(file) for file in args.files]
    for each in rows:
        print(json.dumps(each))
    return 1 if any(each["error"] == UNREADABLE for each in rows) else 0


def row(file: str) -> dict[str, Any]:
    """What one file says; a file that cannot be read says so in its own line."""
    try:
        fact = parse(Path(file).read_bytes())
    except (OSError, ValueError):
        fact = RdapFact(error=UNREADABLE)
    return {
        "file": file,
        "kind": fact.kind,
        "country": fact.country,
        "abuse": list(fact.abuse),
        "handle": fact.handle,
        "conformance": list(fact.conformance),
        "error": fact.error,
    }
