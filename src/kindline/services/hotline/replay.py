"""Replaying decisions (P6): opened claims, the ruleset each decision names, and nothing else it concluded.

Run by the worker's face, which alone can open claims. What comes out names decisions and columns, never a host.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.directory import members as directory
from kindline.kernel.mandate.nouns import Mandate, Rule
from kindline.kernel.mandate.versions import under
from kindline.provenance.claims import Claim, from_bytes
from kindline.provenance.decision import UnknownRuleset, decide_country, ruleset_of
from kindline.provenance.locate import PACK, from_pack
from kindline.provenance.pack import Pack
from kindline.sealing.errors import SealingError
from kindline.services.hotline import law, world
from kindline.services.hotline.models import Decision
from kindline.services.hotline.routing import (
    INSTRUCTIONS,
    VERDICTS,
    NoRoute,
    Situation,
    decide_route,
    place_to_act_on,
    routing_kind,
)


@dataclass(frozen=True)
class Difference:
    """A decision that is not what its claims say, and in which column."""

    decision: UUID
    column: str


@dataclass(frozen=True)
class Changed:
    """A decision that another pack would change: place and country before and after."""

    decision: UUID
    address: UUID
    before: str
    after: str


class Unreadable(ValueError):
    """Claims that cannot be opened, are not those that were hashed, or are none."""


def replay() -> tuple[int, list[Difference]]:
    """Every stored decision recomputed from its claims: how many, and every column that differs."""
    decisions = _opened("replay", Decision.objects.all())
    found = [Difference(decision.pk, column) for decision in decisions for column in _differing(decision)]
    return len(decisions), found


def under_pack(pack: Pack) -> list[Changed]:
    """What the decisions in force would become under another pack, for a person to approve. Nobody is asked again."""
    now, changes = directory.in_force().countries, []
    for decision in _opened("diff", Decision.objects.filter(superseded_by=None)):
        claims = from_pack(opened_claims(decision), pack=pack, at=clock.now())
        mandate = law.of(decision.address.report)
        location = decide_country(claims, home=mandate.home, ruleset=world.ruleset())
        before = _said(decision.place, decision.country)
        after = _said(place_to_act_on(now, location), location.country or "")
        if before != after:
            changes.append(Changed(decision.pk, decision.address_id, before, after))
    return changes


def _opened(why: str, decisions: QuerySet[Decision]) -> list[Decision]:
    """The decisions, once the log has a leaf that says how many claims are about to be opened (P7)."""
    found = list(decisions.select_related("address__released", "address__report").order_by("decided_at", "id"))
    with transaction.atomic(using="core"):
        record(f"decisions.{why}", subject="decisions", by="worker", facts={"count": len(found)})
    return found


def _differing(decision: Decision) -> Iterator[str]:
    """Columns that do not follow from the claims. The decision's own words are compared, never used."""
    try:
        claims = opened_claims(decision)
        mandate = law.of(decision.address.report)
        location = decide_country(claims, home=mandate.home, ruleset=ruleset_of(decision.ruleset))
    except Unreadable:
        yield "claims"
        return
    except UnknownRuleset:
        yield "ruleset"
        return
    by_person = decision.decided_by != "worker"
    place = place_to_act_on(directory.countries_in(decision.members), location)
    lawful = _lawful(mandate.sha256.hex(), _kind(decision), "" if by_person else place)
    rule = next((rule for rule in mandate.rules if rule.name == decision.route and rule.name in lawful), None)
    expected = {
        "place": (decision.place, place),
        "country": (decision.country, decision.country if by_person else location.country or ""),
        "reasons": (decision.reasons, [reason.code for reason in location.reasons]),
        "confidence": (decision.confidence, str(location.confidence)),
        "route": (rule is not None, True),
        "steps": (decision.steps, list(rule.steps) if rule else decision.steps),
        "pack": ({claim.source_version for claim in claims if claim.source == PACK} <= {decision.pack}, True),
    }
    yield from (column for column, (stored, again) in expected.items() if stored != again)


def opened_claims(decision: Decision) -> tuple[Claim, ...]:
    """The claims a decision rests on, as they were hashed; Unreadable otherwise."""
    try:
        plain = vault.unwrap_released(
            bytes(decision.claims_sealed), bytes(decision.claims_key), address=decision.address_id
        )
        if hashlib.sha256(plain).hexdigest() != decision.claims_sha256:
            raise Unreadable
        return from_bytes(plain)
    except (SealingError, ValueError, KeyError, TypeError):
        raise Unreadable from None


def _kind(decision: Decision) -> str:
    row = decision.address.released
    plain = vault.unwrap_released(bytes(row.sealed), bytes(row.wrapped_key), address=decision.address_id)
    return routing_kind(str(json.loads(plain)["kind"]))


@lru_cache(maxsize=256)
def _lawful(mandate_sha256: str, kind: str, place: str) -> frozenset[str]:
    """Names of the rows the law has for this kind and place, whatever the police said: their word may change later.

    A person (no place) chooses among all rows of the mandate.
    """
    mandate = under(mandate_sha256)
    if not place:
        return frozenset(rule.name for rule in mandate.rules)
    situations = (Situation(verdict, instruction, kind, place) for verdict in VERDICTS for instruction in INSTRUCTIONS)
    return frozenset(rule.name for situation in situations if (rule := _rule(mandate, situation)))


def _rule(mandate: Mandate, situation: Situation) -> Rule | None:
    try:
        return decide_route(mandate, situation)
    except NoRoute:
        return None


def _said(place: str, country: str) -> str:
    return f"{place}/{country}" if country else place
