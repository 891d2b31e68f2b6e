"""What is turned away at the door: text that may be the content itself, and addresses that lead nowhere outside.

A `data:` or `blob:` address may carry the picture in itself, so only its length and hash are kept (HOUSE P2).
"""

import hashlib
import re

from kindline.provenance.address.mending import EDGE, INVISIBLE
from kindline.provenance.address.model import Refusal, RefusalCode

MAX_LENGTH = 16_000
_PREFIX = r"(?:(?:view-source|feed|url|jar)[:=]\s*)*"
_EMBEDDED = re.compile(rf"[^a-z0-9]*{_PREFIX}(?:data|blob|filesystem):", re.IGNORECASE)
_PAYLOAD = re.compile(r"data:[\w.+/;=%-]{0,80},|data%3a[\w.+/;=%-]{0,90}(?:,|%2c)", re.IGNORECASE)
_SCRIPT = re.compile(rf"{_PREFIX}(?:javascript|vbscript|livescript):", re.IGNORECASE)
_LOCAL = re.compile(
    r"(?:file:|content://|[a-z]:[\\/](?![\\/])|\\\\[\w.-]+\\|/(?:home|Users|storage|sdcard|mnt)/)", re.IGNORECASE
)
_NO_HOST = re.compile(r"(?:about|chrome|edge|moz-extension|chrome-extension|resource|cid|mid|tel|sms):", re.IGNORECASE)
_DROP = {ord(char): None for char in "\t\r\n" + "".join(INVISIBLE)}
_PAYLOAD_ALLOWED = 128


def is_embedded(text: str) -> bool:
    """True for `data:`/`blob:` in any disguise a browser sees through, and for a payload inside another address."""
    head = text[:400].translate(_DROP).lstrip(EDGE)
    if _EMBEDDED.match(head):
        return True
    inside = _PAYLOAD.search(text)
    return inside is not None and len(text) - inside.end() > _PAYLOAD_ALLOWED


def refuse_at_the_door(text: str) -> Refusal | None:
    """A refusal for text no grammar should see."""
    if not text.strip(EDGE):
        return Refusal(RefusalCode.EMPTY)
    if is_embedded(text):
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        return Refusal(RefusalCode.EMBEDDED_CONTENT, length=len(text), sha256=digest)
    if len(text) > MAX_LENGTH:
        return Refusal(RefusalCode.TOO_LONG, length=len(text))
    head = text[:400].translate(_DROP).strip(EDGE + "<\"'")
    for pattern, code in (
        (_SCRIPT, RefusalCode.SCRIPT_SCHEME),
        (_LOCAL, RefusalCode.LOCAL_FILE),
        (_NO_HOST, RefusalCode.NO_HOST),
    ):
        if pattern.match(head):
            return Refusal(code)
    return None
