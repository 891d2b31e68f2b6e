"""A sighting goes to the police at once, sealed to their own certificate; the desk sees when it arrived (P4).

It does not wait to be judged: what is wrong with it is said beside it, and the police weigh it with what they know.
Without a usable certificate the letter says only that a sighting waits, and the desk is told to call.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.mandate.active import active
from kindline.kernel.mandate.nouns import Authority
from kindline.kernel.outbox.letter import body
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.outbox.posting import key_for, post
from kindline.kernel.people.models import User
from kindline.kernel.procedure.numbering import next_number
from kindline.sealing.certificate import BadCertificate, check_recipient
from kindline.sealing.errors import SealingError
from kindline.services.missing import seen as sightings
from kindline.services.missing.models import File, Sighting
from kindline.services.missing.opening import name_of
from kindline.services.missing.public.models import Waiting
from kindline.services.missing.publishing.models import Appeal
from kindline.services.missing.seen import Seen

TEXTS = Path(__file__).parent / "texts"
KIND, SERIES = "sighting", "sighting"
# Before everything but a duty officer who is rung.
PRIORITY = 1
PORTION = 200


def police() -> Authority:
    """Whom the mandate names as the police."""
    mandate = active()
    return mandate.authorities[mandate.police_id]


def certificate() -> str:
    """The police's own certificate, good today; empty when there is none that mail can be sealed to."""
    try:
        found = vault.police_certificate()
        check_recipient(found, mailbox=police().mailbox, day=clock.today())
    except (vault.KeyMissing, BadCertificate):
        return ""
    return found.to_pem()


@transaction.atomic(using="core")
def take(seen: Seen, *, file: File | None, channel: str, language: str, by: str) -> Sighting:
    """A witness told us: kept and promised to the police in one transaction. TooLong keeps nothing."""
    sighting = Sighting(file=file, channel=channel, language=language, received_at=clock.now())
    sighting.sealed = vault.lock_for_desk(sightings.for_desk(seen, sighting=sighting.pk), about=sighting.pk)
    return _keep(sighting, seen, by)


def admit_waiting() -> int:
    """The worker brings what the public form took in: at least once, with one effect, oldest first."""
    rows = list(Waiting.objects.order_by("received_at")[:PORTION])
    for row in rows:
        try:
            _admit(row)
        except IntegrityError:
            # Another worker is bringing the same one; what it leaves is found in the next pass.
            continue
    return len(rows)


def _admit(row: Waiting) -> None:
    with transaction.atomic(using="core"):
        if not Sighting.objects.filter(pk=row.pk).exists():
            file = Appeal.objects.filter(pk=row.appeal).values_list("file", flat=True).first() if row.appeal else None
            sighting = Sighting(
                id=row.pk, file_id=file, channel="form", language=row.language, received_at=row.received_at
            )
            sighting.sealed = vault.lock_for_desk(bytes(row.for_desk), about=row.pk)
            _keep(sighting, _readable(row), "worker")
    row.delete()


def _readable(row: Waiting) -> Seen | None:
    """What the worker may read once; None for a row that the site did not seal as it should: it holds nobody up."""
    try:
        return sightings.opened_by_worker(bytes(row.for_police), sighting=row.pk)
    except (SealingError, ValueError, TypeError):
        return None


def _keep(sighting: Sighting, seen: Seen | None, by: str) -> Sighting:
    sighting.number = next_number(SERIES)
    pem = certificate() if seen else ""
    sighting.announced_only = not pem
    sighting.save(force_insert=True)
    _send(sighting, seen, pem)
    facts = {"number": sighting.number, "channel": sighting.channel, "sealed": bool(pem)}
    record("sighting.taken", subject=sighting.pk, by=by, facts=facts)
    return sighting


def _send(sighting: Sighting, seen: Seen | None, pem: str) -> Parcel:
    to = police()
    waits = _text("sighting-waits", to.language).format(number=sighting.number)
    text = _whole(sighting, seen, to.language) if pem and seen else waits
    letter = body(
        to=to.mailbox,
        title=f"kindline 116 000 S-{sighting.number}",
        text=text,
        seal_to=pem,
        otherwise=waits if pem else "",
    )
    return post(
        kind=KIND,
        subject=sighting.pk,
        recipient=f"authority:{to.id}",
        channel="mail",
        body=vault.seal_to("mail", letter, info=b"mail"),
        idempotency_key=key_for(KIND, sighting.pk, to.id),
        locked_under=[sighting.pk],
        priority=PRIORITY,
    )


def _whole(sighting: Sighting, seen: Seen, language: str) -> str:
    file = sighting.file
    return _text("sighting", language).format(
        number=sighting.number,
        file=name_of(file) if file else "-",
        received=sighting.received_at.isoformat(timespec="minutes"),
        channel=sighting.channel,
        seen_at=seen.seen_at or "-",
        place=", ".join(part for part in (seen.place, seen.town) if part) or "-",
        what=seen.what,
        witness=seen.witness or "-",
    )


@cache
def _text(name: str, language: str) -> str:
    path = TEXTS / f"{name}.{language}.txt"
    return (path if path.exists() else TEXTS / f"{name}.en.txt").read_text("utf-8")


def arrived(of: Iterable[UUID]) -> dict[UUID, datetime]:
    """When the police's mail server took each of these; those it has not taken are not among them."""
    rows = Parcel.objects.filter(kind=KIND, subject__in=of).values_list("subject", "delivered_at")
    return {subject: at for subject, at in rows if at}


@transaction.atomic(using="core")
def told(sighting: Sighting, *, by: User) -> Sighting:
    """The police were called: what their mail could not carry was read to them."""
    held = Sighting.objects.select_for_update().get(pk=sighting.pk)
    if held.told_at is None:
        held.told_at, held.told_by = clock.now(), by
        held.save(update_fields=["told_at", "told_by"])
        record("sighting.told", subject=held.pk, by=f"user:{by.pk}")
    return held


@transaction.atomic(using="core")
def belongs(sighting: Sighting, file: File, *, by: User) -> Sighting:
    """A sighting that named nobody is about this file."""
    held = Sighting.objects.select_for_update().get(pk=sighting.pk)
    held.file = file
    held.save(update_fields=["file"])
    record("sighting.belongs", subject=held.pk, by=f"user:{by.pk}", facts={"file": str(file.pk)})
    return held


def opened(sighting: Sighting) -> Seen:
    """What the witness said; shown by the page of its file, which notes the reading."""
    return sightings.from_bytes(vault.open_contact(bytes(sighting.sealed), contact=sighting.pk))
