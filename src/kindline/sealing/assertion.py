"""Signed client assertions: a short-lived JWT (RFC 7519, EdDSA as in RFC 8037) that speaks for exactly one request.

Claims of RFC 7523 §3 (`iss`, `sub`, `aud`, `iat`, `exp`, `jti`), bound as in RFC 9449 §4.2 to method and target (`htm`,
`htu`: path and query) and, beyond it, to the body (`bdh`: base64url of its SHA-256). Whoever reads one on its way can
do nothing with it that was not done already.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from kindline.sealing.errors import Tampered
from kindline.sealing.keys import KeyId, SigningPrivateKey, VerifyKey

__all__ = ["Claims", "Tampered", "body_hash", "named_key", "read_assertion", "sign_assertion"]

LONGEST = 2048
_TEXTS = ("iss", "aud", "jti", "htm", "htu", "bdh")


@dataclass(frozen=True, slots=True)
class Claims:
    """What is asserted. Times are seconds since the epoch."""

    issuer: str
    audience: str
    issued_at: int
    expires_at: int
    nonce: str
    method: str
    target: str
    body: str


def body_hash(body: bytes) -> str:
    """How an assertion names a body; an empty one too."""
    return _text(hashlib.sha256(body).digest())


def sign_assertion(claims: Claims, *, key: SigningPrivateKey) -> str:
    """The compact form, for an `Authorization: Bearer` header."""
    header = {"alg": "EdDSA", "kid": key.key_id, "typ": "JWT"}
    payload = {
        "iss": claims.issuer, "sub": claims.issuer, "aud": claims.audience, "iat": claims.issued_at,
        "exp": claims.expires_at, "jti": claims.nonce, "htm": claims.method, "htu": claims.target, "bdh": claims.body,
    }  # fmt: skip
    signed = f"{_part(header)}.{_part(payload)}"
    return f"{signed}.{_text(key.sign(signed.encode('ascii')))}"


def named_key(assertion: str) -> KeyId:
    """The key it says it is signed with, before anything is believed; Tampered when it is no assertion of ours."""
    header = _read(_parts(assertion)[0])
    if header.get("alg") != "EdDSA" or not isinstance(header.get("kid"), str):
        raise Tampered("not an EdDSA assertion")
    return KeyId(header["kid"])


def read_assertion(assertion: str, *, key: VerifyKey) -> Claims:
    """The claims, if `key` signed them; Tampered otherwise. Whether they fit the request is the reader's to judge."""
    header, payload, signature = _parts(assertion)
    if named_key(assertion) != key.key_id or not key.accepts(_raw(signature), f"{header}.{payload}".encode("ascii")):
        raise Tampered("signature")
    said = _read(payload)
    if said.get("sub") != said.get("iss") or not all(isinstance(said.get(name), str) for name in _TEXTS):
        raise Tampered("a claim is missing")
    if not all(type(said.get(name)) is int for name in ("iat", "exp")):
        raise Tampered("a time is missing")
    return Claims(
        said["iss"], said["aud"], said["iat"], said["exp"], said["jti"], said["htm"], said["htu"], said["bdh"]
    )


def _parts(assertion: str) -> tuple[str, str, str]:
    parts = assertion.split(".") if len(assertion) <= LONGEST and assertion.isascii() else []
    if len(parts) != 3:
        raise Tampered("not an assertion")
    return parts[0], parts[1], parts[2]


def _part(value: dict[str, Any]) -> str:
    return _text(json.dumps(value, sort_keys=True, separators=(",", ":")).encode("utf-8"))


def _read(part: str) -> dict[str, Any]:
    try:
        value = json.loads(_raw(part))
    except (ValueError, RecursionError):
        raise Tampered("not an assertion") from None
    if not isinstance(value, dict):
        raise Tampered("not an assertion")
    return value


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _raw(text: str) -> bytes:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Tampered("not base64url") from None
    # One spelling for one signature: the unused bits of the last character are zero (RFC 4648 §3.5).
    if _text(raw) != text:
        raise Tampered("not canonical base64url")
    return raw
