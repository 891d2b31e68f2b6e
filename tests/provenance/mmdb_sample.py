"""Writes a small IPv4 MaxMind DB file by the published format, to read it back."""

from ipaddress import ip_network

MARKER = b"\xab\xcd\xefMaxMind.com"


def mmdb(rows: list[tuple[str, dict[str, str]]]) -> bytes:
    nodes: list[list[int | None]] = [[None, None]]
    leaves: list[tuple[int, int, int]] = []
    data, places = b"", {}
    for prefix, value in rows:
        network = ip_network(prefix)
        octets = _map(value)
        if octets not in places:
            places[octets] = len(data)
            data += octets
        bits = f"{int(network.network_address):032b}"[: network.prefixlen]
        at = 0
        for bit in bits[:-1]:
            if nodes[at][int(bit)] is None:
                nodes.append([None, None])
                nodes[at][int(bit)] = len(nodes) - 1
            at = nodes[at][int(bit)] or 0
        leaves.append((at, int(bits[-1]), places[octets]))
    count = len(nodes)
    records = [[count if side is None else side for side in node] for node in nodes]
    for at, side, place in leaves:
        records[at][side] = count + 16 + place
    tree = b"".join(record.to_bytes(3, "big") for node in records for record in node)
    meta = {"node_count": count, "record_size": 24, "ip_version": 4}
    return tree + bytes(16) + data + MARKER + _map(meta)


def _map(value: dict[str, str] | dict[str, int]) -> bytes:
    return bytes([0xE0 | len(value)]) + b"".join(_text(name) + _scalar(item) for name, item in value.items())


def _text(text: str) -> bytes:
    return bytes([0x40 | len(text)]) + text.encode()


def _scalar(value: str | int) -> bytes:
    return _text(value) if isinstance(value, str) else bytes([0xC4]) + value.to_bytes(4, "big")
