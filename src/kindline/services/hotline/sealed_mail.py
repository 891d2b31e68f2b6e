"""Sealed mail to a provider: tried with a word first, then used, and left for the pick-up as soon as it cannot be."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.directory import certificates
from kindline.kernel.directory.models import Certificate, Provider
from kindline.sealing.codes import grouped
from kindline.services.hotline import letters, notice_text, tasks
from kindline.services.hotline.enclosures import files_of
from kindline.services.hotline.models import Notice
from kindline.services.hotline.notices import new_code

WORD_CHARS = 8


def try_certificate(provider: Provider, *, pem: str, by: str) -> Certificate:
    """Keep a certificate and seal a word to it: only its reader can tell us which. BadCertificate for an unfit one."""
    word = new_code(WORD_CHARS)
    with transaction.atomic(using="core"):
        row = certificates.give(provider, pem=pem, word=word, by=by)
        letters.send(
            kind="rehearsal",
            subject=row.pk,
            recipient=f"provider:{provider.slug}",
            to=provider.mailbox,
            title="kindline",
            text=notice_text.rehearsal(provider.language, word=grouped(word)),
            once="rehearsal",
            seal_to=row.pem,
        )
    return row


def know_certificate(row: Certificate, *, word: str, by: str) -> None:
    """The word came back by telephone; WrongWord when it did not."""
    with transaction.atomic(using="core"):
        certificates.know(row, word=word, by=by)


def end_certificate(row: Certificate, *, by: str) -> None:
    """Back to pick-up."""
    with transaction.atomic(using="core"):
        certificates.end(row, by=by)


def enclosed(notice: Notice, machine: Mapping[str, Any], *, about: Collection[UUID], code: str) -> dict[str, Any]:
    """What `letters.send` needs to send a notice whole; nothing where no certificate can be used today."""
    row = certificates.known(notice.provider)
    if row is None or certificates.problem(row):
        return {}
    letter = notice_text.letter_in(machine)
    return {
        "text": notice_text.enclosing(notice, letter, code=grouped(code)),
        "files": files_of(letter, notice_text.reports(machine)),
        "seal_to": row.pem,
        "about": about,
        "otherwise": notice_text.announcement(notice, code=grouped(code)),
    }


def tell_of_unusable(provider: Provider) -> None:
    """A certificate that was known cannot be used: its provider is asked for another one, meanwhile it picks up."""
    row = certificates.known(provider)
    if row and (why := certificates.problem(row)):
        tasks.open_task("certificate", subject=provider.pk, facts={"why": why, "provider": provider.slug})


def warn_of_ending_certificates() -> int:
    """Providers' certificates that end within thirty days, or have; returns how many there are."""
    ending = Certificate.objects.exclude(known_at=None).filter(
        ended_at=None, not_after__lte=clock.today() + tasks.WARNING
    )
    with transaction.atomic(using="core"):
        for row in ending.select_related("provider"):
            facts = {"why": "ends_soon", "provider": row.provider.slug, "not_after": row.not_after.isoformat()}
            tasks.open_task("certificate", subject=row.provider_id, facts=facts)
    return len(ending)
