"""`./kindline routes`: the whole routing law of a mandate, every combination."""

import argparse
import json
import sys
from pathlib import Path

from kindline.kernel.installing import authority_tables, compose_mandate
from kindline.kernel.mandate.nouns import Mandate, Rule
from kindline.kernel.mandate.reading import read
from kindline.sealing.keys import SealingPrivateKey
from kindline.services.hotline.routing import NoRoute, Situation, combinations, decide_route

HELP = "Every combination, its route, recipients, clocks and legal basis"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--mandate", default="relay-be-2002", help="a shipped mandate or a file")


def run(args: argparse.Namespace) -> int:
    mandate = mandate_of(args.mandate)
    rows = [_row(mandate, situation) for situation in combinations()]
    gaps = [row for row in rows if not row["route"]]
    if args.json:
        json.dump({"mandate": mandate.id, "combinations": len(rows), "gaps": len(gaps), "rows": rows}, sys.stdout)
        print()
    else:
        for row in rows:
            print(" | ".join(str(row[name]) for name in ("verdict", "instruction", "kind", "place", "route", "does")))
        print(f"routes: mandate={mandate.id} combinations={len(rows)} gaps={len(gaps)}")
    return 1 if gaps else 0


def _row(mandate: Mandate, situation: Situation) -> dict[str, object]:
    case = dict(situation.__dict__)
    try:
        rule = decide_route(mandate, situation)
    except NoRoute:
        return case | {"route": "", "does": "", "recipients": [], "clocks": [], "role": "", "basis": ""}
    clocks = [
        {"kind": kind, "hours": mandate.clocks[kind].hours, "role": mandate.clocks[kind].role,
         "follows": mandate.clocks[kind].follows} for kind in rule.clocks
    ]  # fmt: skip
    return case | {
        "route": rule.name,
        "does": " + ".join(rule.steps),
        "recipients": _recipients(mandate, rule),
        "clocks": clocks,
        "role": rule.role,
        "basis": rule.basis,
    }


def _recipients(mandate: Mandate, rule: Rule) -> list[str]:
    named = {
        "refer": f"authority:{mandate.police().id}",
        "transfer": f"authority:{mandate.police().id}",
        "notify": "provider" if mandate.home_notice != "authority_only" else "",
        "person": f"role:{rule.role}",
        "wait": f"role:{rule.role}",
        "watch": "role:worker",
    }
    return [named[step] for step in rule.steps if named.get(step)]


def mandate_of(name: str) -> Mandate:
    """A file as it is, or a shipped template with keys that open nothing: the law does not depend on them."""
    if Path(name).exists():
        return read(Path(name).read_bytes(), sha256=b"")
    keys = [(role, SealingPrivateKey.generate().public(), "2099-12-31") for role in ("duty", "reserve")]
    tables = authority_tables(name="police", mailbox="police@police.example", keys=keys, officers=[])
    return read(compose_mandate(name, tables), sha256=b"")
