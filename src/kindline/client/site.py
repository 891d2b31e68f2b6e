"""Another site that offers the report form: it seals in its own memory, as the hotline's site does, and brings that.

What must be checked here is to whom: the mandate comes from the hotline, its two signatures are checked with keys
pinned in person, and so is the index key, or whoever sits in between could name a recipient of their own.
"""

import base64
import hashlib
import json
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kindline.client import clock
from kindline.client.connection import Connection
from kindline.client.refusals import Refused
from kindline.sealing.box import seal_box
from kindline.sealing.envelope import Envelope, Purpose, seal
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SealingPublicKey, SigningPrivateKey, VerifyKey
from kindline.sealing.mandate_file import verify_mandate
from kindline.sealing.receipt import ReceiptCode, from_draft, mailbox_key, verifier

URGENT = ("now", "known", "self")


@dataclass(frozen=True)
class Address:
    """One address as typed, and what `kindline.provenance.address.parse` made of it; where nothing, only `raw`."""

    raw: str = field(repr=False)
    canonical: str = field(repr=False, default="")
    canon_version: str = ""
    kind: str = "unreadable"
    notes: tuple[str, ...] = ()
    key: bytes = field(repr=False, default=b"")


@dataclass(frozen=True)
class Report:
    """What a reporter typed. `danger`: no, now, known or self; the last three are urgent."""

    addresses: tuple[Address, ...] = field(repr=False)
    danger: str = "no"
    seen: str = "web_page"
    when: str = field(repr=False, default="")
    how: str = field(repr=False, default="")
    account: str = field(repr=False, default="")
    identity: str = field(repr=False, default="")
    language: str = "en"

    def digest(self) -> bytes:
        """Equal for equal content: with the nonce it names the report, so that sending twice files once."""
        plain = asdict(self) | {"addresses": [address.raw for address in self.addresses]}
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).digest()


@dataclass(frozen=True)
class Terms:
    """The mandate in force, verified: to whom each kind of envelope is sealed today."""

    mandate: str
    sha256: bytes
    recipients: Mapping[str, tuple[SealingPublicKey, ...]]


@dataclass(frozen=True)
class Site:
    """A site. `sealer` signs its envelopes: the police know that key. `pinned`, `index`: handed over in person."""

    connection: Connection
    sealer: SigningPrivateKey
    pinned: tuple[VerifyKey, VerifyKey]
    index: SealingPublicKey
    now: Callable[[], datetime] = clock.now

    def terms(self) -> Terms:
        """To whom to seal now; Refused unless both pinned keys signed it."""
        said = self.connection.get("/v1/mandate")
        document, signatures = (base64.b64decode(said[name]) for name in ("document", "signatures"))
        return verified(document, signatures, pinned=self.pinned, day=self.now().date())

    def file(self, report: Report, *, nonce: bytes, reference: str = "") -> ReceiptCode:
        """Seal it and bring it; the reporter's code, once the hotline has it on its disk.

        `nonce`: at least 16 random bytes that stay with the draft; the same draft gives the same code, and one report.
        """
        code = from_draft(nonce, report.digest())
        self.connection.post("/v1/reports", self._sealed(report, nonce, code) | {"reference": reference})
        return code

    def _sealed(self, report: Report, nonce: bytes, code: ReceiptCode) -> dict[str, Any]:
        terms, salt = self.terms(), os.urandom(16)
        named = hashlib.sha256(b"kindline/report/1" + nonce + report.digest()).digest()[:16]
        own = UUID(bytes=named, version=4)
        return {
            "id": str(own),
            "locator": code.locator,
            "salt": _text(salt),
            "verifier": _text(verifier(code, salt)),
            "mailbox_key": mailbox_key(code, salt).public().to_text(),
            "language": report.language,
            "seen": report.seen,
            "urgent": report.danger in URGENT,
            "envelopes": list(self._envelopes(report, own, terms)),
        }

    def _envelopes(self, report: Report, own: UUID, terms: Terms) -> Iterator[dict[str, str]]:
        for ordinal, address in enumerate(report.addresses, start=1):
            sealed = self._seal("address", _content(address), own, terms, ordinal, _version(address))
            yield {"sealed": _text(sealed.to_bytes()), "blind": _text(self._blind(address, sealed.header.envelope_id))}
        account = {name: getattr(report, name) for name in ("danger", "seen", "when", "how")}
        yield {"sealed": _text(self._seal("account", account | {"text": report.account}, own, terms).to_bytes())}
        if report.identity:
            yield {"sealed": _text(self._seal("identity", {"contact": report.identity}, own, terms).to_bytes())}

    def _seal(
        self, purpose: str, content: dict[str, Any], own: UUID, terms: Terms, ordinal: int = 0, version: str = ""
    ) -> Envelope:
        return seal(
            json.dumps(content, ensure_ascii=False).encode(),
            purpose=Purpose[purpose.upper()],
            report_id=own,
            ordinal=ordinal,
            mandate_id=terms.mandate,
            mandate_sha256=terms.sha256,
            recipients=terms.recipients[purpose],
            day=self.now().date(),
            canon_version=version,
            signer=self.sealer,
        )

    def _blind(self, address: Address, envelope: UUID) -> bytes:
        key = address.key or hashlib.sha256(address.raw.encode()).digest()
        said = {"key": key.hex(), "canon_version": _version(address), "known": bool(address.canonical)}
        return seal_box(json.dumps(said).encode(), recipient=self.index, info=b"blind:" + envelope.bytes)


def verified(document: bytes, signatures: bytes, *, pinned: tuple[VerifyKey, VerifyKey], day: date) -> Terms:
    """Whom a signed mandate names on a day: the keys that have not ended, or all of them when every one has."""
    try:
        digest = verify_mandate(document, signatures, pinned)
        mandate = tomllib.loads(document.decode())
        keys = {entry["id"]: _usable(entry["keys"], day) for entry in mandate["authorities"]}
        named = {purpose: mandate["envelopes"][purpose] for purpose in ("address", "account", "identity")}
        recipients = {purpose: tuple(key for name in names for key in keys[name]) for purpose, names in named.items()}
    except (SealingError, KeyError, TypeError, ValueError):
        raise Refused("this is not a mandate signed by both pinned keys: seal nothing, call the hotline") from None
    return Terms(mandate["id"], digest, recipients)


def _usable(keys: list[dict[str, Any]], day: date) -> list[SealingPublicKey]:
    fresh = [key for key in keys if key["not_after"] >= day]
    return [SealingPublicKey.from_text(key["sealing"]) for key in fresh or keys]


def _version(address: Address) -> str:
    return address.canon_version if address.canonical else "unreadable"


def _content(address: Address) -> dict[str, Any]:
    return {
        "raw": address.raw,
        "canonical": address.canonical or None,
        "canon_version": address.canon_version,
        "kind": address.kind,
        "notes": sorted(address.notes),
    }


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
