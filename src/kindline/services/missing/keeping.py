"""Keeping a file: what is typed is never lost or overwritten, a kind has its history, a decision its author."""

import hashlib
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.people.models import User
from kindline.kernel.procedure.table import advance
from kindline.services.missing import said as words
from kindline.services.missing.kinds import THEMES
from kindline.services.missing.models import File, KindChange
from kindline.services.missing.publishing import alerting, appealing
from kindline.services.missing.said import Child, Said
from kindline.services.missing.tables import COUNSELLOR
from kindline.services.missing.worrying import Proposal, propose, shipped

A_YEAR = timedelta(days=365)
DECISIONS = ("worrying", "not_worrying")
# The union of what the lines of Europe count (reference: MCE, Child Focus, police), one code each.
OUTCOMES = (
    "found_by_police", "came_back", "found_by_public", "found_after_alert", "found_by_family", "found_injured",
    "found_dead", "returned_by_court", "returned_by_mediation", "known_not_returned", "to_other_line",
    "no_disappearance", "prevented", "came_of_age", "unsolved", "safe_now",
)  # fmt: skip
FOUND = frozenset({
    "found_by_police", "came_back", "found_by_public", "found_after_alert", "found_by_family", "found_injured",
    "found_dead", "returned_by_court", "returned_by_mediation",
})  # fmt: skip


class KeptMeanwhile(Exception):
    """Somebody else kept something since: `file` is as it stands now. Nothing was overwritten."""

    def __init__(self, file: File) -> None:
        super().__init__(file.revision)
        self.file = file


class NotOpen(PermissionError):
    """It is ended or erased: open it again first."""


class NoSuchCode(ValueError):
    """Not a code of the list that the field goes by."""


@dataclass(frozen=True)
class Codes:
    """What stands in the clear."""

    kind: str = ""
    posture: str = "effective"
    gone_from: str = ""
    reach: str = ""
    again: bool = False
    last_seen_at: datetime | None = None
    adviser: User | None = None
    next_contact_at: datetime | None = None


CODES = tuple(one.name for one in fields(Codes))


def codes_of(file: File) -> Codes:
    return Codes(**{name: getattr(file, name) for name in CODES})


@transaction.atomic(using="core")
def keep(file: File, *, said: Said, codes: Codes, revision: int, by: User) -> File:
    """Seal the words, note the codes, propose by the rules. The same again changes nothing.

    KeptMeanwhile when `revision` is not the one that stands; NotOpen, TooLong, NoSuchCode: nothing is kept. The
    authority's decision is not among what is kept here (`decide`).
    """
    file = _open(file)
    before = words.opened(file)
    said = replace(said, decided_by=before.decided_by)
    if file.revision != revision:
        if before == said and codes_of(file) == codes:
            return file
        raise KeptMeanwhile(file)
    _say_kind(file, codes.kind, by)
    for name in CODES:
        setattr(file, name, getattr(codes, name))
    file.proposed = bool(proposal(said).met)
    file.children = len(said.children)
    if before != said:
        file.sealed = words.sealed(said, file=file)
    file.revision += 1
    file.save()
    facts = {"revision": file.revision, "sealed_sha256": hashlib.sha256(bytes(file.sealed)).hexdigest()}
    record("missing.kept", subject=file.pk, by=f"user:{by.pk}", facts=facts)
    return file


def proposal(said: Said) -> Proposal:
    """What the rules propose: the youngest child counts, at the least age that its date of birth allows."""
    ages = [age for child in said.children if (age := least_age(child)) is not None]
    return propose({**said.facts, "age": min(ages, default=None)}, rules=shipped())


def least_age(child: Child) -> int | None:
    """Whole years on the latest birthday that fits what is known; None when nothing is."""
    parts = [int(part) for part in child.born.split("-") if part]
    if not parts:
        return None
    born, today = (*parts, *(12, 31)[len(parts) - 1 :]), clock.today()
    return max(0, today.year - born[0] - ((today.month, today.day) < (born[1], born[2])))


def born_fits(text: str) -> bool:
    """YYYY, YYYY-MM or YYYY-MM-DD, of somebody who may be under 25 and is born."""
    try:
        parts = [int(part) for part in text.split("-")]
        day = date(*(parts + [1, 1])[:3])
    except ValueError:
        return False
    shaped = len(parts) <= 3 and [len(part) for part in text.split("-")] == [4, 2, 2][: len(parts)]
    return shaped and 0 <= clock.today().year - day.year <= 25 and day <= clock.today()


@transaction.atomic(using="core")
def decide(file: File, *, decision: str, decided_by: str, by: User) -> File:
    """Record what the authority decided, and who it was; the proposal stands as it stood."""
    file = _open(file)
    if decision not in DECISIONS or not decided_by.strip():
        raise NoSuchCode(decision)
    file.decision, file.decided_at = decision, clock.now()
    file.sealed = words.sealed(replace(words.opened(file), decided_by=decided_by.strip()), file=file)
    file.revision += 1
    file.save()
    facts = {"decision": decision, "proposed": file.proposed}
    record("missing.decided", subject=file.pk, by=f"user:{by.pk}", facts=facts)
    return file


@transaction.atomic(using="core")
def end(file: File, *, outcome: str, by: User) -> File:
    """It is over, with what came of it; a file whose kind nobody said yet cannot end.

    Every appeal and alert of it ends in the same transaction: nothing goes on asking for a child that was found. What
    stays unsolved is looked at again by fresh eyes in a year.
    """
    file = _open(file)
    if outcome not in OUTCOMES or not file.kind:
        raise NoSuchCode(outcome)
    facts = {"outcome": outcome, "kind": file.kind}
    advance(file, "end", by=f"user:{by.pk}", role=COUNSELLOR, facts=facts)
    file.outcome, file.ended_at, file.next_contact_at = outcome, clock.now(), None
    file.review_on = clock.today() + A_YEAR if outcome == "unsolved" else None
    file.save(update_fields=["outcome", "ended_at", "next_contact_at", "review_on"])
    if outcome != "unsolved":
        appealing.end_all(file.pk, why="found" if outcome in FOUND else "ended", by=f"user:{by.pk}")
        if alerting.current(file):
            alerting.finish(file, found=outcome in FOUND, by=f"user:{by.pk}")
    return file


@transaction.atomic(using="core")
def reopen(file: File, *, by: User) -> File:
    """The child is gone again, or it was not over: the file goes on in these hands."""
    file = File.objects.select_for_update().get(pk=file.pk)
    advance(file, "reopen", by=f"user:{by.pk}", role=COUNSELLOR)
    file.outcome, file.ended_at, file.adviser = "", None, by
    file.save(update_fields=["outcome", "ended_at", "adviser"])
    return file


def _open(file: File) -> File:
    held = File.objects.select_for_update().get(pk=file.pk)
    if held.state != "open":
        raise NotOpen
    return held


def _say_kind(file: File, kind: str, by: User) -> None:
    if kind == file.kind:
        return
    if kind not in list(THEMES[file.theme]):
        raise NoSuchCode(kind)
    file.kind_at_opening = file.kind_at_opening or kind
    KindChange.objects.create(file=file, kind=kind, at=clock.now(), by=by)
    record("missing.kind", subject=file.pk, by=f"user:{by.pk}", facts={"from": file.kind, "to": kind})
