"""`./kindline routes`: the whole routing law of a mandate, every combination."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from kindline.kernel.installing import TEMPLATES, authority_tables, compose_mandate
from kindline.kernel.mandate.nouns import Mandate, Rule
from kindline.kernel.mandate.reading import read
from kindline.sealing.keys import SealingPrivateKey
from kindline.services.hotline.routing import NoRoute, Situation, combinations, decide_route

HELP = "Every combination, its route, recipients, clocks and legal basis"
ALL = "ALL"
SHOWN = ("verdict", "instruction", "kind", "place", "route", "does")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--mandate", default="relay-be-2002", help=f"a shipped mandate, a file, or {ALL}")


def run(args: argparse.Namespace) -> int:
    names = shipped() if args.mandate == ALL else [args.mandate]
    laws = [law_of(mandate_of(name)) for name in names]
    if args.json:
        json.dump({"mandates": laws} if args.mandate == ALL else laws[0], sys.stdout)
        print()
    else:
        _print(laws)
    return 1 if any(law["gaps"] or law["silent"] for law in laws) else 0


def _print(laws: list[dict[str, Any]]) -> None:
    for law in laws:
        for row in law["rows"]:
            print(" | ".join(str(row[name]) for name in SHOWN))
    for law in laws:
        print("routes: " + " ".join(f"{name}={law[name]}" for name in ("mandate", "combinations", "gaps", "silent")))


def law_of(mandate: Mandate) -> dict[str, Any]:
    """Every combination with its route; how many have none, and how many would end without anybody who acts."""
    rows = [_row(mandate, situation) for situation in combinations()]
    gaps, silent = sum(not row["route"] for row in rows), sum(row["silent"] for row in rows)
    return {"mandate": mandate.id, "combinations": len(rows), "gaps": gaps, "silent": silent, "rows": rows}


def _row(mandate: Mandate, situation: Situation) -> dict[str, Any]:
    case = dict(situation.__dict__)
    try:
        rule = decide_route(mandate, situation)
    except NoRoute:
        nothing = {"route": "", "does": "", "recipients": [], "clocks": [], "role": "", "basis": ""}
        return case | nothing | {"silent": True}
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
        "silent": _is_silent(mandate, rule),
    }


def _is_silent(mandate: Mandate, rule: Rule) -> bool:
    """It neither ends with a reason nor leaves somebody with a clock and something that follows its end (P3)."""
    ends = rule.steps == ("close",) and bool(rule.basis)
    acts = rule.role and rule.clocks and all(mandate.clocks[kind].follows for kind in rule.clocks)
    return not (ends or acts)


def _recipients(mandate: Mandate, rule: Rule) -> list[str]:
    named = {
        "refer": f"authority:{mandate.police().id}",
        "transfer": f"authority:{mandate.police().id}",
        "member": "member hotline",
        "notify": "provider" if mandate.home_notice != "authority_only" else "",
        "person": f"role:{rule.role}",
        "wait": f"role:{rule.role}",
        "watch": "role:worker",
    }
    return [named[step] for step in rule.steps if named.get(step)]


def shipped() -> list[str]:
    """The names of the mandates that come with the software."""
    return sorted(path.stem for path in TEMPLATES.glob("*.toml"))


def mandate_of(name: str) -> Mandate:
    """A file as it is, or a shipped template with keys that open nothing: the law does not depend on them."""
    if Path(name).exists():
        return read(Path(name).read_bytes(), sha256=b"")
    tables = "".join(_nobody(*who) for who in (("federal-police", "police"), ("analysts", "analyst")))
    return read(compose_mandate(name, tables), sha256=b"")


def _nobody(identifier: str, role: str) -> str:
    keys = [(name, SealingPrivateKey.generate().public(), "2099-12-31") for name in ("duty", "reserve")]
    mailbox = f"{identifier}@authority.example"
    return authority_tables(name=role, mailbox=mailbox, keys=keys, officers=[], identifier=identifier, role=role)
