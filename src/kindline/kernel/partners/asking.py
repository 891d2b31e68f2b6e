"""Who asks: a partner's assertion, fresh, for this very request, used once. Everybody else is a stranger."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction

from kindline.kernel import clock
from kindline.kernel.partners.models import Partner, UsedAssertion
from kindline.kernel.partners.register import signing_keys
from kindline.sealing.assertion import Claims, body_hash, named_key, read_assertion
from kindline.sealing.errors import SealingError

LONGEST = timedelta(minutes=5)
AHEAD = timedelta(minutes=1)
KEPT = LONGEST + 2 * AHEAD
NONCE = range(16, 65)


class Stranger(Exception):
    """Nobody we know asks, or not like this. `code` says what, to whom proved to hold a key; to others only that."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Asking:
    """A partner at the door, and the assertion that proves it."""

    partner: Partner
    key_id: str
    assertion: str = field(repr=False)

    @property
    def by(self) -> str:
        """How the log names it."""
        return f"partner:{self.partner.pk}"

    def may(self, scope: str) -> bool:
        return scope in self.partner.scopes


@dataclass(frozen=True)
class Request:
    """What is asked, as far as an assertion speaks of it."""

    method: str
    target: str
    body: bytes = field(repr=False)
    # SHA-256 of the client certificate as a trusted front saw it; empty when there is none or no such front.
    certificate: str = ""


def who_asks(assertion: str, request: Request, *, audience: str) -> Asking:
    """The partner that signed this request; Stranger for anything else. The assertion is spent: a copy is refused."""
    partner, claims = _signed(assertion)
    if claims.audience != audience:
        raise Stranger("another_audience")
    _check_fresh(claims)
    if (claims.method, claims.target, claims.body) != (request.method, request.target, body_hash(request.body)):
        raise Stranger("another_request")
    if partner.certificate and not hmac.compare_digest(partner.certificate, request.certificate.lower()):
        raise Stranger("certificate")
    key_id = named_key(assertion)
    if len(claims.nonce) not in NONCE:
        raise Stranger("nonce")
    spend(f"{key_id} {claims.nonce}")
    return Asking(partner, key_id, assertion)


def _signed(assertion: str) -> tuple[Partner, Claims]:
    try:
        key_id = named_key(assertion)
        partner = Partner.objects.filter(keys=key_id, revoked_at=None).first()
        key = next((key for key in signing_keys(partner) if key.key_id == key_id), None) if partner else None
        if partner is None or key is None or not _is_active(partner):
            raise Stranger("not_recognised")
        claims = read_assertion(assertion, key=key)
    except SealingError:
        raise Stranger("not_recognised") from None
    if claims.issuer != partner.pk:
        raise Stranger("not_recognised")
    return partner, claims


def _is_active(partner: Partner) -> bool:
    now = clock.now()
    return partner.active_from <= now and (partner.active_until is None or partner.active_until > now)


def _check_fresh(claims: Claims) -> None:
    try:
        issued, expires = (datetime.fromtimestamp(at, UTC) for at in (claims.issued_at, claims.expires_at))
    except (OverflowError, ValueError, OSError):
        raise Stranger("stale") from None
    now = clock.now()
    if not (issued <= now + AHEAD and now < expires <= issued + LONGEST and issued > now - LONGEST):
        raise Stranger("stale")


def spend(nonce: str) -> None:
    """Remember that this was said; Stranger when it was said before. It begins with who says it."""
    now = clock.now()
    with transaction.atomic(using="core"):
        # Forgotten only when a copy would be stale by any clock.
        UsedAssertion.objects.filter(used_at__lt=now - 2 * KEPT).delete()
        try:
            with transaction.atomic(using="core"):
                UsedAssertion.objects.create(digest=hashlib.sha256(nonce.encode()).hexdigest(), used_at=now)
        except IntegrityError:
            raise Stranger("replayed") from None
