"""A Child Alert in its time: decided by a magistrate, six hours, three times more, and always ended with a message.

The end of an alert is not the end of the case. What was sent is kept as it was sent.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.mandate.active import active
from kindline.kernel.people.models import User
from kindline.services.missing.cap.alert import Issued, NotNow, as_cap, ended, extended, issued_in, opened
from kindline.services.missing.facts import facts_from
from kindline.services.missing.models import File
from kindline.services.missing.publishing.models import Alert

A_SECOND = timedelta(seconds=1)


def current(file: File) -> Alert | None:
    """The newest message of the alert that runs; None when none does."""
    return file.alerts.filter(over=False).order_by("-sent_at").first()


@transaction.atomic(using="core")
def begin(file: File, raw: Mapping[str, Any], *, by: User) -> Alert:
    """The first message. NotNow without the magistrate's decision or while one runs; BadFacts."""
    File.objects.select_for_update().get(pk=file.pk)
    if current(file):
        raise NotNow("an alert of this file runs already")
    facts = facts_from(raw)
    status = "Exercise" if active().exercise or settings.PLACE == "demo" else "Actual"
    return _send(file, opened(facts, sender=sender(), at=clock.now(), status=status), raw, by=f"user:{by.pk}")


@transaction.atomic(using="core")
def extend(file: File, *, by: User) -> Alert:
    """Six hours more. NotNow when there is none, or none may follow."""
    before = _current(file)
    return _send(file, extended(_issued(before), at=_after(before)), before.facts, by=f"user:{by.pk}")


@transaction.atomic(using="core")
def finish(file: File, *, found: bool, by: str) -> Alert:
    """The end message; what was before it is over."""
    before = _current(file)
    made = _send(file, ended(_issued(before), at=_after(before)), before.facts, found=found, by=by)
    file.alerts.update(over=True, facts={})
    return made


def end_run_out() -> int:
    """The worker: an alert whose time is over is ended with a message, day and night."""
    rows = Alert.objects.filter(over=False, expires_at__lte=clock.now()).select_related("file")
    over = [row for row in rows if current(row.file) == row]
    for row in over:
        with transaction.atomic(using="core"):
            finish(row.file, found=False, by="worker")
    return len(over)


def sender() -> str:
    """Whose alert it is, as CAP wants it: a mailbox."""
    return str(settings.MAIL_FROM).rpartition("<")[2].strip("> ")


def _current(file: File) -> Alert:
    File.objects.select_for_update().get(pk=file.pk)
    found = current(file)
    if found is None:
        raise NotNow("no alert of this file runs")
    return found


def _after(before: Alert) -> datetime:
    """Now, or the next second: two messages of one alert are told apart by theirs."""
    return max(clock.now(), before.sent_at + A_SECOND)


def _issued(row: Alert) -> Issued:
    return issued_in(bytes(row.document))


def _send(file: File, message: Issued, raw: Mapping[str, Any], *, found: bool = False, by: str) -> Alert:
    row = Alert(
        file=file,
        kind=message.kind,
        identifier=message.identifier,
        extension=message.extension,
        sent_at=message.sent,
        expires_at=message.expires,
        document=as_cap(message, facts_from(raw), found=found),
        facts=json.loads(json.dumps(dict(raw), default=str)),
        by=by,
    )
    row.save(force_insert=True)
    record("alert.sent", subject=file.pk, by=by, facts={"kind": message.kind, "extension": message.extension})
    return row
