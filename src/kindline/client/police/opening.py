"""Opening envelopes: with the duty key or the reserve key, after every check that the trust list allows."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kindline.client.police.download import Download, Parcel, Sealed
from kindline.client.police.trust import Trust
from kindline.sealing.envelope import Envelope, check_sender, open_envelope
from kindline.sealing.errors import NotARecipient, SealingError, Tampered, UnexpectedRecipient
from kindline.sealing.keys import SealingPrivateKey


@dataclass(frozen=True)
class Item:
    """One envelope after the attempt: its content, or the name of the refusal and no content."""

    parcel: str
    kind: str
    report: str
    urgent: bool
    day: str
    purpose: str
    ordinal: int
    dossier: str
    envelope: str
    content: dict[str, Any] = field(default_factory=dict, repr=False)
    refused: str = ""


def open_all(download: Download, *, keys: Sequence[SealingPrivateKey], trust: Trust) -> list[Item]:
    """Every envelope of every parcel, urgent ones first; one that is refused does not stop the others."""
    ordered = sorted(download.parcels, key=lambda parcel: (not parcel.urgent, parcel.day))
    return [item for parcel in ordered for item in _open_parcel(parcel, keys=keys, trust=trust)]


def _open_parcel(parcel: Parcel, *, keys: Sequence[SealingPrivateKey], trust: Trust) -> Iterator[Item]:
    for sealed in parcel.envelopes:
        digest, content, refused = "", {}, ""
        try:
            envelope = Envelope.from_bytes(sealed.data)
            digest = envelope.hash.hex()
            content = open_one(envelope, sealed, parcel, keys=keys, trust=trust)
        except SealingError as error:
            refused = type(error).__name__
        yield Item(
            parcel.id, parcel.kind, parcel.report, parcel.urgent, parcel.day, sealed.purpose, sealed.ordinal,
            parcel.dossier, digest, content, refused,
        )  # fmt: skip


def open_one(
    envelope: Envelope, sealed: Sealed, parcel: Parcel, *, keys: Sequence[SealingPrivateKey], trust: Trust
) -> dict[str, Any]:
    """The content; Tampered also when a genuine envelope was put into another parcel or place."""
    header = envelope.header
    sender = trust.sender(sealed.purpose, named=header.sender)
    check_sender(envelope, sender=sender)
    if not set(header.recipients) <= set(trust.recipients):
        raise UnexpectedRecipient("sealed to a key that the mandate does not name")
    if (header.purpose.name.lower(), header.ordinal, str(header.report_id)) != (
        sealed.purpose, sealed.ordinal, parcel.report,
    ):  # fmt: skip
        raise Tampered("a genuine envelope in a place that is not its own")
    key = next((key for key in keys if key.key_id in header.recipients), None)
    if key is None:
        raise NotARecipient("not sealed to any of these keys")
    plain = open_envelope(envelope, key=key, sender=sender, expected_recipients=set(trust.recipients))
    return _content(plain)


def _content(plain: bytes) -> dict[str, Any]:
    try:
        content = json.loads(plain)
    except ValueError:
        raise Tampered("content is not JSON") from None
    if not isinstance(content, dict):
        raise Tampered("content is not an object")
    return content
