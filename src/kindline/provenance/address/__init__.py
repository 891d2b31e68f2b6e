"""What a reporter pasted, read as a typed locator: one canonical form, one key, or one clear refusal.

Canonical form follows the WHATWG URL standard through ada-url; kinds without a host have grammars of their own.
Text that already parses is never altered; anything mended carries the note `deobfuscated`.
"""

from kindline.provenance.address.keys import CANON_VERSION, key_of
from kindline.provenance.address.model import Locator, LocatorKind, Note, NoteCode, Refusal, RefusalCode
from kindline.provenance.address.reading import MAX_LENGTH, parse
from kindline.provenance.address.splitting import parse_many

__all__ = [
    "CANON_VERSION",
    "MAX_LENGTH",
    "Locator",
    "LocatorKind",
    "Note",
    "NoteCode",
    "Refusal",
    "RefusalCode",
    "key_of",
    "parse",
    "parse_many",
]
