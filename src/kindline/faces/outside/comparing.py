"""Comparing both sides' books: what either lacks is named (P4, P7)."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from kindline.faces.outside import ledger
from kindline.faces.outside.stage import Stage
from kindline.faces.outside.stored import Stored, as_stored
from kindline.faces.outside.witness import Witness


def problems(stage: Stage, witness: Witness, stored: Stored) -> Iterator[str]:
    """Everything in which the two sides differ; nothing when their books agree."""
    yield from _ledgers(stage)
    yield from _reports(witness, stored)
    yield from _parcels(stage, witness, stored)
    yield from _mails(stage, stored)
    yield from _rings(stage, stored)
    yield from _answers(stage, stored)
    yield from _notices(witness, stored)
    yield from _numbers(witness, stored)


def _ledgers(stage: Stage) -> Iterator[str]:
    """No witness's book is shorter than when it was closed, and none has a gap."""
    for name, size in stage.closed_ledgers().items():
        path = ledger.path_of(stage, name)
        if not path.exists():
            yield f"outside: {name} is missing"
            continue
        try:
            found = len(ledger.read(stage, name))
        except ledger.Gap as gap:
            yield f"outside: {gap}"
            continue
        if found < size:
            yield f"outside: {name}: {size - found} of {size} records are missing at the end"


def _reports(witness: Witness, stored: Stored) -> Iterator[str]:
    for row in witness.receipts:
        if row["row"] not in stored.reports:
            yield f"inside: the report of receipt {row['code'][:9]}… is missing"
    for report in sorted(as_stored(witness.reports) - {row["id"] for row in stored.core_reports}):
        if not stored.stage_of.get(report):
            yield f"inside: report {report} is missing"


def _parcels(stage: Stage, witness: Witness, stored: Stored) -> Iterator[str]:
    inside = {row["id"] for row in stored.parcels if row["channel"] == "pickup"}
    left = {row["id"] for row in stored.left("pickup")}
    outside = as_stored(row["parcel"] for row in witness.parcels)
    police = as_stored(row["parcel"] for row in ledger.read(stage, "police/parcels"))
    files = as_stored(path.stem for path in (stage.police / "parcels").glob("*.json"))
    opened = as_stored(path.stem for path in (stage.police / "opened").glob("*.json"))
    yield from _named("inside: parcel {} is missing", outside - inside)
    yield from _named("outside: nobody holds parcel {}", left - outside)
    yield from _named("outside: the file of parcel {} is missing at the police", police - files)
    yield from _named("outside: the opened parcel {} is missing at the police", police - opened)
    yield from _named("inside: the attempts of parcel {} are missing", left - stored.attempted())
    books = [row for office in witness.offices for row in ledger.read(stage, f"{office}/acknowledged")]
    signed = as_stored(row["parcel"] for row in books)
    yield from _named("inside: the acknowledgement of parcel {} is missing", signed - stored.acknowledged())


def _mails(stage: Stage, stored: Stored) -> Iterator[str]:
    inside = {row["id"] for row in stored.parcels if row["channel"] == "mail"}
    left = {row["id"] for row in stored.left("mail")}
    taken = as_stored(row["parcel"] for row in ledger.read(stage, "mail"))
    files = as_stored(path.stem for path in (stage.outside / "mail").rglob("*.eml"))
    yield from _named("inside: the parcel of mail {} is missing", (taken | files) - inside)
    yield from _named("outside: mail {} is in no mailbox", (left | taken) - files)
    yield from _named("outside: the mail server has no record of {}", left - taken)


def _rings(stage: Stage, stored: Stored) -> Iterator[str]:
    inside, heard = {row["id"] for row in stored.left("webhook")}, ledger.read(stage, "duty/rings")
    yield from _named("outside: ring {} was not heard", inside - as_stored(row["parcel"] for row in heard))


def _answers(stage: Stage, stored: Stored) -> Iterator[str]:
    folders = (stage.police / "answers", stage.analysts / "answers")
    files = {_digest(path): path.name for folder in folders for path in folder.glob("*.json")}
    inside = stored.answers()
    for digest in sorted(set(files) - inside):
        yield f"inside: the signed answer {files[digest]} is missing"
    for digest in sorted(inside - set(files)):
        yield f"outside: nobody has a copy of the answer {digest[:16]}"


def _notices(witness: Witness, stored: Stored) -> Iterator[str]:
    picked = {row["number"] for row in witness.notices if row["event"] == "picked_up"}
    inside = {row["number"]: row for row in stored.notices()}
    yield from _named("inside: notice {} is missing", picked - set(inside))
    shown = {number for number, row in inside.items() if row["picked_up_at"]}
    yield from _named("outside: no provider picked up notice {}", shown - picked)
    for row in witness.notices:
        if row["event"] == "acted" and row["number"] in inside:
            if stored.lines_of(inside[row["number"]]["id"]) != row["actions"]:
                yield f"inside: what the provider said about notice {row['number']} is not what is stored"


def _numbers(witness: Witness, stored: Stored) -> Iterator[str]:
    outside, inside = asdict(witness.line()), asdict(stored.line())
    for name, number in outside.items():
        if inside[name] != number:
            yield f"{name}: the outside counts {number}, the rows say {inside[name]}"


def _named(words: str, ids: Iterable[str]) -> Iterator[str]:
    return (words.format(key) for key in sorted(ids))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
