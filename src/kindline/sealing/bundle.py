"""Bundles: one case as a signed file that stands alone, with parts that only one recipient can open.

Layout, one line each: the head (canonical JSON that names every part with its hash, in order), the signature over it
(Ed25519 over "kindline/bundle/1\\n" ‖ head, base64), then each part: canonical JSON, or the base64 of a sealed stream.
A changed byte is therefore always named: it is in the head, in the signature, or in one part.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from kindline.sealing import canonical_json
from kindline.sealing.errors import SealingError, Tampered
from kindline.sealing.keys import SealingPrivateKey, SealingPublicKey, SigningPrivateKey, VerifyKey
from kindline.sealing.stream import decrypt_stream, encrypt_stream

__all__ = ["Bundle", "Tampered", "pack", "read"]

FORM = "kindline/bundle/1"
_LABEL = FORM.encode() + b"\n"


@dataclass(frozen=True)
class Bundle:
    """What could be read of a bundle, and everything about its bytes that does not agree, part by part."""

    head: Mapping[str, Any]
    parts: Mapping[str, Any]
    sealed: tuple[str, ...]
    problems: tuple[str, ...]


def pack(
    facts: Mapping[str, Any],
    parts: Mapping[str, Any],
    *,
    signer: SigningPrivateKey,
    sealed: Mapping[str, Any] | None = None,
    recipient: SealingPublicKey | None = None,
) -> bytes:
    """The bytes of a bundle. `sealed` parts need a `recipient`; ValueError without one."""
    if sealed and recipient is None:
        raise ValueError("sealed parts need a recipient")
    lines = {name: canonical_json.dump(value) for name, value in parts.items()}
    hidden = {name: _sealed(canonical_json.dump(value), recipient) for name, value in (sealed or {}).items()}
    named = [
        {"name": name, "sealed": name in hidden, "sha256": hashlib.sha256(line).hexdigest()}
        for name, line in (lines | hidden).items()
    ]
    head = dict(facts) | {
        "form": FORM,
        "parts": named,
        "platform": signer.public().to_text(),
        "recipient": recipient.key_id if recipient else "",
    }
    first = canonical_json.dump(head)
    signature = base64.b64encode(signer.sign(_LABEL + first))
    return b"".join(line + b"\n" for line in (first, signature, *lines.values(), *hidden.values()))


def read(data: bytes, *, platform: VerifyKey | None = None, key: SealingPrivateKey | None = None) -> Bundle:
    """Take a bundle apart. Tampered when its head cannot be read or was not signed; every other fault is a problem.

    `platform` is the key that its maker is known by; without it the head's own word for it is all there is.
    """
    first, _, rest = data.partition(b"\n")
    signature, _, rest = rest.partition(b"\n")
    head = _head(first)
    _check_signature(first, signature, platform or VerifyKey.from_text(str(head.get("platform"))))
    lines = rest.split(b"\n")
    parts: dict[str, Any] = {}
    sealed, problems = list[str](), list[str]()
    for number, entry in enumerate(head["parts"]):
        name, line = str(entry["name"]), lines[number] if number < len(lines) else b""
        if hashlib.sha256(line).hexdigest() != entry["sha256"]:
            problems.append(f"{name}: changed, cut or missing")
        elif entry["sealed"]:
            sealed.append(name)
            parts |= _opened(name, line, key, problems)
        else:
            parts |= _read(name, line, problems)
    if lines[len(head["parts"]) :] != [b""]:
        problems.append("end: something stands after the last part, or the last line is cut")
    return Bundle(head, parts, tuple(sealed), tuple(problems))


def _head(first: bytes) -> Mapping[str, Any]:
    try:
        head = canonical_json.load(first)
    except Tampered:
        raise Tampered("head: changed, not canonical JSON") from None
    if not isinstance(head, dict) or head.get("form") != FORM or not _is_named(head.get("parts")):
        raise Tampered("head: not a bundle of this form")
    return head


def _is_named(parts: object) -> bool:
    wanted = {"name", "sealed", "sha256"}
    return isinstance(parts, list) and all(isinstance(entry, dict) and set(entry) == wanted for entry in parts)


def _read(name: str, line: bytes, problems: list[str]) -> dict[str, Any]:
    try:
        return {name: canonical_json.load(line)}
    except Tampered:
        problems.append(f"{name}: not canonical JSON")
        return {}


def _check_signature(first: bytes, signature: bytes, platform: VerifyKey) -> None:
    try:
        raw = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        raise Tampered("signature: changed, not base64") from None
    if base64.b64encode(raw) != signature or not platform.accepts(raw, _LABEL + first):
        raise Tampered(f"head or signature: changed, or not signed by {platform.key_id}")


def _sealed(plain: bytes, recipient: SealingPublicKey | None) -> bytes:
    if recipient is None:
        raise ValueError("sealed parts need a recipient")
    target = BytesIO()
    encrypt_stream(BytesIO(plain), target, recipient=recipient)
    return base64.b64encode(target.getvalue())


def _opened(name: str, line: bytes, key: SealingPrivateKey | None, problems: list[str]) -> dict[str, Any]:
    if key is None:
        return {}
    target = BytesIO()
    try:
        decrypt_stream(BytesIO(base64.b64decode(line)), target, key=key)
    except (SealingError, binascii.Error):
        problems.append(f"{name}: not sealed to this key")
        return {}
    return _read(name, target.getvalue(), problems)
