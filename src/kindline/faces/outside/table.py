"""The table a demonstration ends with: stations, times, routes, refusals."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median_high
from typing import Any

from rich.console import Console
from rich.table import Table

from kindline.faces.outside import ledger
from kindline.faces.outside.stage import Stage
from kindline.faces.outside.stored import Stored
from kindline.faces.outside.witness import Subject, Witness


def show(stage: Stage, witness: Witness, stored: Stored, *, network: str, console: Console) -> None:
    """Print everything that was counted, in the order of the way."""
    console.print(_stations(witness, stored))
    console.print(_times(witness))
    console.print(_routes(witness, stored))
    console.print(_refusals(stage))
    by_person = stored.decided_by_persons() & {row["id"] for row in stored.addresses if row["routed_at"]}
    share = len(by_person) / max(1, len(witness.routed))
    console.print(f"needed a person: {len(by_person)} of {len(witness.routed)} routed addresses ({share:.0%})")
    watched = sum(name.startswith("packets/") for name in ledger.names(stage))
    console.print(f"sockets: {watched} processes watched from inside; {network}")


def _stations(witness: Witness, stored: Stored) -> Table:
    table = _table("station", "reports", "addresses")
    stages = Counter(witness.stages.values())
    states = Counter(row["state"] for row in stored.addresses)
    typed = sum(len(row["addresses"]) for row in witness.receipts)
    table.add_row("filed, with a code", str(len(witness.receipts)), str(typed))
    table.add_row("handed over to whoever assesses", str(len(witness.reports)), str(len(witness.addresses)))
    for name in ("received", "handed_over", "closed"):
        table.add_row(f"shown to the reporter: {name.replace('_', ' ')}", str(stages[name]), "")
    for verdict, number in Counter(words[0].verdict for words in witness.words.values()).most_common():
        table.add_row(f"verdict: {verdict.replace('_', ' ')}", "", str(number))
    for state, number in states.most_common():
        table.add_row(f"now: {state.replace('_', ' ')}", "", str(number))
    return table


def _times(witness: Witness) -> Table:
    table = _table("time since the report", "addresses", "median", "95 of 100 within")
    filed = {row["row"]: datetime.fromisoformat(row["at"]) for row in witness.receipts}
    begun = {report: filed[row] for report, row in witness.report_of.items()}
    for name, moments in _moments(witness).items():
        spans = sorted(at - begun[subject[0]] for subject, at in moments.items() if subject[0] in begun)
        if spans:
            table.add_row(name, str(len(spans)), _span(median_high(spans)), _span(spans[int(0.95 * (len(spans) - 1))]))
    return table


def _moments(witness: Witness) -> dict[str, dict[Subject, datetime]]:
    handed = [row for row in witness.parcels if row["kind"] == "handover"]
    fetched = {row["report"]: datetime.fromisoformat(row["at"]) for row in reversed(handed)}
    removed, read = _removals(witness), witness.noticed
    canonical = {subject: content["canonical"] for subject, content in witness.addresses.items()}
    return {
        "to whoever assesses": {s: fetched[s[0]] for s in witness.addresses if s[0] in fetched},
        "to the verdict": {s: words[0].at for s, words in witness.words.items()},
        "to the release": dict(witness.released),
        "to the dossier": {s: datetime.fromisoformat(rows[0]["at"]) for s, rows in witness.dossiers.items()},
        "to the notice": {s: read[canonical[s]] for s in witness.released if canonical[s] in read},
        "to the removal": {s: removed[canonical[s]] for s in witness.released if canonical[s] in removed},
    }


def _removals(witness: Witness) -> dict[str, datetime]:
    """Canonical address → when its provider said that it is gone."""
    lines: dict[str, dict[str, str]] = {}
    found: dict[str, datetime] = {}
    for row in witness.notices:
        if row["event"] == "picked_up":
            lines[row["number"]] = {str(line["line"]): line["address"] for line in row["lines"]}
        for line, action in row.get("actions", {}).items():
            if action == "removed":
                found.setdefault(lines[row["number"]][line], datetime.fromisoformat(row["at"]))
    return found


def _routes(witness: Witness, stored: Stored) -> Table:
    table = _table("route", "addresses", "closed", "open")
    states = {row["id"]: row["state"] for row in stored.addresses if row["routed_at"]}
    routes = {key: route for key, route in stored.first_routes().items() if key in states}
    for route, number in Counter(routes.values()).most_common():
        closed = sum(states[key] == "closed" for key, name in routes.items() if name == route)
        table.add_row(route.replace("_", " "), str(number), str(closed), str(number - closed))
    return table


def _refusals(stage: Stage) -> Table:
    table = _table("refused, and why", "times", "then the reporter")
    rows: Iterable[tuple[Any, ...]] = Counter(
        (row["said"].partition(": ")[2] or row["said"], row["does"]) for row in ledger.read(stage, "reporters/refusals")
    ).items()
    for (said, does), number in rows:
        table.add_row(said[:100], str(number), does)
    return table


def _table(*titles: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, title in enumerate(titles):
        table.add_column(title, justify="right" if place and title not in ("then the reporter",) else "left")
    return table


def _span(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    if minutes < 180:
        return f"{minutes} min"
    return f"{minutes / 60:.0f} h" if minutes < 72 * 60 else f"{minutes / 1440:.1f} days"
