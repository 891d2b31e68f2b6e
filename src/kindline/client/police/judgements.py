"""Verdicts for many receipts from one file: a table (CSV) or a list (JSON) with the same names."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kindline.client.refusals import Refused

VERDICTS = ("abuse_material", "not_illegal", "cannot_tell", "already_gone", "duplicate")
CLASSIFICATIONS = ("baseline", "national")
INSTRUCTIONS = ("wait", "act_now", "preserve_first", "hold", "never_notify")
# With these the address itself goes back, sealed to the routing key.
RELEASING = ("act_now", "never_notify")
CHANNELS = ("i24_7", "europol", "bilateral", "iccam", "mail", "other")
OUTCOMES = ("removed", "investigating", "origin_found", "no_action")
YES = ("yes", "true", "1", "x")


@dataclass(frozen=True)
class Judgement:
    """What an officer says about one address or one dossier. An empty field says nothing about it."""

    report: str = ""
    ordinal: int = 0
    dossier: str = ""
    verdict: str = ""
    classification: str = ""
    instruction: str = ""
    feedback: str = ""
    withhold: bool = False
    channel: str = ""
    country: str = ""
    transferred_at: str = ""
    # What a member hotline calls it; the police have none.
    reference: str = ""
    outcome: str = ""

    @property
    def speaks(self) -> bool:
        """Whether anything is said: a row left empty in the table is no answer."""
        return bool(self.verdict or self.feedback or self.withhold or self.channel or self.outcome)


def read(path: Path) -> list[Judgement]:
    """The judgements in a file; Refused names the first line that cannot be meant."""
    try:
        text = path.read_text("utf-8-sig")
        rows: Iterable[Mapping[str, Any]] = (
            json.loads(text) if text.lstrip().startswith("[") else csv.DictReader(io.StringIO(text))
        )
        return [judgement(row, line=line) for line, row in enumerate(rows, 2)]
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, AttributeError, csv.Error):
        raise Refused(f"{path} is neither a table nor a list of verdicts") from None


def judgement(row: Mapping[str, Any], *, line: int = 0) -> Judgement:
    """One row, checked; unknown columns (such as the address) are left alone."""
    text = {name: str(value if value is not None else "").strip() for name, value in row.items() if name}
    ordinal = text.get("ordinal", "")
    if ordinal and not ordinal.isdecimal():
        raise Refused(f"line {line}: the ordinal is a number")
    plain = ("report", "dossier", "verdict", "classification", "instruction", "feedback", "channel", "country",
             "transferred_at", "reference", "outcome")  # fmt: skip
    made = Judgement(
        ordinal=int(ordinal or 0),
        withhold=text.get("withhold", "").lower() in YES,
        **{name: text.get(name, "") for name in plain},
    )
    _check(made, line)
    return made


def _check(said: Judgement, line: int) -> None:
    known = (
        ("verdict", said.verdict, VERDICTS), ("classification", said.classification, CLASSIFICATIONS),
        ("instruction", said.instruction, INSTRUCTIONS), ("channel", said.channel, CHANNELS),
        ("feedback", said.feedback, ("none",)), ("outcome", said.outcome, OUTCOMES),
    )  # fmt: skip
    for name, value, values in known:
        if value and value not in values:
            raise Refused(f"line {line}: {name} is one of {', '.join(values)}")
    if said.verdict == "abuse_material" and not said.classification:
        raise Refused(f"line {line}: abuse material needs a classification (baseline or national)")
    if said.verdict != "abuse_material" and (said.classification or said.instruction):
        raise Refused(f"line {line}: classification and instruction belong to abuse material")
    if said.channel and not _is_moment(said.transferred_at):
        raise Refused(f"line {line}: a transfer needs its moment (transferred_at, such as 2026-11-21T10:00:00Z)")
    if not said.report and not said.dossier:
        raise Refused(f"line {line}: names neither a report nor a dossier")


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
