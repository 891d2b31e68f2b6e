"""Public suffixes and RDAP bootstrap registries: kept as they are, after a look that they are what they claim."""

import json
import re

from kindline.provenance.packing.said import NotThatTable, Said

_KINDS = ("asn", "dns", "ipv4", "ipv6")


def read_suffixes(octets: bytes) -> Said:
    """The public suffix list with both of its sections."""
    text = octets.decode("utf-8")
    if "===BEGIN ICANN DOMAINS===" not in text or "===BEGIN PRIVATE DOMAINS===" not in text:
        raise NotThatTable("a public suffix list has two sections")
    return Said(texts={"suffixes": octets})


def read_bootstrap(octets: bytes, *, kind: str) -> Said:
    """IANA's RDAP bootstrap (RFC 9224): only https servers are kept."""
    if kind not in _KINDS:
        raise NotThatTable("an unknown registry")
    stored = json.loads(octets)
    try:
        services = [
            [[str(item) for item in entries], servers]
            for entries, urls in stored["services"]
            if (servers := [url for url in urls if re.match(r"https://[a-z0-9.-]+(?:/|$)", url)])
        ]
        kept = {"publication": str(stored["publication"]), "services": services}
    except (KeyError, TypeError, ValueError) as fault:
        raise NotThatTable("not a bootstrap registry") from fault
    return Said(texts={f"bootstrap:{kind}": json.dumps(kept, separators=(",", ":")).encode()})
