"""`./kindline procedures`: the transition tables as the manual's diagrams (`docs/procedures.md`)."""

import argparse
import tempfile

from kindline.faces.cli import ROOT, place

HELP = "the transition tables as diagrams, printed or written to docs/procedures.md"
PAGE = ROOT / "docs" / "procedures.md"
HEAD = """# How a report, an address, a notice and a contact move

Written by `./kindline procedures --write` from the tables that the code runs by
(`services/hotline/tables.py`, `kernel/contacts/tables.py`); a test holds this page equal to them.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)} instead of printing")


def run(args: argparse.Namespace) -> int:
    place.wake(tempfile.gettempdir(), face="worker")  # no data is touched: the tables are code
    if args.write:
        PAGE.write_text(page())
    else:
        print(page(), end="")
    return 0


def page() -> str:
    """The whole page, from the tables alone."""
    from kindline.kernel.contacts.tables import CONTACT
    from kindline.services.hotline.tables import PROCEDURES

    return "\n".join([HEAD, *(_section(procedure) for procedure in (*PROCEDURES, CONTACT))])


def _section(procedure) -> str:
    rows = [
        f"| {move.verb} | {', '.join(move.sources)} | {move.target} | {', '.join(move.by)} | {move.requires} |"
        for move in procedure.moves
    ]
    table = ["| verb | from | to | who | needs |", "|---|---|---|---|---|", *rows]
    return "\n".join([f"## {procedure.name}\n", "```mermaid", procedure.diagram(), "```\n", *table, ""])
