"""One RDAP document as facts: what it is about, its country, where abuse is told, or why it says nothing.

Whatever the bytes are, the answer is a fact and never an exception: registries differ, and some documents are broken.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from kindline.provenance.rdap.mailboxes import abuse_mailboxes

KINDS = ("ip network", "autnum", "domain", "nameserver", "entity")
# RFC 9083 §5: what only one kind of object has, for servers that leave objectClassName out.
_MARKS = (
    ("startAddress", "ip network"),
    ("startAutnum", "autnum"),
    ("ipAddresses", "nameserver"),
    ("ldhName", "domain"),
    ("unicodeName", "domain"),
    ("vcardArray", "entity"),
)
LARGEST = 4_000_000


@dataclass(frozen=True, slots=True)
class RdapFact:
    """`kind` is the object class of RFC 9083 §4, or `error`; empty when the document is nothing we know.

    `country` is what the object itself says (two letters, RFC 9083 §5.4) and not where its holder's letters go.
    `redacted` are the names of fields left out on purpose (RFC 9537). `error` says why there is nothing to read.
    """

    kind: str = ""
    handle: str | None = None
    country: str | None = None
    abuse: tuple[str, ...] = ()
    conformance: tuple[str, ...] = ()
    redacted: tuple[str, ...] = ()
    error: str | None = None
    start: str | None = None
    end: str | None = None
    name: str | None = field(default=None, repr=False)


def parse(document: bytes) -> RdapFact:
    """What a document says. Never raises."""
    if len(document) > LARGEST:
        return RdapFact(error="too large")
    try:
        found = json.loads(document.decode(json.detect_encoding(document), "replace").removeprefix("\ufeff"))
    except RecursionError:
        return RdapFact(error="nested too deeply")
    except (ValueError, LookupError):
        return RdapFact(error="not JSON" if document.strip() else "empty")
    if not isinstance(found, dict):
        return RdapFact(error="not an object")
    return _refusal(found) if "errorCode" in found else _object(found)


def text(value: Any) -> str | None:
    """Printable text of a string or a number, or nothing; what cannot be encoded is replaced."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    try:
        said = str(value)
    except ValueError:  # thousands of digits
        return None
    return said.encode("utf-8", "replace").decode().strip() or None


def _refusal(found: dict[str, Any]) -> RdapFact:
    """RFC 9083 §6: an error is an answer, of a server that has no other."""
    code, title = text(found["errorCode"]) or "", text(found.get("title")) or ""
    said = title if title.startswith(code) else f"{code} {title}".strip()
    return RdapFact(kind="error", conformance=_conformance(found), error=said or "error")


def _object(found: dict[str, Any]) -> RdapFact:
    kind = _kind(found)
    return RdapFact(
        kind=kind,
        handle=text(found.get("handle")),
        country=_country(found.get("country")),
        abuse=abuse_mailboxes(found),
        conformance=_conformance(found),
        redacted=_redacted(found),
        error=None if kind else "not an RDAP object",
        start=text(found.get("startAddress", found.get("startAutnum"))),
        end=text(found.get("endAddress", found.get("endAutnum"))),
        name=text(found.get("ldhName", found.get("name"))),
    )


def _kind(found: dict[str, Any]) -> str:
    said = " ".join((text(found.get("objectClassName")) or "").lower().split())
    if said in KINDS:
        return said
    return "" if said else next((kind for mark, kind in _MARKS if mark in found), "")


def _country(value: Any) -> str | None:
    said = text(value) or ""
    return said.upper() if len(said) == 2 and said.isascii() and said.isalpha() else None


def _conformance(found: dict[str, Any]) -> tuple[str, ...]:
    said = found.get("rdapConformance")
    listed = said if isinstance(said, list) else [said]
    return tuple(name for each in listed if isinstance(each, str) and (name := text(each)))


def _redacted(found: dict[str, Any]) -> tuple[str, ...]:
    said = found.get("redacted")
    names = [each.get("name") for each in said if isinstance(each, dict)] if isinstance(said, list) else []
    texts = [text(name.get("description") or name.get("type")) for name in names if isinstance(name, dict)]
    return tuple(name for name in texts if name)
