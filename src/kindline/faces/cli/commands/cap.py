"""`./kindline cap validate FILE…`: is each file a valid alert. Nothing is fetched and no data is touched."""

import argparse
from pathlib import Path

from kindline.services.missing.cap.validating import PROFILES, problems_of_file

HELP = "check alerts (CAP 1.2) against the standard and the Child Alert profile: validate FILE…"


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="validate")
    validating = actions.add_parser("validate", help="one line for each file; exit 1 when one is invalid")
    validating.add_argument("files", nargs="+", metavar="FILE", type=Path)
    validating.add_argument(
        "--profile", choices=PROFILES, default="child-alert", help="none: the schema's and CAP's own rules alone"
    )


def run(args: argparse.Namespace) -> int:
    verdicts = [(file, problems_of_file(file, by=args.profile)) for file in args.files]
    for file, found in verdicts:
        print(f"{file}: invalid: {_one_line(found)}" if found else f"{file}: valid")
    return 1 if any(found for _, found in verdicts) else 0


def _one_line(found: list[str]) -> str:
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    first = "".join(letter if letter.isprintable() else " " for letter in found[0])
    return first + more
