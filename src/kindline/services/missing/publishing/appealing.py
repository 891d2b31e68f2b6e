"""Asking the public: drafted, agreed by four parties, published, and ended with every trace of it.

The four are the police, the prosecutor, the organisation and the parents or guardian. Any of them may withdraw, and
then the appeal ends that moment. A migrant minor without a guardian is never published.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.people.models import User
from kindline.kernel.procedure.table import advance
from kindline.services.missing.facts import Facts, facts_from
from kindline.services.missing.kinds import Kind
from kindline.services.missing.models import File
from kindline.services.missing.publishing import spots
from kindline.services.missing.publishing.models import Appeal, Approval, Portrait
from kindline.services.missing.publishing.tables import COUNSELLOR, WORKER
from kindline.services.missing.words import LANGUAGES

PARTIES = ("police", "prosecutor", "organisation", "family")
CAPACITIES = ("parents", "guardian")
# From the least to the most: cards shown to a few, posters, everywhere, and with a Child Alert.
LEVELS = ("cards", "posters", "web", "alert")
ONLINE = frozenset({"posters", "web", "alert"})
WHY = ("found", "withdrawn", "ended")
SLUG = "0123456789abcdefghjkmnpqrstvwxyz"


class NotAgreed(PermissionError):
    """Not all four have agreed; `missing` names who has not."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


class NoGuardian(PermissionError):
    """A migrant minor is published on a guardian's word only."""


class NotSo(ValueError):
    """Not a code of the lists above, or of a portrait that may not be published."""


@dataclass(frozen=True)
class Agreed:
    """One party's word: who said it, in which capacity for the family, and on which paper."""

    who: str = field(repr=False)
    capacity: str = ""
    paper: str = field(default="", repr=False)


@transaction.atomic(using="core")
def draft(
    file: File,
    said: Mapping[str, Any],
    *,
    levels: Sequence[str],
    regions: Sequence[str] = (),
    languages: Sequence[str] = LANGUAGES,
    portrait: Portrait | None = None,
    by: User,
) -> Appeal:
    """A new appeal in nobody's sight. `said` are the public facts without number and page; BadFacts, NotSo."""
    if not levels or not set(levels) <= set(LEVELS) or not set(languages) <= set(LANGUAGES) or not languages:
        raise NotSo("levels or languages")
    if portrait and (portrait.file_id != file.pk or not portrait.may_publish or portrait.quarantined):
        raise NotSo("portrait")
    slug = "".join(secrets.choice(SLUG) for _ in range(8))
    raw = dict(said) | {"number": f"KL-{slug.upper()}", "web": page_of(slug), "portrait": "portrait.svg"}
    facts_from(raw)
    row = Appeal(
        file=file,
        slug=slug,
        levels=[level for level in LEVELS if level in levels],
        languages=list(languages),
        regions=list(regions),
        portrait=portrait,
        made_at=clock.now(),
    )
    row.sealed = vault.seal_contact(json.dumps(raw, ensure_ascii=False).encode(), contact=row.pk)
    row.save(force_insert=True)
    record("appeal.drafted", subject=row.pk, by=f"user:{by.pk}", facts={"file": str(file.pk), "levels": row.levels})
    return row


def page_of(slug: str) -> str:
    """The live page, with the language still to be put in."""
    return f"{str(settings.APPEALS_URL).rstrip('/')}/{{language}}/116000/{slug}"


def raw_of(row: Appeal) -> dict[str, Any]:
    """The facts as they were drafted; desk only."""
    raw: dict[str, Any] = json.loads(vault.open_contact(bytes(row.sealed), contact=row.pk))
    return raw


def facts_of(row: Appeal) -> Facts:
    return facts_from(raw_of(row))


@transaction.atomic(using="core")
def agree(row: Appeal, party: str, agreed: Agreed, *, by: User) -> Approval:
    """Record one party's word; said twice it is one."""
    if party not in PARTIES or not agreed.who.strip() or (party == "family" and agreed.capacity not in CAPACITIES):
        raise NotSo(party)
    held = _held(row)
    if held.state == "ended":
        raise NotSo("ended")
    standing = held.approvals.filter(party=party, withdrawn_at=None).first()
    if standing:
        return standing
    approval = Approval(appeal=held, party=party, at=clock.now(), by=by)
    said = {"who": agreed.who.strip(), "capacity": agreed.capacity, "paper": agreed.paper}
    approval.sealed = vault.seal_contact(json.dumps(said, ensure_ascii=False).encode(), contact=held.pk)
    approval.save(force_insert=True)
    record("appeal.agreed", subject=held.pk, by=f"user:{by.pk}", facts={"party": party})
    return approval


def said_by(approval: Approval) -> Agreed:
    return Agreed(**json.loads(vault.open_contact(bytes(approval.sealed), contact=approval.appeal_id)))


@transaction.atomic(using="core")
def withdraw(row: Appeal, party: str, *, by: User) -> Appeal:
    """One party takes its word back: whatever is published ends in the same transaction."""
    held = _held(row)
    standing = held.approvals.filter(party=party, withdrawn_at=None).first()
    if standing is None:
        raise NotSo(party)
    standing.withdrawn_at, standing.withdrawn_by = clock.now(), by
    standing.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record("appeal.withdrawn", subject=held.pk, by=f"user:{by.pk}", facts={"party": party})
    if held.state == "live":
        _end(held, why="withdrawn", by=f"user:{by.pk}", role=COUNSELLOR)
    return held


def lacking(row: Appeal) -> tuple[str, ...]:
    """Who has not agreed yet."""
    there = set(row.approvals.filter(withdrawn_at=None).values_list("party", flat=True))
    return tuple(party for party in PARTIES if party not in there)


@transaction.atomic(using="core")
def publish(row: Appeal, *, by: User) -> Appeal:
    """Make it live. NotAgreed without all four; NoGuardian; NotSo once its file has ended."""
    held = _held(row)
    if missing := lacking(held):
        raise NotAgreed(missing)
    file = File.objects.select_for_update().get(pk=held.file_id)
    if file.state != "open":
        raise NotSo("file")
    family = held.approvals.get(party="family", withdrawn_at=None)
    if file.kind == Kind.MISSING_MIGRANT_MINOR and said_by(family).capacity != "guardian":
        raise NoGuardian
    now = clock.now()
    facts = {"levels": held.levels, "languages": held.languages}
    advance(
        held, "publish", by=f"user:{by.pk}", role=COUNSELLOR, facts=facts, also={"published_at": now, "mirrored": ""}
    )
    held.published_at = now
    if is_online(held):
        spots.put_up_ours(held)
    return held


def is_online(row: Appeal) -> bool:
    """Whether this appeal has a public page: discreet cards have none."""
    return bool(ONLINE & set(row.levels))


@transaction.atomic(using="core")
def end(row: Appeal, *, why: str, by: User) -> Appeal:
    """Over: the page dies, and whoever put it up is asked to take it down."""
    held = _held(row)
    if why not in WHY:
        raise NotSo(why)
    _end(held, why=why, by=f"user:{by.pk}", role=COUNSELLOR)
    return held


def end_all(file: UUID, *, why: str, by: str) -> int:
    """Every appeal of a file, in the transaction that ends it."""
    rows = list(Appeal.objects.select_for_update().filter(file=file).exclude(state="ended"))
    for row in rows:
        _end(row, why=why, by=by, role=WORKER if by == "worker" else COUNSELLOR)
    return len(rows)


def _end(row: Appeal, *, why: str, by: str, role: str) -> None:
    now = clock.now()
    also = {"ended_at": now, "why_ended": why, "mirrored": ""}
    advance(row, "end", by=by, role=role, facts={"why": why}, also=also)
    row.ended_at, row.why_ended = now, why
    spots.recall(row)


def _held(row: Appeal) -> Appeal:
    return Appeal.objects.select_for_update().get(pk=row.pk)
