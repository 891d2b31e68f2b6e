"""The words of a notice and of the mail that announces it, in the provider's language, sealed under a pick-up code."""

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
from kindline.services.hotline.models import Notice, NoticeItem

TEXTS = Path(__file__).parent / "texts"
LANGUAGES = ("nl", "fr", "de", "en")


@lru_cache(maxsize=16)
def _text(name: str, language: str) -> str:
    known = language if language in LANGUAGES else "en"
    return (TEXTS / f"{name}.{known}.txt").read_text()


def title(notice: Notice) -> str:
    """A subject line that tells a passer-by nothing."""
    return f"kindline {notice.number}"


def announcement(notice: Notice, *, code: str) -> str:
    """The mail: notice N waits, where, with which code, and how to know that it is genuine."""
    return _text("announcement", notice.language).format(
        number=notice.number,
        url=f"{settings.PORTAL_URL}/{notice.language}/pick-up/",
        code=code,
        check=notice.check_code,
        genuine=f"{settings.PORTAL_URL}/{notice.language}/genuine/",
    )


def reminder(notice: Notice) -> str:
    """The same without the code."""
    return _text("reminder", notice.language).format(
        number=notice.number,
        url=f"{settings.PORTAL_URL}/{notice.language}/pick-up/",
        check=notice.check_code,
        genuine=f"{settings.PORTAL_URL}/{notice.language}/genuine/",
    )


def seal(notice: Notice, lines: Sequence[tuple[NoticeItem, Locator]], *, code: str) -> bytes:
    """The notice itself, readable only with the code in the mail. Its text for people is made from this when shown.

    Locked under the keys of all its addresses: it is erased with the first of them (P8).
    """
    machine = {
        "form": "kindline/notice/1",
        "notice": notice.number,
        "check_code": notice.check_code,
        "day": clock.today().isoformat(),
        "mandate": notice.mandate,
        "basis": under(notice.mandate_sha256).basis,
        "lines": [{"line": item.line, "address": locator.canonical} for item, locator in lines],
    }
    plain = json.dumps(machine, ensure_ascii=False).encode()
    sealed = wrap(key_from_code(code, notice.pk.bytes), plain, notice.number.encode())
    return erasable.lock(sealed, [item.address_id for item, _ in lines])


def unseal(notice: Notice, *, code: str) -> dict[str, Any]:
    """The machine-readable part; Tampered when the code is another's."""
    sealed = erasable.unlock(notice.sealed)
    plain = unwrap(key_from_code(code, notice.pk.bytes), sealed, notice.number.encode())
    machine: dict[str, Any] = json.loads(plain)
    return machine


def unseal_nothing(*, code: str) -> None:
    """The work of `unseal` for a notice that does not exist, so that the time taken names no notice."""
    nobody = wrap(SecretBytes.random(32), bytes(512), b"")
    try:
        unwrap(key_from_code(code, bytes(16)), nobody, b"")
    except SealingError:
        pass


def only(machine: Mapping[str, Any], kept: Collection[int]) -> dict[str, Any]:
    """The same with these lines only."""
    return {**machine, "lines": [entry for entry in machine["lines"] if entry["line"] in kept]}


def lines(machine: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Its lines: number and address."""
    return [(entry["line"], entry["address"]) for entry in machine["lines"]]


def render(notice: Notice, machine: Mapping[str, Any]) -> str:
    """The human-readable text, in the provider's language."""
    return _text("notice", notice.language).format(
        number=notice.number,
        check=notice.check_code,
        day=machine["day"],
        basis=machine["basis"],
        addresses="\n".join(f"{line}. {address}" for line, address in lines(machine)),
    )
