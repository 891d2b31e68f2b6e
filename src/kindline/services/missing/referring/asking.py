"""Asking another line: sealed to its own certificate, acknowledged within a day or late, ended with an outcome.

The other line answers with a message of the same form, which a counsellor brings in as a file or reads from the
telephone. Nothing leaves in clear: a line without a certificate is asked by telephone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.mandate.active import active
from kindline.kernel.outbox.letter import body
from kindline.kernel.outbox.posting import key_for, post
from kindline.kernel.people.models import User
from kindline.sealing.certificate import Certificate, check_recipient
from kindline.services.missing import said as words
from kindline.services.missing.models import File
from kindline.services.missing.referring import message
from kindline.services.missing.referring.models import Line, Referral

ANSWER_WITHIN = timedelta(hours=24)
KIND = "line_referral"
OUTCOMES = ("supported", "appeal_shared", "child_found", "handed_on", "nothing_to_do", "no_answer_here")


class NotSo(ValueError):
    """An answer to nothing, or one that does not fit what was asked."""


@dataclass(frozen=True)
class Asked:
    """What is asked, on whose consent; `what` is for the other line alone."""

    asked_for: Sequence[str]
    consent_of: Sequence[str]
    contact_with: Sequence[str] = ()
    what: str = field(default="", repr=False)


@transaction.atomic(using="core")
def know_line(*, country: str, name: str, mailbox: str, pem: str, by: User) -> Line:
    """Another line, with the certificate it gave; BadCertificate for one that mail cannot be sealed to."""
    found = Certificate.from_pem(pem)
    check_recipient(found, mailbox=mailbox, day=clock.today())
    line, _ = Line.objects.update_or_create(
        country=country.upper(), name=name, defaults={"mailbox": mailbox, "pem": found.to_pem(), "since": clock.today()}
    )
    record("line.known", subject=line.pk, by=f"user:{by.pk}", facts={"sha256": found.sha256, "country": line.country})
    return line


@transaction.atomic(using="core")
def refer(file: File, line: Line, asked: Asked, *, by: User) -> Referral:
    """Send the request. NoMessage when something it needs is missing; BadCertificate when the line's has ended."""
    now = clock.now()
    check_recipient(Certificate.from_pem(line.pem), mailbox=line.mailbox, day=clock.today())
    row = Referral(file=file, line=line, sent_at=now, due_at=now + ANSWER_WITHIN, by=by)
    data = message.to_bytes(_document(row, file, asked, by))
    row.sealed = vault.seal_contact(data, contact=row.pk)
    row.save(force_insert=True)
    letter = body(
        to=line.mailbox,
        title=f"kindline 116 000 {str(row.pk)[:8]}",
        text="A referral between two 116 000 lines is attached (JSON). Please acknowledge it within a day.",
        files=[(f"referral-{row.pk}.json", data)],
        seal_to=line.pem,
    )
    post(
        kind=KIND,
        subject=row.pk,
        recipient=f"line:{line.pk}",
        channel="mail",
        body=vault.seal_to("mail", letter, info=b"mail"),
        idempotency_key=key_for(KIND, row.pk),
        locked_under=[row.pk],
        priority=2,
    )
    facts = {"file": str(file.pk), "line": str(line.pk), "country": line.country}
    record("line.referred", subject=row.pk, by=f"user:{by.pk}", facts=facts)
    return row


def _document(row: Referral, file: File, asked: Asked, by: User) -> dict[str, Any]:
    children = [
        {
            name: text
            for name, text in (("name", one.name), ("born", one.born), ("sex", one.sex), ("speaks", one.speaks))
            if text
        }
        for one in words.opened(file).children
    ]
    seen = {"last_seen_at": file.last_seen_at.isoformat()} if file.last_seen_at else {}
    return {
        "form": message.FORM,
        "id": str(row.pk),
        "message": "referral",
        "sent_at": row.sent_at.isoformat(),
        "from": {"country": active().home, "name": settings.ORGANISATION},
        "to": {"country": row.line.country, "name": row.line.name},
        "answer_by": row.due_at.isoformat(),
        "contact": {"name": by.get_full_name() or by.get_username(), "phone": "116 000"},
        "establish_contact_with": list(asked.contact_with),
        "asked_for": list(asked.asked_for),
        "consent_of": list(asked.consent_of),
        "kind": file.kind,
        "children": children,
        "what": asked.what,
    } | seen


def hear(data: bytes, *, by: User) -> Referral:
    """Take in the other line's answer as a file. NoMessage, NotSo: nothing changes."""
    document = message.read(data)
    try:
        row = Referral.objects.select_related("line").get(pk=UUID(document["id"]))
    except (Referral.DoesNotExist, ValueError):
        raise NotSo("id") from None
    if document["message"] == "referral" or document["from"]["country"] != row.line.country:
        raise NotSo("from")
    if document["message"] == "acknowledgement":
        return acknowledge(row, taken=document["taken"], reference=document.get("reference", ""), by=by)
    return end(row, outcome=document["outcome"], by=by)


@transaction.atomic(using="core")
def acknowledge(row: Referral, *, taken: bool, reference: str, by: User) -> Referral:
    """The other line has it, and takes it on or does not."""
    held = Referral.objects.select_for_update().get(pk=row.pk)
    if held.acknowledged_at is None:
        held.acknowledged_at, held.taken, held.reference = clock.now(), taken, reference[:60]
        held.save(update_fields=["acknowledged_at", "taken", "reference"])
        record("line.acknowledged", subject=held.pk, by=f"user:{by.pk}", facts={"taken": taken})
    return held


@transaction.atomic(using="core")
def end(row: Referral, *, outcome: str, by: User) -> Referral:
    """What came of it."""
    if outcome not in OUTCOMES:
        raise NotSo(outcome)
    held = Referral.objects.select_for_update().get(pk=row.pk)
    held.outcome, held.ended_at = outcome, held.ended_at or clock.now()
    held.acknowledged_at = held.acknowledged_at or held.ended_at
    held.save(update_fields=["outcome", "ended_at", "acknowledged_at"])
    record("line.outcome", subject=held.pk, by=f"user:{by.pk}", facts={"outcome": outcome})
    return held
