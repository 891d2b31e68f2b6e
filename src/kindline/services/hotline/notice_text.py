"""A notice: the letter and its machine-readable twin, sealed under a pick-up code, and the mails that announce it."""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from kindline.kernel import clock
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.mandate.versions import under
from kindline.provenance.address import Locator
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SecretBytes
from kindline.sealing.symmetric import key_from_code, unwrap, wrap
from kindline.services.hotline import lettering
from kindline.services.hotline.models import Decision, Notice, NoticeItem
from kindline.services.hotline.writing import xarf
from kindline.services.hotline.writing.composing import LANGUAGES, Case, Place
from kindline.services.hotline.writing.letter import Letter
from kindline.services.hotline.writing.text import as_text

TEXTS = Path(__file__).parent / "texts"


@lru_cache(maxsize=16)
def text(name: str, language: str) -> str:
    """A text of this folder in this language, English where we do not have it."""
    known = language if language in LANGUAGES else "en"
    return (TEXTS / f"{name}.{known}.txt").read_text()


def title(notice: Notice) -> str:
    """A subject line that tells a passer-by nothing."""
    return f"kindline {notice.number}"


def announcement(notice: Notice, *, code: str) -> str:
    """The mail: notice N waits, where, with which code, and how to know that it is genuine."""
    return _mail("announcement", notice, code=code)


def reminder(notice: Notice) -> str:
    """The same without the code."""
    return _mail("reminder", notice)


def enclosing(notice: Notice, letter: Letter, *, code: str) -> str:
    """The sealed mail: the letter itself, and where its reader says what was done."""
    return f"{_mail('enclosing', notice, code=code)}\n\n{as_text(letter)}"


def rehearsal(language: str, *, word: str) -> str:
    """A mail sealed to try a certificate: the word its reader tells us by telephone."""
    return text("rehearsal", language).format(word=word)


def _mail(name: str, notice: Notice, **more: str) -> str:
    sender = lettering.sender()
    return text(name, notice.language).format(
        number=notice.number,
        url=f"{settings.PORTAL_URL}/{notice.language}/pick-up/",
        check=notice.check_code,
        genuine=f"{settings.PORTAL_URL}/{notice.language}/genuine/",
        platform=sender.platform,
        certificate=sender.certificate,
        **more,
    )


def write(notice: Notice, lines: Sequence[tuple[NoticeItem, Locator]]) -> dict[str, Any]:
    """The notice as data: the letter, and for machines each line, with its XARF report where there is one."""
    stands = {item.line: _decision(item) for item, _ in lines}
    mandate = under(notice.mandate_sha256)
    case = Case(
        number=notice.number,
        check_code=notice.check_code,
        day=clock.today(),
        looked_up=min((found.decided_at.date() for found in stands.values() if found), default=clock.today()),
        recipient=notice.provider.name,
        places=tuple(_place(item, locator, stands[item.line]) for item, locator in lines),
        exercise=mandate.exercise,
    )
    reports = {item.line: _report(item, locator, stands[item.line]) for item, locator in lines}
    return {
        "form": "kindline/notice/1",
        "notice": notice.number,
        "check_code": notice.check_code,
        "day": case.day.isoformat(),
        "mandate": notice.mandate,
        "basis": mandate.basis,
        "letter": lettering.write("notice", notice.language, case, mandate=mandate).to_dict(),
        "lines": [_line(place, reports[place.line]) for place in case.places],
    }


def _decision(item: NoticeItem) -> Decision | None:
    return Decision.objects.filter(address=item.address, superseded_by=None).order_by("-decided_at").first()


def _place(item: NoticeItem, locator: Locator, decision: Decision | None) -> Place:
    country = decision.country if decision else ""
    return Place(item.line, locator.canonical, item.address.classification, country)


def _report(item: NoticeItem, locator: Locator, decision: Decision | None) -> dict[str, Any] | None:
    judged = xarf.Judged(
        id=item.pk,
        address=locator.canonical,
        classification=item.address.classification,
        day=clock.today(),
        country=decision.country if decision else "",
        provider=item.notice.provider.name,
    )
    return xarf.report_of(judged, by=lettering.reporter())


def _line(place: Place, report: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"line": place.line, "address": place.address} | ({"xarf": report} if report else {})


def seal(notice: Notice, machine: Mapping[str, Any], *, code: str) -> bytes:
    """The notice as it waits: readable only with the code in the mail.

    Locked under the keys of all its addresses: it is erased with the first of them (P8).
    """
    plain = json.dumps(machine, ensure_ascii=False).encode()
    sealed = wrap(key_from_code(code, notice.pk.bytes), plain, notice.number.encode())
    return erasable.lock(sealed, list(notice.items.values_list("address_id", flat=True)))


def unseal(notice: Notice, *, code: str) -> dict[str, Any]:
    """The machine-readable part; Tampered when the code is another's."""
    sealed = erasable.unlock(notice.sealed)
    plain = unwrap(key_from_code(code, notice.pk.bytes), sealed, notice.number.encode())
    opened: dict[str, Any] = json.loads(plain)
    return opened


def unseal_nothing(*, code: str) -> None:
    """The work of `unseal` for a notice that does not exist, so that the time taken names no notice."""
    nobody = wrap(SecretBytes.random(32), bytes(512), b"")
    try:
        unwrap(key_from_code(code, bytes(16)), nobody, b"")
    except SealingError:
        pass


def only(opened: Mapping[str, Any], kept: Collection[int]) -> dict[str, Any]:
    """The same with these lines only, in the letter as well."""
    lines = [entry for entry in opened["lines"] if entry["line"] in kept]
    return {**opened, "lines": lines, "letter": letter_in(opened).only(kept).to_dict()}


def lines(opened: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Its lines: number and address."""
    return [(entry["line"], entry["address"]) for entry in opened["lines"]]


def reports(opened: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """The XARF report of each line that has one."""
    return {entry["line"]: entry["xarf"] for entry in opened["lines"] if "xarf" in entry}


def letter_in(opened: Mapping[str, Any]) -> Letter:
    """The letter that people read, in the provider's language."""
    return Letter.from_dict(opened["letter"])
