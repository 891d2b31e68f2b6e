"""The contacts' part of retention: ended ones are erased when their time is over, brief and missed ones sooner (P8).

A contact that belongs to a file is kept with it; a legal hold stops it; an open one waits until somebody ends it.
"""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.contacts import erasing
from kindline.kernel.contacts.codes import BRIEF
from kindline.kernel.contacts.models import Contact
from kindline.kernel.contacts.tables import WORKER
from kindline.kernel.procedure.table import advance
from kindline.kernel.register import holds
from kindline.kernel.register.rules import Rule, rules

A_DAY = 2000
# An exchange that fell silent never says that a call is over.
RINGS_AT_MOST = timedelta(hours=1)


def carry_out() -> int:
    """Erase what is over, again what a backup brought back, and let go of what rings no more. Run once a day."""
    return erasing.reapply() + _let_go() + sum(act(rules()[name]) for name, act in ACTS.items())


def _let_go() -> int:
    lost = Contact.objects.filter(state="waiting", line="ringing", started_at__lt=clock.now() - RINGS_AT_MOST)
    with transaction.atomic(using="core"):
        rows = list(lost.select_for_update()[:A_DAY])
        for contact in rows:
            advance(contact, "miss", by="worker", role=WORKER)
    return len(rows)


def _contacts(rule: Rule) -> int:
    return _erase(rule, Contact.objects.filter(state="ended", ended_at__lt=rule.before).exclude(kind__in=BRIEF))


def _brief(rule: Rule) -> int:
    was_none = Q(state="ended", kind__in=BRIEF) | Q(state="missed")
    return _erase(rule, Contact.objects.filter(was_none, started_at__lt=rule.before))


def _erase(rule: Rule, over: QuerySet[Contact]) -> int:
    """Each on its own; the log says how many, and by which rule."""
    free = over.filter(about_id=None).exclude(pk__in=holds.standing().values("subject")).order_by("started_at")
    found = list(free.values_list("pk", flat=True)[:A_DAY])
    for contact in found:
        erasing.erase_contact(contact, by="worker", cause=erasing.RETENTION)
    if found:
        with transaction.atomic(using="core"):
            facts = {"rows": len(found), "days": rule.days}
            record("retention.carried_out", subject=rule.name, by="worker", facts=facts)
    return len(found)


ACTS: dict[str, Callable[[Rule], int]] = {"contact": _contacts, "brief_contact": _brief}
