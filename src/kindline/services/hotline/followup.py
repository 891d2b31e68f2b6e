"""Following an address until it is gone: asked again by name, never by visiting it (P2); moved means routed again."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.models import Deadline
from kindline.kernel.procedure.table import advance
from kindline.provenance.resolver import ResolutionFailed
from kindline.services.hotline.closing import end_address
from kindline.services.hotline.deciding import Finding, carry_out, find_out, write_decision
from kindline.services.hotline.models import Address, Decision

OUTCOMES = {"removed": "removed_stated", "not_found": "not_found_stated", "moved": "moved_stated"}


def recheck_due(*, limit: int = 100) -> int:
    """Look again at watched addresses whose watch has run out; returns how many moved on."""
    running = Deadline.objects.filter(kind="watch", met_at=None, expired_at=None, noun=OuterRef("pk"))
    over = Address.objects.filter(~Exists(running), state="watching").select_related("released", "report")
    return sum(_recheck(address) for address in over[:limit])


def _recheck(address: Address) -> int:
    try:
        finding = find_out(address, why="recheck")
    except ResolutionFailed:
        return _later(address)
    with transaction.atomic(using="core"):
        fresh = Address.objects.select_for_update().get(pk=address.pk)
        if fresh.state != "watching":
            return 0
        last = fresh.decisions.order_by("-decided_at").first()
        if last and _moved(last, finding):
            _route_again(fresh, finding)
        else:
            end_address(fresh, outcome=_grade(fresh, finding), by="worker", role="worker")
    return 1


def _later(address: Address) -> int:
    with transaction.atomic(using="core"):
        deadlines.start(address.pk, "watch", hours=1, role="worker", follows="recheck")
    return 0


def _moved(last: Decision, finding: Finding) -> bool:
    """Another place or another country than decided on, and still somewhere."""
    somewhere = finding.place not in ("not_resolving", "no_host")
    return somewhere and (last.place, last.country) != (finding.place, finding.country)


def _grade(address: Address, finding: Finding) -> str:
    """How we know that it ended: the name no longer answers, the provider says so, or the colleagues have it."""
    if finding.place == "not_resolving":
        return "gone_name_silent"
    item = address.notice_items.exclude(action="").order_by("-acted_at").first()
    if item:
        return OUTCOMES.get(item.action, "answered")
    return "transferred" if address.dossiers.exclude(transferred_at=None).exists() else "with_police"


def _route_again(address: Address, finding: Finding) -> None:
    decision = write_decision(address, finding, by="worker")
    advance(address, "route", by="worker", role="worker", facts={"route": decision.route, "moved": True})
    carry_out(address, decision, finding)
