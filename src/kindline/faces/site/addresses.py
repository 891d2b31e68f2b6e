"""The lines a reporter pasted: what we read in them, what we point out, and what has to be mended."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kindline.faces.site.phrases import NEVER, NOTES, REFUSALS, TELLING
from kindline.provenance.address import Locator, Note, NoteCode, Refusal, parse_many
from kindline.services.hotline.filing import URGENT

MOST_TEXT = 100_000
MOST_ADDRESSES = 100


@dataclass(frozen=True)
class Remark:
    """One thing pointed out, with the piece of the line that it is about."""

    words: Promise
    part: str = field(repr=False)
    telling: bool


@dataclass(frozen=True)
class Line:
    """One address given back: as typed, as we read it when that differs, and what we point out."""

    raw: str = field(repr=False)
    read_as: str = field(repr=False)
    remarks: tuple[Remark, ...]
    understood: bool

    @property
    def telling(self) -> bool:
        return any(remark.telling for remark in self.remarks)


def may_be_missing(answers: dict[str, Any]) -> bool:
    """A child in danger never waits for an address (P12)."""
    return answers.get("danger") in URGENT


def faults(text: str, *, as_is: bool) -> Iterator[str]:
    """What has to be mended before we go on, each with its line."""
    found = list(parse_many(text)) if text else []
    if len(found) > MOST_ADDRESSES:
        yield _(
            "These are more than %(most)d addresses. Send the first %(most)d now and the rest in a second report."
        ) % {"most": MOST_ADDRESSES}
        return
    for refusal in found:
        if isinstance(refusal, Refusal) and (refusal.code in NEVER or not as_is):
            yield _("Line %(line)d: %(what)s") % {"line": refusal.line, "what": REFUSALS[refusal.code]}


def only_spelling(text: str) -> bool:
    """Whether the lines may go as they are: something was not understood, and nothing in it is content."""
    refused = [found.code for found in parse_many(text) if isinstance(found, Refusal)]
    return bool(refused) and not NEVER & set(refused)


def lines(text: str) -> list[Line]:
    """Every address as it is given back to the reporter."""
    return [_line(found, text) for found in parse_many(text)] if text else []


def raw(text: str) -> tuple[str, ...]:
    """The addresses exactly as they were typed: these are what is sealed."""
    return tuple(line.raw for line in lines(text))


def _line(found: Locator | Refusal, text: str) -> Line:
    if isinstance(found, Refusal):
        return Line(text[found.start : found.end].strip(), "", (), understood=False)
    changed = any(note.code in (NoteCode.DEOBFUSCATED, NoteCode.SCHEME_ASSUMED) for note in found.notes)
    remarks = tuple(_remark(note) for note in found.notes)
    return Line(found.raw.strip(), found.canonical if changed else "", remarks, understood=True)


def _remark(note: Note) -> Remark:
    telling = note.code in TELLING
    return Remark(NOTES[note.code], note.part if telling else "", telling)
