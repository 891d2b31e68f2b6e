"""Providers' certificates for sealed mail: given, tried with a word, known, and never used past their end."""

import hashlib
import hmac

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.directory.models import Certificate, Provider
from kindline.sealing.certificate import BadCertificate, check_recipient
from kindline.sealing.certificate import Certificate as X509


class WrongWord(ValueError):
    """The word read back is not the one we sealed: another reader, or another certificate."""


def give(provider: Provider, *, pem: str, word: str, by: str) -> Certificate:
    """Take in a certificate to be tried, inside the caller's transaction; BadCertificate says why one is refused."""
    found = X509.from_pem(pem)
    check_recipient(found, mailbox=provider.mailbox, day=clock.today())
    Certificate.objects.filter(provider=provider, known_at=None, ended_at=None).update(ended_at=clock.now())
    row = Certificate.objects.create(
        provider=provider,
        pem=found.to_pem(),
        sha256=found.sha256,
        not_after=found.last_day,
        word_sha256=_digest(provider, word),
        given_by=by,
        given_at=clock.now(),
    )
    record("certificate.given", subject=provider.pk, by=by, facts={"sha256": row.sha256})
    return row


def know(row: Certificate, *, word: str, by: str) -> None:
    """The provider read the word to us: from now on its notices go sealed. WrongWord otherwise, and nothing changes."""
    if not hmac.compare_digest(row.word_sha256, _digest(row.provider, word)):
        raise WrongWord
    Certificate.objects.filter(provider=row.provider, ended_at=None).exclude(pk=row.pk).update(ended_at=clock.now())
    Certificate.objects.filter(pk=row.pk, ended_at=None).update(known_by=by, known_at=clock.now())
    record("certificate.known", subject=row.provider_id, by=by, facts={"sha256": row.sha256})


def end(row: Certificate, *, by: str) -> None:
    """It is used no more; notices go back to pick-up."""
    if Certificate.objects.filter(pk=row.pk, ended_at=None).update(ended_at=clock.now()):
        record("certificate.ended", subject=row.provider_id, by=by, facts={"sha256": row.sha256})


def known(provider: Provider) -> Certificate | None:
    """The one that is known, whether or not it can be used today."""
    return provider.certificates.exclude(known_at=None).filter(ended_at=None).first()


def tried(provider: Provider) -> Certificate | None:
    """The one whose word has not been read back yet."""
    return provider.certificates.filter(known_at=None, ended_at=None).first()


def problem(row: Certificate) -> str:
    """Why mail cannot be sealed to it today, as a code; empty when it can."""
    try:
        check_recipient(X509.from_pem(row.pem), mailbox=row.provider.mailbox, day=clock.today())
    except BadCertificate as refused:
        return refused.code
    return ""


def fingerprint(row: Certificate) -> str:
    """Its SHA-256 in sixteen groups, to be read aloud."""
    return X509.from_pem(row.pem).fingerprint()


def _digest(provider: Provider, word: str) -> str:
    tidy = "".join(character for character in word.upper() if character.isalnum())
    return hashlib.sha256(provider.pk.bytes + tidy.encode()).hexdigest()
