"""Accepting a report: sealed in memory, committed durably, and only then a receipt code (P1, P4).

This runs in the site process. It can seal and nothing else: every key it holds is public, save the one it signs with.
"""

import hashlib
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction

from kindline.kernel import clock, kill_points, vault
from kindline.kernel.audit.record import record
from kindline.kernel.mandate.active import active
from kindline.kernel.mandate.nouns import Mandate
from kindline.kernel.narrowing import only
from kindline.provenance.address import Locator, parse
from kindline.sealing.box import seal_box
from kindline.sealing.receipt import ReceiptCode, from_draft, mailbox_key, verifier
from kindline.services.hotline.intake.models import Envelope, Report

URGENT = ("now", "known", "self")
# SQLite writers of one process queue here, in order, instead of polling the file lock and starving each other.
_one_writer = threading.Lock()


@dataclass(frozen=True)
class Filing:
    """What a reporter typed, as typed. Its repr shows nothing."""

    danger: str = field(repr=False)
    seen: str = field(repr=False)
    addresses: tuple[str, ...] = field(repr=False)
    when: str = field(repr=False)
    how: str = field(repr=False)
    account: str = field(repr=False)
    identity: str = field(repr=False)
    language: str = field(repr=False)
    channel: str = field(repr=False, default="public form")

    def digest(self) -> bytes:
        """Equal for equal content: with the draft's nonce it names the report, so that sending twice files once."""
        return hashlib.sha256(json.dumps(self.__dict__, sort_keys=True).encode()).digest()


def accept_report(filing: Filing, *, nonce: bytes) -> ReceiptCode:
    """File a report and return its code once it is on the disk.

    The same draft gives the same code and no second report.
    """
    digest = filing.digest()
    code = from_draft(nonce, digest)
    # Asked for once: a mandate that changes meanwhile finds the whole report under the one before.
    mandate = active()
    row, envelopes = _seal(filing, mandate=mandate, report=_report_id(nonce, digest), code=code)
    kill_points.reach("filing.sealed")
    try:
        with _one_writer, transaction.atomic(using="intake"):
            _store(row, envelopes, mandate)
            kill_points.reach("filing.stored")
    except IntegrityError:
        # The key decides, not a question asked before: of two equal pages sent at once one files, both get the code.
        with only(report=row.pk):
            if not Report.objects.filter(pk=row.pk).exists():
                raise
    kill_points.reach("filing.committed")
    return code


def _report_id(nonce: bytes, digest: bytes) -> UUID:
    return UUID(bytes=hashlib.sha256(b"kindline/report/1" + nonce + digest).digest()[:16], version=4)


def _seal(filing: Filing, *, mandate: Mandate, report: UUID, code: ReceiptCode) -> tuple[Report, list[Envelope]]:
    salt = os.urandom(16)
    row = Report(
        id=report,
        locator=code.locator,
        salt=salt,
        verifier=verifier(code, salt),
        mailbox_key=mailbox_key(code, salt).public().to_text(),
        mandate=mandate.id,
        mandate_sha256=mandate.sha256.hex(),
        language=filing.language,
        channel=filing.channel,
        seen=filing.seen,
        urgent=filing.danger in URGENT,
        address_count=len(filing.addresses),
        received_hour=clock.this_hour(),
    )
    return row, list(_envelopes(filing, mandate, report))


def _envelopes(filing: Filing, mandate: Mandate, report: UUID) -> Iterator[Envelope]:
    for ordinal, text in enumerate(filing.addresses, start=1):
        yield _address_envelope(text, mandate=mandate, report=report, ordinal=ordinal)
    account = {name: getattr(filing, name) for name in ("danger", "seen", "when", "how")} | {"text": filing.account}
    yield seal_row("account", account, mandate=mandate, report=report)
    if filing.identity:
        yield seal_row("identity", {"contact": filing.identity}, mandate=mandate, report=report)


def _address_envelope(text: str, *, mandate: Mandate, report: UUID, ordinal: int) -> Envelope:
    parsed = parse(text)
    known = isinstance(parsed, Locator)
    content: dict[str, object] = {
        "raw": text,
        "canonical": None,
        "canon_version": "",
        "kind": "unreadable",
        "notes": [],
    }
    if isinstance(parsed, Locator):
        content |= {
            "canonical": parsed.canonical,
            "canon_version": parsed.canon_version,
            "kind": str(parsed.kind),
            "notes": sorted({note.code for note in parsed.notes}),
        }
    key = parsed.key if isinstance(parsed, Locator) else hashlib.sha256(text.encode()).digest()
    version = parsed.canon_version if isinstance(parsed, Locator) else "unreadable"
    row = seal_row("address", content, mandate=mandate, report=report, ordinal=ordinal, canon_version=version)
    # The worker learns the hash once, turns it into a keyed tag and drops it: no unkeyed hash is ever stored.
    blind = json.dumps({"key": key.hex(), "canon_version": version, "known": known}).encode()
    row.blind = seal_box(blind, recipient=vault.sealing_key("index"), info=b"blind:" + row.id.bytes)
    return row


def seal_row(
    purpose: str,
    content: dict[str, object],
    *,
    mandate: Mandate,
    report: UUID,
    ordinal: int = 0,
    canon_version: str = "",
) -> Envelope:
    """One envelope of a report, sealed to the recipients of its mandate, ready to be stored."""
    plaintext = json.dumps(content, ensure_ascii=False).encode()
    sealed = vault.seal_envelope(
        plaintext,
        mandate=mandate,
        purpose=purpose,
        report=report,
        ordinal=ordinal,
        canon_version=canon_version,
    )
    return Envelope(
        id=sealed.header.envelope_id,
        report_id=report,
        purpose=purpose,
        ordinal=ordinal,
        sha256=sealed.hash.hex(),
        sealed=sealed.to_bytes(),
    )


def _store(row: Report, envelopes: list[Envelope], mandate: Mandate) -> None:
    row.save(force_insert=True)
    Envelope.objects.bulk_create(envelopes)
    facts = {
        "mandate": row.mandate,
        "envelopes": [envelope.sha256 for envelope in envelopes],
        "recipients": sorted(mandate.key_ids()),
    }
    record("report.accepted", subject=row.id, by="site", facts=facts, using="intake")
