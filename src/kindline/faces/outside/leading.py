"""Where a reported address leads by name: its host, and every alias that host has in the recorded zones."""

from functools import cache
from typing import Any

import dns.exception
import dns.message
import dns.rdatatype

from kindline.faces.outside.script import EXAMPLES
from kindline.provenance.address import Locator, parse
from kindline.provenance.resolver import RecordedZone


def host_of(content: dict[str, Any]) -> str:
    """The host of an opened address; empty for one without."""
    return _host(content.get("canonical") or "")


@cache
def with_aliases(host: str) -> frozenset[str]:
    """A name and every name that it is an alias of, before and after the moves."""
    found, todo = set[str](), [host] if host else []
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += [target for zone in _zones() for target in _aliases(zone, name)]
    return frozenset(found)


@cache
def _host(canonical: str) -> str:
    parsed = parse(canonical) if canonical else None
    return (parsed.host or "") if isinstance(parsed, Locator) else ""


@cache
def _zones() -> tuple[RecordedZone, ...]:
    return tuple(RecordedZone.from_file(EXAMPLES / "zones" / f"{name}.zone") for name in ("before", "after"))


def _aliases(zone: RecordedZone, name: str) -> list[str]:
    try:
        answer = zone.answer(dns.message.make_query(name, "A"))
    except (dns.exception.DNSException, UnicodeError):
        return []
    links = (rrset for rrset in answer.answer if rrset.rdtype == dns.rdatatype.CNAME)
    return [rrset[0].target.to_text(omit_final_dot=True) for rrset in links]
