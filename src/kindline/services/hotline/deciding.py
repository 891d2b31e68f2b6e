"""Deciding a route: resolve now, keep every source, look up the law, and write decision and parcels together (P3, P6)."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from kindline.kernel import clock, kill_points, vault
from kindline.kernel.mandate.active import active
from kindline.kernel.mandate.nouns import Rule
from kindline.kernel.procedure.table import advance
from kindline.provenance.address import Locator
from kindline.provenance.claims import Claim, to_bytes
from kindline.provenance.decision import COUNTRY_1, Location, decide_country
from kindline.provenance.locate import gather
from kindline.provenance.resolver import ResolutionFailed
from kindline.services.hotline import dossiers, notices, tasks, world
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.models import Address, Decision
from kindline.services.hotline.releases import released_locator
from kindline.services.hotline.routing import Situation, decide_route, place_of, routing_kind

# A resolver that does not answer is asked again every pass until then; afterwards a person decides without it.
PATIENCE = timedelta(hours=6)


@dataclass(frozen=True)
class Finding:
    """What the sources said about one released address at one moment."""

    locator: Locator
    claims: tuple[Claim, ...]
    location: Location
    place: str
    rule: Rule

    @property
    def country(self) -> str:
        return self.location.country or ""


def route_released(*, limit: int = 200) -> int:
    """Route what the police released; an address whose resolver is silent waits for the next pass."""
    waiting = Address.objects.filter(state="released").select_related("released", "report").order_by("released_at")
    return sum(_route(address) for address in waiting[:limit])


def _route(address: Address) -> int:
    try:
        finding = find_out(address, why="route")
    except ResolutionFailed:
        if address.released_at and clock.now() - address.released_at < PATIENCE:
            return 0
        finding = find_out(address, why="route", offline=True)
    kill_points.reach("routing.found")
    with transaction.atomic(using="core"):
        fresh = Address.objects.select_for_update().get(pk=address.pk)
        # A hold may have come while we were asking: then nothing leaves, and nothing is decided (P11).
        if fresh.state != "released":
            return 0
        decision = write_decision(fresh, finding, by="worker")
        advance(fresh, "route", by="worker", role="worker", facts={"route": decision.route, "place": decision.place})
        Address.objects.filter(pk=fresh.pk).update(routed_at=clock.now())
        carry_out(fresh, decision, finding)
        kill_points.reach("routing.decided")
    return 1


def find_out(address: Address, *, why: str, offline: bool = False) -> Finding:
    """Ask the sources now. Raises ResolutionFailed when the resolver gives no answer."""
    locator = released_locator(address, why=why)
    resolver = world.no_resolver() if offline else world.resolver()
    claims = gather(locator, pack=world.pack(), resolver=resolver, at=clock.now())
    return _conclude(address, locator, tuple(claims))


def _conclude(address: Address, locator: Locator, claims: tuple[Claim, ...]) -> Finding:
    mandate = active()
    location = decide_country(claims, home=mandate.home, ruleset=COUNTRY_1)
    place = place_of(mandate, str(location.outcome), location.country or "")
    situation = Situation(address.verdict, address.instruction, routing_kind(str(locator.kind)), place)
    return Finding(locator, claims, location, place, decide_route(mandate, situation))


def write_decision(address: Address, finding: Finding, *, by: str, rule: Rule | None = None) -> Decision:
    """Append a decision that supersedes the last one; its claims lie sealed, for they name the host."""
    rule = rule or finding.rule
    plain = to_bytes(finding.claims)
    sealed, wrapped = vault.wrap_released(plain, address=address.pk)
    return Decision.objects.create(
        id=uuid4(),
        address=address,
        route=rule.name,
        place=finding.place,
        country=finding.country,
        steps=list(rule.steps),
        # Codes only: their arguments name hosts and stay with the sealed claims.
        reasons=[reason.code for reason in finding.location.reasons],
        confidence=str(finding.location.confidence),
        ruleset=finding.location.ruleset,
        pack=world.pack().id,
        mandate=active().id,
        claims_sealed=sealed,
        claims_key=wrapped,
        claims_sha256=hashlib.sha256(plain).hexdigest(),
        decided_by=by,
        decided_at=clock.now(),
        supersedes=address.decisions.order_by("-decided_at").first(),
    )


def carry_out(address: Address, decision: Decision, finding: Finding) -> None:
    """Do what the route says, in the decision's transaction: parcels, notices, tasks and clocks."""
    rule = next(rule for rule in active().rules if rule.name == decision.route)
    for step in rule.steps:
        if step in ("refer", "transfer"):
            dossiers.prepare(address, decision, finding, purpose=step)
        elif step == "notify":
            notices.prepare(address, finding)
        elif step == "person":
            tasks.open_task("route_person", subject=address.pk, facts={"route": rule.name, "place": decision.place})
        elif step == "watch":
            advance(address, "watch", by="worker", role="worker")
    for kind in rule.clocks:
        if not kind.startswith("notice_"):
            start_clock(address.pk, kind)
