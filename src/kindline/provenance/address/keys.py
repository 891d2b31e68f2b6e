"""The key of an address: equal keys mean the same address under the same canonicaliser, and nothing less."""

import hashlib
from importlib.metadata import version

CANON_VERSION = f"1+ada{version('ada-url')}"
"""Our grammar's number and the parser's version. Another parser gives other keys (provenance.md §0.4)."""


def key_of(canonical: str, *, canon_version: str = CANON_VERSION) -> bytes:
    """32 bytes: SHA-256 over version ‖ 0x00 ‖ canonical form."""
    return hashlib.sha256(canon_version.encode() + b"\x00" + canonical.encode()).digest()
