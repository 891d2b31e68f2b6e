"""Signed documents: the answers of the police (acknowledgement, verdict, instruction, release), one or many in a file.

A file is canonical JSON {context, form, key, payload, signature} and a newline: payload = base64 of the payload's
canonical JSON, signature = base64 of Ed25519 over "kindline/signed/1\\n" ‖ context ‖ "\\n" ‖ payload bytes.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kindline.sealing import canonical_json
from kindline.sealing.errors import SealingError, Tampered, TooLarge
from kindline.sealing.keys import KeyId, SigningPrivateKey, VerifyKey

__all__ = ["Tampered", "TooLarge", "UnknownSigner", "Verified", "sign_document", "verify_document"]

FORM = "kindline/signed/1"
MAX_DOCUMENT = 8 * 1024 * 1024
_FIELDS = {"context", "form", "key", "payload", "signature"}


class UnknownSigner(SealingError):
    """Signed by a key that the reader does not know."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was signed, and by whom."""

    payload: dict[str, Any]
    signer_key_id: KeyId


def sign_document(payload: dict[str, Any], *, key: SigningPrivateKey, context: str) -> bytes:
    """The bytes of a signed file; `context` says what kind of document it is and is part of what is signed."""
    content = canonical_json.dump(payload)
    document = {
        "context": context,
        "form": FORM,
        "key": key.key_id,
        "payload": base64.b64encode(content).decode("ascii"),
        "signature": base64.b64encode(key.sign(_message(context, content))).decode("ascii"),
    }
    data = canonical_json.dump(document) + b"\n"
    if len(data) > MAX_DOCUMENT:
        raise TooLarge("a signed document holds at most 8 MiB")
    return data


def verify_document(data: bytes, *, keys: Mapping[KeyId, VerifyKey], context: str) -> Verified:
    """The payload, if one of `keys` signed it as this `context`; else TooLarge, Tampered or UnknownSigner."""
    if len(data) > MAX_DOCUMENT:
        raise TooLarge("a signed document holds at most 8 MiB")
    document = canonical_json.load(data.removesuffix(b"\n"))
    if not isinstance(document, dict) or set(document) != _FIELDS:
        raise Tampered("not a signed document")
    if document["form"] != FORM or document["context"] != context:
        raise Tampered("a signed document of another kind")
    signer = keys.get(KeyId(document["key"])) if isinstance(document["key"], str) else None
    if signer is None:
        raise UnknownSigner("signed by a key that is not expected here")
    content = _decoded(document["payload"])
    if not signer.accepts(_decoded(document["signature"]), _message(context, content)):
        raise Tampered("signature")
    payload = canonical_json.load(content)
    if not isinstance(payload, dict):
        raise Tampered("the payload is not an object")
    return Verified(payload, signer.key_id)


def _message(context: str, content: bytes) -> bytes:
    if not context or "\n" in context:
        raise ValueError("a context is one line")
    return f"{FORM}\n{context}\n".encode() + content


def _decoded(text: object) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        raise Tampered("not base64") from None
    if base64.b64encode(raw).decode("ascii") != text:
        raise Tampered("not canonical base64")
    return raw
