"""The one way in for each secret: key files by face, sealing to the mandate, opening what only the worker may.

Keys lie outside the data folder, one folder per face (`KEYS_DIR/site`, `/worker`, `/desk`, `/portal`, and `/public`),
so that the operating system can keep them apart. A face that asks for another's key gets `KeyMissing`.
"""

from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from kindline.kernel import clock
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.installing import MAIL_KEY
from kindline.kernel.mandate.nouns import Mandate
from kindline.sealing.box import open_box, seal_box
from kindline.sealing.certificate import Certificate, MailKey
from kindline.sealing.desk_tags import call_tag, exchange_signature, found_by
from kindline.sealing.draft import DraftKeys
from kindline.sealing.envelope import Envelope, Purpose, seal
from kindline.sealing.keys import SealingPrivateKey, SealingPublicKey, SecretBytes, SigningPrivateKey, VerifyKey
from kindline.sealing.padding import pad, unpad
from kindline.sealing.symmetric import unwrap, wrap

POLICE_CERTIFICATE = "police.pem"


class KeyMissing(RuntimeError):
    """This process does not hold that key, and is not meant to."""


@lru_cache(maxsize=64)
def _line(keys: str, face: str, name: str) -> str:
    try:
        return (Path(keys) / face / name).read_text().strip()
    except OSError:
        raise KeyMissing(f"{face}/{name}") from None


def _key(face: str, name: str) -> str:
    return _line(str(settings.KEYS_DIR), face, name)


def sealing_key(name: str) -> SealingPublicKey:
    """A platform key's public half: index, routing, staff, factor, mail."""
    return _sealing(str(settings.KEYS_DIR), name)


@lru_cache(maxsize=8)
def _sealing(keys: str, name: str) -> SealingPublicKey:
    return SealingPublicKey.from_text(_line(keys, "public", f"{name}.pub"))


def verify_key(name: str) -> VerifyKey:
    """The public half of a platform signing key: site, platform, log."""
    return VerifyKey.from_text(_key("public", f"{name}.pub"))


def signing_key(face: str, name: str) -> SigningPrivateKey:
    """A platform signing key: site/site, worker/platform, worker/log."""
    return _signing(str(settings.KEYS_DIR), face, name)


@lru_cache(maxsize=8)
def _signing(keys: str, face: str, name: str) -> SigningPrivateKey:
    return SigningPrivateKey.from_text(_line(keys, face, f"{name}.key"))


def mail_key() -> MailKey:
    """The key that signs our mail, with its certificate: worker only. Read again when either file is replaced."""
    private, public = (Path(settings.KEYS_DIR) / face / MAIL_KEY for face in ("worker", "public"))
    try:
        return _mail_key(str(private), str(public), private.stat().st_mtime_ns, public.stat().st_mtime_ns)
    except OSError:
        raise KeyMissing(f"worker/{MAIL_KEY}") from None


@lru_cache(maxsize=2)
def _mail_key(private: str, public: str, *_changed: int) -> MailKey:
    return MailKey.from_pem(Path(private).read_text(), Path(public).read_text())


def mail_certificate() -> Certificate:
    """The certificate that our mail is signed with, for whoever asks what it looks like."""
    try:
        return Certificate.from_pem((Path(settings.KEYS_DIR) / "public" / MAIL_KEY).read_text())
    except OSError:
        raise KeyMissing(f"public/{MAIL_KEY}") from None


def use_mail_certificate(pem: str) -> None:
    """Sign our mail with an authority's certificate from now on; BadKey when it is of another key. Worker only."""
    key = MailKey.from_pem(mail_key().to_pem(), pem)
    path = Path(settings.KEYS_DIR) / "public" / MAIL_KEY
    fresh = path.with_suffix(".new")
    fresh.write_text(key.certificate.to_pem())
    fresh.replace(path)


def opening_key(face: str, name: str) -> SealingPrivateKey:
    """A platform opening key: worker/index, worker/routing, worker/mail, desk/staff, desk/contacts, portal/factor."""
    return SealingPrivateKey.from_text(_key(face, f"{name}.key"))


@lru_cache(maxsize=2)
def _drafts(keys: str) -> DraftKeys:
    return DraftKeys(SecretBytes.from_text(_line(keys, "site", "draft.key")))


def drafts() -> DraftKeys:
    """The site's half-hourly draft keys."""
    return _drafts(str(settings.KEYS_DIR))


def index_key(epoch: str) -> SecretBytes:
    """The blind index key of an epoch. Whoever has it can confirm guessed addresses: never on the data disk."""
    return SecretBytes.from_text(_key("worker", f"index-{epoch}.key"))


def index_epochs() -> tuple[str, ...]:
    """The epochs whose key still exists, newest first."""
    found = (Path(settings.KEYS_DIR) / "worker").glob("index-*.key")
    return tuple(sorted((path.stem.removeprefix("index-") for path in found), reverse=True))


def seal_envelope(
    plaintext: bytes, *, mandate: Mandate, purpose: str, report: UUID, ordinal: int, canon_version: str
) -> Envelope:
    """Seal to exactly those whom the report's mandate names for this purpose (P1)."""
    return seal(
        plaintext,
        purpose=Purpose[purpose.upper()],
        report_id=report,
        ordinal=ordinal,
        mandate_id=mandate.id,
        mandate_sha256=mandate.sha256,
        recipients=mandate.recipients(purpose, clock.today()),
        day=clock.today(),
        canon_version=canon_version,
        signer=signing_key("site", "site"),
    )


def seal_dossier(
    plaintext: bytes, *, mandate: Mandate, report: UUID, ordinal: int, authority: str, canon_version: str
) -> Envelope:
    """Seal what the worker sends an authority, signed by the platform."""
    return seal(
        plaintext,
        purpose=Purpose.DOSSIER,
        report_id=report,
        ordinal=ordinal,
        mandate_id=mandate.id,
        mandate_sha256=mandate.sha256,
        recipients=mandate.authorities[authority].usable_keys(clock.today()),
        day=clock.today(),
        canon_version=canon_version,
        signer=signing_key("worker", "platform"),
    )


def seal_to(name: str, plaintext: bytes, *, info: bytes) -> bytes:
    """Seal to a platform key by name."""
    return seal_box(plaintext, recipient=sealing_key(name), info=info)


def open_with(face: str, name: str, sealed: bytes, *, info: bytes) -> bytes:
    """Open what `seal_to` sealed; only the face that holds the key can."""
    return open_box(sealed, key=opening_key(face, name), info=info)


def mail_body_open(body: bytes) -> bytes:
    """The plaintext of a mail waiting in the outbox; worker only. KeyGone once an address it names was erased."""
    return open_with("worker", "mail", erasable.unlock(body), info=b"mail")


def wrap_released(plaintext: bytes, *, address: UUID) -> tuple[bytes, bytes]:
    """A released address or its evidence under a key of its own; that key wrapped by the worker's, and erasable."""
    own = SecretBytes.random()
    body = wrap(own, plaintext, b"released" + address.bytes)
    return body, erasable.lock(wrap(_wrapping(), own.reveal(), b"released-key" + address.bytes), [address])


def unwrap_released(body: bytes, wrapped: bytes, *, address: UUID) -> bytes:
    """The plaintext of `wrap_released`; worker only. KeyGone once it is erased."""
    own = SecretBytes(unwrap(_wrapping(), erasable.unlock(wrapped), b"released-key" + address.bytes))
    return unwrap(own, body, b"released" + address.bytes)


def _wrapping() -> SecretBytes:
    return SecretBytes.from_text(_key("worker", "wrapping.key"))


def police_certificate() -> Certificate:
    """The police's own certificate for sealed mail, as `kindline missing police` kept it. KeyMissing without one."""
    try:
        return Certificate.from_pem((Path(settings.KEYS_DIR) / "public" / POLICE_CERTIFICATE).read_text())
    except OSError:
        raise KeyMissing(f"public/{POLICE_CERTIFICATE}") from None


def keep_police_certificate(found: Certificate) -> None:
    """Seal mail to the police with this certificate from now on."""
    path = Path(settings.KEYS_DIR) / "public" / POLICE_CERTIFICATE
    fresh = path.with_suffix(".new")
    fresh.write_text(found.to_pem())
    fresh.replace(path)


def seal_for_desk(words: bytes, *, about: UUID) -> bytes:
    """Sealed to the desk, by anybody: what a face without erasable keys hands in. TooLarge as `seal_contact`."""
    return seal_to("contacts", pad(words), info=b"contact" + about.bytes)


def lock_for_desk(sealed: bytes, *, about: UUID) -> bytes:
    """The same under the erasable key of what it is about; then `open_contact` opens it."""
    return erasable.lock(sealed, [about])


def open_for_desk(sealed: bytes, *, about: UUID) -> bytes:
    """What `seal_for_desk` sealed and nobody locked yet; desk only."""
    return unpad(open_with("desk", "contacts", sealed, info=b"contact" + about.bytes))


def seal_portrait(image: bytes, *, portrait: UUID, file: UUID) -> bytes:
    """A picture of any size, opened by the desk alone and by nobody once its file is erased."""
    return erasable.lock(seal_to("contacts", image, info=b"portrait" + portrait.bytes), [file])


def open_portrait(sealed: bytes, *, portrait: UUID) -> bytes:
    """The picture of `seal_portrait`; desk only. KeyGone once it is erased."""
    return open_with("desk", "contacts", erasable.unlock(sealed), info=b"portrait" + portrait.bytes)


def seal_contact(words: bytes, *, contact: UUID) -> bytes:
    """What is said in a contact: the desk opens it, and nobody once the contact's own key is destroyed.

    TooLarge beyond what the largest size class holds.
    """
    return lock_for_desk(seal_for_desk(words, about=contact), about=contact)


def open_contact(sealed: bytes, *, contact: UUID) -> bytes:
    """The words of `seal_contact`; desk only. KeyGone once it is erased."""
    return open_for_desk(erasable.unlock(sealed), about=contact)


def contact_tag(kind: str, value: str) -> bytes:
    """The blind tag of a normalised number or word by which a contact is found again; desk only."""
    return found_by(SecretBytes.from_text(_key("desk", "contact-tags.key")), kind=kind, value=value)


def exchange_signs(exchange: str, *, at: str, nonce: str, body: bytes) -> bytes:
    """What this telephone exchange's signature must be; API only. KeyMissing for one that we do not know."""
    return exchange_signature(_exchange(exchange), exchange=exchange, at=at, nonce=nonce, body=body)


def exchange_call(exchange: str, call: str) -> bytes:
    """What stands for an exchange's own name of a call; API only."""
    return call_tag(_exchange(exchange), exchange=exchange, call=call)


def _exchange(name: str) -> SecretBytes:
    """The line itself is the secret: an exchange uses it as it is shown."""
    return SecretBytes(_key("api", f"exchange-{name}.key").encode())
