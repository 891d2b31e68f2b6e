"""The kernel's part of retention: registers, sessions and invitations whose time is over (P8)."""

from collections.abc import Callable

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from kindline.kernel.audit.record import record
from kindline.kernel.people.models import Invitation
from kindline.kernel.register.models import Disclosure, LegalHold, PersonRequest
from kindline.kernel.register.rules import Rule, rules


def carry_out() -> int:
    """Delete what is past its day; how many rows. The log says how many of which, and by which rule."""
    return sum(_carry_out(rules()[name], act) for name, act in ACTS.items())


def _carry_out(rule: Rule, act: Callable[[Rule], int]) -> int:
    with transaction.atomic(using="core"):
        done = act(rule)
        if done:
            record("retention.carried_out", subject=rule.name, by="worker", facts={"rows": done, "days": rule.days})
    return done


def _registers(rule: Rule) -> int:
    ended = rule.before
    over = Q(decided_on__lt=ended.date()) & (Q(review_on=None) | Q(review_on__lt=ended.date()))
    gone = (
        PersonRequest.objects.filter(over),
        Disclosure.objects.filter(told_on__lt=ended.date()),
        LegalHold.objects.filter(lifted_at__lt=ended),
    )
    return sum(rows.delete()[0] for rows in gone)


def _sessions(rule: Rule) -> int:
    return Session.objects.filter(expire_date__lt=rule.before).delete()[0]


def _invitations(rule: Rule) -> int:
    return Invitation.objects.filter(expires_at__lt=rule.before).delete()[0]


ACTS: dict[str, Callable[[Rule], int]] = {"register": _registers, "session": _sessions, "invitation": _invitations}
