"""The play as written: `examples/reports.csv`, one report a row."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from kindline.client.police.judgements import RELEASING

# Two addresses in one line, as people paste them.
GLUED = re.compile(r";(?=https?://)")
EXAMPLES = Path(__file__).resolve().parents[4] / "examples"
REPORTS = EXAMPLES / "reports.csv"


@dataclass(frozen=True)
class Row:
    """What one reporter does, and what the police will find."""

    id: str
    situation: str
    language: str
    danger: str
    seen: str
    addresses: tuple[str, ...]
    when: str
    how: str
    account: str
    contact: str
    police: tuple[str, ...]
    round: int
    site: str
    again: bool
    addition: str
    question: str


@dataclass(frozen=True)
class Word:
    """What the police say about one address, now and (`then`) some days later."""

    verdict: str
    classification: str = ""
    instruction: str = ""
    then: str = ""
    withhold: bool = False

    @property
    def releases(self) -> bool:
        return self.instruction in RELEASING


def rows(limit: int | None = None) -> list[Row]:
    """The reports in the order in which they are filed. A small play keeps one of every situation first."""
    with REPORTS.open(newline="") as file:
        found = [_row(line) for line in csv.DictReader(file)]
    if limit is None or limit >= len(found):
        return found
    seen: set[str] = set()
    firsts = [row for row in found if row.situation not in seen and not seen.add(row.situation)]  # type: ignore[func-returns-value]
    chosen = {row.id for row in [*firsts, *found][:limit]} if len(firsts) >= limit else {row.id for row in firsts}
    for row in found:
        if len(chosen) >= limit:
            break
        chosen.add(row.id)
    return [row for row in found if row.id in chosen]


def words() -> dict[str, tuple[Word, int]]:
    """What is said about an address, and in which round, by the address as it was typed."""
    return {
        address: (read_word(said), row.round)
        for row in rows()
        for typed, said in zip(row.addresses, row.police, strict=False)
        for address in GLUED.split(typed)
        if said
    }


def read_word(text: str) -> Word:
    """`[withhold] VERDICT[/CLASSIFICATION] [INSTRUCTION [then INSTRUCTION]]`."""
    withhold = text.startswith("withhold ")
    now, _, then = text.removeprefix("withhold ").partition(" then ")
    verdict, _, instruction = now.partition(" ")
    verdict, _, classification = verdict.partition("/")
    return Word(verdict, classification, instruction, then, withhold)


def _row(line: dict[str, str]) -> Row:
    plain = {name: line[name] for name in ("id", "situation", "language", "danger", "seen", "when", "how")}
    return Row(
        **plain,
        addresses=tuple(filter(None, line["addresses"].split("\n"))),
        account=line["account"],
        contact=line["contact"],
        police=tuple(line["police"].split("\n")),
        round=int(line["round"]),
        site=line["site"],
        again=line["again"] == "yes",
        addition=line["addition"],
        question=line["question"],
    )
