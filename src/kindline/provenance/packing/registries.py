"""RIR statistics exchange files (`delegated-*-extended-latest`): which registry gave what to whom, in which country.

Source: the RIRs' common format, version 2.x: `registry|cc|type|start|value|date|status|opaque-id`.
"""

from ipaddress import IPv4Address, IPv6Address

from kindline.provenance.packing.said import Column, NotThatTable, Said, country, lines_of

_GIVEN = ("allocated", "assigned")
REGISTRIES = ("afrinic", "apnic", "arin", "lacnic", "ripencc")


def read_delegated(octets: bytes) -> Said:
    """Registration countries of addresses and of ASes; free and reserved space says nothing."""
    said, header = Said(), False
    for line in lines_of(octets):
        parts = line.split("|")
        if len(parts) >= 6 and parts[0][:1].isdigit() and parts[1] in REGISTRIES:
            header = True
        elif len(parts) >= 7 and parts[0] in REGISTRIES and parts[6] in _GIVEN:
            _read(said, country(parts[1]), parts[2], parts[3], parts[4])
    if not header:
        raise NotThatTable("no version line of a registry")
    return said


def _read(said: Said, cc: str, kind: str, start: str, value: str) -> None:
    if not cc:
        return
    if kind == "asn":
        said.holder_ccs.update((int(start) + at, cc) for at in range(int(value)))
    elif kind == "ipv4":
        # IPv4 counts addresses, and the count need not be a power of two; IPv6 gives a prefix length.
        first = int(IPv4Address(start))
        said.add(Column.REGISTRATION_CC, 4, first, first + int(value) - 1, cc)
    elif kind == "ipv6":
        first = int(IPv6Address(start))
        said.add(Column.REGISTRATION_CC, 6, first, first + (1 << (128 - int(value))) - 1, cc)
