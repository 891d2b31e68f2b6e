"""The letters of this installation: what `writing` makes of a case, in our name, under our mandate, with our keys."""

from django.conf import settings

from kindline.kernel import vault
from kindline.kernel.mandate.nouns import Mandate
from kindline.sealing.keys import fingerprint
from kindline.services.hotline.writing import xarf
from kindline.services.hotline.writing.composing import Case, Sender, compose, empty_fields
from kindline.services.hotline.writing.letter import Letter


class Incomplete(ValueError):
    """A letter with an empty field does not leave; the message names the fields."""


def sender() -> Sender:
    """Who writes, and the fingerprints by which a reader knows us."""
    return Sender(
        organisation=settings.ORGANISATION,
        mailbox=mailbox(),
        portal=settings.PORTAL_URL,
        platform=fingerprint(vault.verify_key("platform")),
        certificate=_certificate(),
    )


def _certificate() -> str:
    """The fingerprint of our mail's certificate; nothing before there is one, for a dossier waits for no mail."""
    try:
        return vault.mail_certificate().fingerprint()
    except vault.KeyMissing:
        return ""


def mailbox() -> str:
    """The bare mailbox we write from."""
    return str(settings.MAIL_FROM).rpartition("<")[2].rstrip("> ")


def write(kind: str, language: str, case: Case, *, mandate: Mandate) -> Letter:
    """A letter under the mandate of its case; Incomplete when a field of it would be empty."""
    letter = compose(
        kind,
        language,
        case=case,
        law=mandate.letters.of(language, assessor=mandate.assessor_id),
        sender=sender(),
        preservation_days=mandate.letters.preservation_days,
    )
    if holes := empty_fields(letter):
        raise Incomplete(", ".join(holes))
    return letter


def reporter() -> xarf.Reporter:
    """Who reports, in the words of XARF."""
    return xarf.Reporter(settings.ORGANISATION, mailbox())
