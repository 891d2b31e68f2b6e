"""The hotline's part of retention: ended reports are erased, letters and tasks emptied, rings deleted (P8).

A legal hold stops it, and the desk says so; a report about which something is still owed waits for that.
"""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kindline.kernel.audit.record import record
from kindline.kernel.outbox.models import Parcel, State
from kindline.kernel.register.holds import Held, standing
from kindline.kernel.register.models import Erasure
from kindline.kernel.register.rules import Rule, rules
from kindline.services.hotline.erasing import RETENTION, erase_report, owed
from kindline.services.hotline.models import Report, Ring, Task
from kindline.services.hotline.one_by_one import each

A_DAY = 500
# A dead letter may yet be tried anew.
ARRIVED = (State.DELIVERED, State.ACKNOWLEDGED, State.CANCELLED)


def carry_out() -> int:
    """Carry out every rule of the hotline; how many things it ended. Run once a day."""
    return sum(act(rules()[name]) for name, act in ACTS.items())


def over() -> QuerySet[Report]:
    """Ended reports whose time is over and that are not erased yet, whether or not a hold keeps them."""
    ended = Report.objects.filter(state="closed", closed_at__lte=rules()["report"].before)
    return ended.exclude(pk__in=Erasure.objects.values("subject")).order_by("closed_at")


def kept_back() -> QuerySet[Report]:
    """Those whose time is over and that a legal hold keeps."""
    return over().filter(pk__in=standing().values("subject"))


def _reports(rule: Rule) -> int:
    free = over().exclude(pk__in=standing().values("subject"))
    return each(list(free.values_list("pk", flat=True)[:A_DAY]), _erase)


def _erase(report: UUID) -> int:
    if owed(Report.objects.get(pk=report)):
        return 0
    try:
        erase_report(report, by="worker", cause=RETENTION)
    except Held:
        # Not upon this one: upon another whose signed proof would go with it.
        return 0
    return 1


def _mails(rule: Rule) -> int:
    """What a letter said is not needed once it has long arrived; that it was sent, and its hash, stay."""
    sent = Parcel.objects.filter(channel="mail", created_at__lt=rule.before, state__in=ARRIVED)
    return _noted(rule, lambda: sent.exclude(sealed_body=b"").update(sealed_body=b""))


def _tasks(rule: Rule) -> int:
    done = Task.objects.filter(done_at__lt=rule.before)
    return _noted(rule, lambda: done.exclude(facts={}, reason="").update(facts={}, reason=""))


def _rings(rule: Rule) -> int:
    return _noted(rule, lambda: Ring.objects.filter(acknowledged_at__lt=rule.before).delete()[0])


def _noted(rule: Rule, act: Callable[[], int]) -> int:
    with transaction.atomic(using="core"):
        done = act()
        if done:
            record("retention.carried_out", subject=rule.name, by="worker", facts={"rows": done, "days": rule.days})
    return done


ACTS: dict[str, Callable[[Rule], int]] = {"report": _reports, "mail": _mails, "task": _tasks, "ring": _rings}
