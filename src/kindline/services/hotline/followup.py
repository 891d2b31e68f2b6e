"""Following an address until it is gone: asked again by name, never by visiting it (P2); moved means routed again."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from kindline.kernel import clock
from kindline.kernel.procedure.models import Deadline
from kindline.kernel.procedure.table import advance
from kindline.services.hotline import notices, tasks, transfers
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.closing import end_address
from kindline.services.hotline.deciding import Finding, find_out_in_time, moved, route, write_decision
from kindline.services.hotline.models import Address, NoticeItem, Task
from kindline.services.hotline.one_by_one import each

OUTCOMES = {"removed": "removed_stated", "not_found": "not_found_stated", "moved": "moved_stated"}


def recheck_due(*, limit: int = 100) -> int:
    """Look again at watched addresses whose watch has run out; returns how many moved on."""
    running = Deadline.objects.filter(kind="watch", met_at=None, expired_at=None, noun=OuterRef("pk"))
    due = Q(ask_again_at=None) | Q(ask_again_at__lte=clock.now())
    over = Address.objects.filter(due, ~Exists(running), state="watching").select_related("released", "report")
    return each(over[:limit], _recheck)


def _recheck(address: Address) -> int:
    # Asked again here: a hold may have come while others of this pass were being resolved.
    if not Address.objects.filter(pk=address.pk, state="watching").exists():
        return 0
    finding = find_out_in_time(address, why="recheck")
    if finding is None:
        return 0
    with transaction.atomic(using="core"):
        fresh = Address.objects.select_for_update().get(pk=address.pk)
        if fresh.state != "watching":
            return 0
        Address.objects.filter(pk=fresh.pk).update(silent_since=None, ask_again_at=None)
        gone = finding.place in ("not_resolving", "no_host")
        unknown = finding.place == "unknown_network" and bool(address.silent_since)
        if not gone and not unknown and moved(fresh, finding, provider=asked_last(fresh)):
            route(fresh, finding)
        elif not gone and transfers.owed(fresh):
            # A member hotline has yet to say something, and its own clock sees to that: looked at again meanwhile.
            start_clock(fresh.pk, "watch")
        else:
            if gone:
                # The evidence of the end, and what a return will be compared with.
                write_decision(fresh, finding, by="worker")
            end_address(fresh, outcome=_grade(fresh, finding), by="worker", role="worker")
    return 1


def asked_last(address: Address) -> str:
    """The provider that was asked last."""
    item = address.notice_items.select_related("notice__provider").order_by("-notice__made_at").first()
    return item.notice.provider.slug if item else ""


def watch_forgotten(*, limit: int = 500) -> int:
    """A routed address about which nobody is asked and no clock runs is watched, so that none ends silently (P3)."""
    clocks = Deadline.objects.filter(met_at=None, expired_at=None, noun=OuterRef("pk"))
    asked = Task.objects.filter(applied_at=None, kind__in=tasks.TIMED, subject=OuterRef("pk"))
    pending = NoticeItem.objects.filter(address=OuterRef("pk"), action="", notice__state__in=notices.WAITING)
    alone = Address.objects.filter(~Exists(clocks), ~Exists(asked), ~Exists(pending), state="routed")
    return each(alone[:limit], _watch)


def _watch(address: Address) -> int:
    with transaction.atomic(using="core"):
        advance(address, "watch", by="worker", role="worker", facts={"why": "nobody_asked"})
        start_clock(address.pk, "watch")
    return 1


def _grade(address: Address, finding: Finding) -> str:
    """How we know that it ended: the name no longer answers, the provider says so, or the colleagues have it."""
    if finding.place == "not_resolving":
        return "gone_name_silent"
    # A refusal, or silence that the police took over, is no removal: then it ended with whoever has the dossier.
    item = address.notice_items.filter(action__in=OUTCOMES).order_by("-acted_at").first()
    if item:
        return OUTCOMES[item.action]
    return "transferred" if address.dossiers.exclude(transferred_at=None).exists() else "with_police"
