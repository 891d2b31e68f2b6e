"""Signed requests of an authority's machines: by an officer of the mandate, fresh, and used once."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from kindline.faces.portal.models import UsedRequest
from kindline.kernel import clock
from kindline.kernel.mandate.versions import authorities
from kindline.sealing.answer import UnknownSigner, verify_document
from kindline.sealing.errors import SealingError
from kindline.services.hotline.assessment.law import at_the_desk

CONTEXT = "portal-request"
FRESH = timedelta(minutes=5)
NONCE = re.compile(r"[0-9a-f]{32,64}")


class BadRequest(Exception):
    """The request is not taken; `code` says why to whoever signed it."""

    def __init__(self, code: str, *, status: int = 403) -> None:
        super().__init__(code)
        self.code, self.status = code, status


@dataclass(frozen=True)
class Asked:
    """Who asks, for which authority, and what was signed."""

    authority: str
    by: str
    payload: dict[str, Any]


def take(body: bytes, *, want: str) -> Asked:
    """The request, once: the nonce is spent here, so a copy of the same bytes is refused from now on."""
    asked = _signed(body)
    if asked.payload.get("want") != want:
        raise BadRequest("another_want")
    _check_fresh(asked.payload.get("at"))
    _spend(asked.payload.get("nonce"))
    return asked


def _signed(body: bytes) -> Asked:
    for authority in authorities().values():
        try:
            verified = verify_document(body, keys=authority.answer_keys(), context=CONTEXT)
        except UnknownSigner:
            continue
        except SealingError:
            raise BadRequest("unreadable", status=400) from None
        if at_the_desk(authority.id):
            raise BadRequest("at_the_desk")
        return Asked(authority.id, f"{authority.role}:{verified.signer_key_id}", verified.payload)
    raise BadRequest("unknown_signer")


def _check_fresh(at: object) -> None:
    try:
        moment = datetime.fromisoformat(str(at))
        stale = abs(clock.now() - moment) > FRESH
    except (TypeError, ValueError):
        raise BadRequest("unreadable", status=400) from None
    if stale:
        raise BadRequest("stale")


def _spend(nonce: object) -> None:
    if not isinstance(nonce, str) or not NONCE.fullmatch(nonce):
        raise BadRequest("unreadable", status=400)
    now = clock.now()
    # Forgotten only when a copy would be stale by any clock that was fresh when it was signed.
    UsedRequest.objects.filter(used_at__lt=now - 3 * FRESH).delete()
    try:
        with transaction.atomic(using="core"):
            UsedRequest.objects.create(nonce=nonce, used_at=now)
    except IntegrityError:
        raise BadRequest("replayed") from None
