"""The door of telephone exchanges: an HMAC under a secret that each has with us, fresh, for this body, once.

An exchange is no partner: it reads nothing here and says three things of a call. Its secret lies in `KEYS/api`.
"""

import hmac

from django.http import HttpRequest

from kindline.faces.api.problems import Problem
from kindline.kernel import clock, vault
from kindline.kernel.contacts.mapping import NAME
from kindline.kernel.partners.asking import LONGEST, Stranger, spend

CALLS = "/v1/calls/"
NONCE = range(16, 65)


def exchange_of(request: HttpRequest) -> str:
    """The exchange that signed this request; Problem for anybody else, and for the same request again."""
    name = request.path_info.removeprefix(CALLS)
    at, nonce, said = (request.META.get(f"HTTP_KINDLINE_{part}", "") for part in ("TIME", "NONCE", "SIGNATURE"))
    if not (at and nonce and said) or "\n" in at + nonce:
        raise Problem("not_signed")
    if not hmac.compare_digest(_expected(name, at, nonce, request.body).encode(), said.lower().encode()):
        raise Problem("not_recognised")
    if not at.isascii() or not at.isdecimal() or abs(int(at[:12]) - clock.now().timestamp()) > LONGEST.total_seconds():
        raise Problem("stale", now=clock.now().isoformat(timespec="seconds"))
    if len(nonce) not in NONCE:
        raise Problem("nonce")
    try:
        spend(f"exchange {name} {nonce}")
    except Stranger as stranger:
        raise Problem(stranger.code) from None
    return name


def _expected(name: str, at: str, nonce: str, body: bytes) -> str:
    if not NAME.fullmatch(name):
        raise Problem("not_recognised")
    try:
        return vault.exchange_signs(name, at=at, nonce=nonce, body=body).hex()
    except vault.KeyMissing:
        raise Problem("not_recognised") from None
