"""Deciding a route: resolve now, keep every source, look up the law, write decision and parcels together (P3, P6)."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from kindline.kernel import clock, kill_points, vault
from kindline.kernel.directory import members as directory
from kindline.kernel.mandate.nouns import Rule
from kindline.kernel.outbox.holding import is_held
from kindline.kernel.procedure.table import advance
from kindline.provenance.address import Locator
from kindline.provenance.claims import Claim, to_bytes
from kindline.provenance.decision import NAME_NOT_ASKED, Location, decide_country
from kindline.provenance.locate import gather
from kindline.provenance.resolver import ResolutionFailed, Resolver
from kindline.services.hotline import dossiers, law, notices, tasks, world
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.models import Address, Decision
from kindline.services.hotline.one_by_one import each
from kindline.services.hotline.providing import home_provider
from kindline.services.hotline.releases import released_locator
from kindline.services.hotline.routing import Situation, decide_route, place_to_act_on, routing_kind

# A resolver that does not answer is asked again every minute until then; afterwards a person decides without it.
PATIENCE = timedelta(hours=6)
ASK_AGAIN = timedelta(minutes=1)
UNFORESEEN = timedelta(minutes=10)
ORDER = ("notify", "person", "refer", "transfer", "member", "watch", "wait", "close")
# These start with the notice, the task or the dossier they belong to.
STARTED_ELSEWHERE = ("notice_ack", "notice_action", "route_person", "referral_ack", "transfer_record",
                     "member_transfer", "member_answer")  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """What the sources said about one released address at one moment."""

    locator: Locator
    claims: tuple[Claim, ...]
    location: Location
    place: str
    rule: Rule
    members: str

    @property
    def country(self) -> str:
        return self.location.country or ""

    @property
    def held_back(self) -> bool:
        """Whether the host's own name was not asked, for asking may tell who looked."""
        return any(reason.code == NAME_NOT_ASKED for reason in self.location.reasons)


class Held(Exception):
    """The address is held: nobody is asked about it (P11)."""


def route_released(*, limit: int = 200) -> int:
    """Route what the police released, urgent first; an address whose resolver is silent is asked about again later."""
    due = Q(ask_again_at=None) | Q(ask_again_at__lte=clock.now())
    waiting = Address.objects.filter(due, state="released").select_related("released", "report")
    return each(waiting.order_by("-report__urgent", "released_at")[:limit], _route)


def _route(address: Address) -> int:
    # Asked again here: a hold may have come while others of this pass were being resolved.
    if not Address.objects.filter(pk=address.pk, state="released").exists():
        return 0
    try:
        finding = find_out_in_time(address, why="route")
    except Exception:
        put_off(address, UNFORESEEN)
        with transaction.atomic(using="core"):
            tasks.open_task("reconcile", subject=address.pk, facts={"why": "routing_failed"})
        raise
    if finding is None:
        return 0
    kill_points.reach("routing.found")
    with transaction.atomic(using="core"):
        fresh = Address.objects.select_for_update().get(pk=address.pk)
        # A hold may have come while we were asking: then nothing leaves, and nothing is decided (P11).
        if fresh.state != "released":
            return 0
        route(fresh, finding)
        kill_points.reach("routing.decided")
    return 1


def route(address: Address, finding: Finding) -> Decision:
    """Decide and carry out, inside the caller's transaction: for the first time, or because something moved."""
    decision = write_decision(address, finding, by="worker")
    facts = {"route": decision.route, "place": decision.place}
    fresh = {"routed_at": clock.now(), "silent_since": None, "ask_again_at": None}
    advance(address, "route", by="worker", role="worker", facts=facts, also=fresh)
    last = decision.supersedes
    if last and (last.place, last.country) != (decision.place, decision.country):
        # What a person was asked about the old place, or said of it, no longer answers anything.
        tasks.settle(address.pk, why="moved")
    carry_out(address, decision, finding)
    return decision


def find_out_in_time(address: Address, *, why: str) -> Finding | None:
    """What the sources say; None while a silent resolver is given time. Its patience over, without a resolver."""
    try:
        return find_out(address, why=why)
    except Held:
        return None
    except ResolutionFailed:
        since = address.silent_since or clock.now()
        if clock.now() - since >= PATIENCE:
            return find_out(address, why=why, offline=True)
        Address.objects.filter(pk=address.pk).update(silent_since=since)
        put_off(address, ASK_AGAIN)
        return None


def put_off(address: Address, time: timedelta) -> None:
    """Leave an address alone for a while, so that a dead resolver is not asked four times a second."""
    Address.objects.filter(pk=address.pk).update(ask_again_at=clock.now() + time)


def find_out(address: Address, *, why: str, offline: bool = False) -> Finding:
    """Ask the sources now. ResolutionFailed when the resolver gives no answer; Held when nobody may be asked."""
    if is_held(address.pk):
        raise Held
    locator = released_locator(address, why=why)
    claims = gather(locator, pack=world.pack(), resolver=_resolver(address, offline=offline), at=clock.now())
    return conclude(address, locator, tuple(claims))


def _resolver(address: Address, *, offline: bool) -> Resolver:
    if offline:
        return world.no_resolver()
    return world.approved_resolver() if tasks.look_up_approved(address.pk) else world.resolver()


def moved(address: Address, finding: Finding, *, provider: str = "") -> bool:
    """Whether the sources now say another place or country than before, or at home another provider than was asked."""
    # What a person decided is no word of the sources: compared is what they last said.
    told = Decision.objects.filter(address=address, decided_by="worker").order_by("-decided_at").first()
    if told is None or (told.place, told.country) != (finding.place, finding.country):
        return True
    mandate = law.of(address.report)
    now_with = home_provider(finding.claims, finding.location, home=mandate.home) if finding.place == "home" else None
    return bool(provider and now_with and now_with.provider != provider)


def conclude(address: Address, locator: Locator, claims: tuple[Claim, ...]) -> Finding:
    """What these claims mean under the report's law, the assessor having said what they said."""
    mandate = law.of(address.report)
    location = decide_country(claims, home=mandate.home, ruleset=world.ruleset())
    members = directory.kept()
    place = place_to_act_on(members.countries, location)
    situation = Situation(address.verdict, address.instruction, routing_kind(str(locator.kind)), place)
    return Finding(locator, claims, location, place, decide_route(mandate, situation), members.version)


def write_decision(
    address: Address, finding: Finding, *, by: str, rule: Rule | None = None, country: str = ""
) -> Decision:
    """Append a decision that supersedes the last one; its claims lie sealed, for they name the host.

    A person may name another `rule` or `country` than follow from the sources; the place stays what they said.
    """
    rule = rule or finding.rule
    plain = to_bytes(finding.claims)
    sealed, wrapped = vault.wrap_released(plain, address=address.pk)
    return Decision.objects.create(
        id=uuid4(),
        address=address,
        route=rule.name,
        place=finding.place,
        country=country or finding.country,
        steps=list(rule.steps),
        # Codes only: their arguments name hosts and stay with the sealed claims.
        reasons=[reason.code for reason in finding.location.reasons],
        confidence=str(finding.location.confidence),
        ruleset=finding.location.ruleset,
        pack=world.pack().id,
        mandate=address.report.mandate,
        members=finding.members,
        claims_sealed=sealed,
        claims_key=wrapped,
        claims_sha256=hashlib.sha256(plain).hexdigest(),
        decided_by=by,
        decided_at=clock.now(),
        supersedes=latest(address),
    )


def latest(address: Address) -> Decision | None:
    """The decision that stands: the one nothing supersedes."""
    return Decision.objects.filter(address=address, superseded_by=None).order_by("-decided_at").first()


def carry_out(address: Address, decision: Decision, finding: Finding) -> None:
    """Do what the route says, in the decision's transaction: parcels, notices, tasks and clocks."""
    rule = next(rule for rule in law.of(address.report).rules if rule.name == decision.route)
    # The notice first: whether a dossier alone is followed depends on whether a provider is asked too.
    for step in sorted(rule.steps, key=ORDER.index):
        if step == "notify":
            notices.prepare(address, finding)
        elif step == "person" and not tasks.decided(address.pk):
            why = {"why": "high_entropy_host"} if finding.held_back else {}
            facts = {"route": rule.name, "place": decision.place} | why
            tasks.open_task("route_person", subject=address.pk, facts=facts)
        elif step in ("refer", "transfer", "member"):
            dossiers.prepare(address, decision, finding, purpose=step)
        elif step == "watch" and address.state == "routed":
            advance(address, "watch", by="worker", role="worker")
    for kind in rule.clocks:
        if kind not in STARTED_ELSEWHERE:
            start_clock(address.pk, kind)
