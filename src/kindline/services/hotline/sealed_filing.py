"""Reports that another site or a member hotline sealed: stored as they came, unopened, like our own site's (P1, P4).

Nothing here can look inside. What can be checked from outside is checked before anything is stored: the mandate in
force, exactly its recipients, the sealer's signature, one place for each envelope.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from kindline.kernel import clock, kill_points
from kindline.kernel.audit.record import record
from kindline.kernel.mandate.active import active
from kindline.kernel.mandate.nouns import Mandate
from kindline.sealing.envelope import Envelope, check_sender
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import KeyId, SealingPublicKey, VerifyKey
from kindline.services.hotline.intake.models import Envelope as Stored
from kindline.services.hotline.intake.models import Report

MOST_ADDRESSES = 100
PURPOSES = ("address", "account", "identity")
LONGEST_BLIND = 1024
A_DAY = timedelta(days=1)


class NotTaken(ValueError):
    """Refused whole; `code` says why to whoever sealed it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class SealedEnvelope:
    """One envelope, and for an address its hash sealed to the index worker."""

    sealed: bytes = field(repr=False)
    blind: bytes = field(repr=False, default=b"")


@dataclass(frozen=True)
class SealedReport:
    """Exactly what filing stores: the reporter's code itself never leaves the site that made it."""

    id: UUID
    locator: str = field(repr=False)
    salt: bytes = field(repr=False)
    verifier: bytes = field(repr=False)
    mailbox_key: str = field(repr=False)
    language: str
    seen: str
    urgent: bool
    envelopes: tuple[SealedEnvelope, ...] = field(repr=False)


def accept_sealed(
    report: SealedReport, *, sealers: Mapping[KeyId, VerifyKey], channel: str, by: str, reference: str = ""
) -> bool:
    """Store it, durably, before this returns: True when it is new, False when this report is here already.

    `reference` is the sender's own number for it, a code. NotTaken for anything that does not fit together.
    """
    mandate = active()
    rows = [_checked(one, report, mandate, sealers) for one in report.envelopes]
    _check_places([(row.purpose, row.ordinal) for row in rows])
    _check_mailbox(report.mailbox_key)
    accepted = Report(
        id=report.id,
        locator=report.locator,
        salt=report.salt,
        verifier=report.verifier,
        mailbox_key=report.mailbox_key,
        mandate=mandate.id,
        mandate_sha256=mandate.sha256.hex(),
        language=report.language,
        channel=channel,
        seen=report.seen,
        urgent=report.urgent,
        address_count=sum(row.purpose == "address" for row in rows),
        received_hour=clock.this_hour(),
    )
    try:
        _store(accepted, rows, mandate, by=by, reference=reference)
    except IntegrityError:
        # The key decides, not a question asked before: of two equal reports sent at once, one is stored.
        if Report.objects.filter(pk=report.id).exists():
            return False
        raise NotTaken("envelope_known") from None
    return True


def _checked(one: SealedEnvelope, report: SealedReport, mandate: Mandate, sealers: Mapping[KeyId, VerifyKey]) -> Stored:
    try:
        envelope = Envelope.from_bytes(one.sealed)
        header = envelope.header
        sealer = sealers.get(header.sender)
        if sealer is None:
            raise NotTaken("unknown_sealer")
        check_sender(envelope, sender=sealer)
    except SealingError:
        raise NotTaken("unreadable_envelope") from None
    purpose = header.purpose.name.lower()
    if header.report_id != report.id or purpose not in PURPOSES:
        raise NotTaken("envelope_of_another_report")
    if (header.mandate_id, header.mandate_sha256) != (mandate.id, mandate.sha256):
        raise NotTaken("another_mandate")
    if abs(header.day - clock.today()) > A_DAY:
        raise NotTaken("another_day")
    if header.recipients != tuple(sorted(key.key_id for key in mandate.recipients(purpose, header.day))):
        raise NotTaken("other_recipients")
    if bool(one.blind) != (purpose == "address") or len(one.blind) > LONGEST_BLIND:
        raise NotTaken("blind_misplaced")
    return Stored(
        id=header.envelope_id,
        report_id=report.id,
        purpose=purpose,
        ordinal=header.ordinal,
        sha256=envelope.hash.hex(),
        sealed=one.sealed,
        blind=one.blind or None,
    )


def _check_places(places: Collection[tuple[str, int]]) -> None:
    counted = Counter(purpose for purpose, _ in places)
    addresses = sorted(ordinal for purpose, ordinal in places if purpose == "address")
    rest = [ordinal for purpose, ordinal in places if purpose != "address"]
    if addresses != list(range(1, len(addresses) + 1)) or any(rest):
        raise NotTaken("ordinals")
    if not 1 <= len(addresses) <= MOST_ADDRESSES or counted["account"] != 1 or counted["identity"] > 1:
        raise NotTaken("envelopes_missing_or_too_many")


def _check_mailbox(key: str) -> None:
    try:
        SealingPublicKey.from_text(key)
    except SealingError:
        raise NotTaken("mailbox_key") from None


def _store(accepted: Report, rows: list[Stored], mandate: Mandate, *, by: str, reference: str) -> None:
    facts = {
        "mandate": mandate.id,
        "envelopes": [row.sha256 for row in rows],
        "recipients": sorted(mandate.key_ids()),
        "reference": reference,
    }
    with transaction.atomic(using="intake"):
        accepted.save(force_insert=True)
        Stored.objects.bulk_create(rows)
        record("report.accepted", subject=accepted.pk, by=by, facts=facts, using="intake")
        kill_points.reach("sealed_filing.stored")
    kill_points.reach("sealed_filing.committed")
