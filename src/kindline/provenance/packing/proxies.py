"""Published address ranges of proxies: plain lists, and the JSON of the large ones."""

import json
from ipaddress import ip_network
from typing import Any

from kindline.provenance.packing.said import Column, NotThatTable, Said, lines_of


def read_prefix_list(octets: bytes, *, operator: str) -> Said:
    """One prefix a line (Cloudflare, Akamai)."""
    said = Said()
    for line in lines_of(octets):
        said.add_prefix(Column.PROXY, line.split()[0], operator)
    return said


def read_prefix_json(octets: bytes, *, operator: str, service: str = "") -> Said:
    """Every prefix anywhere in a JSON document; with `service`, only inside objects that name it (Amazon, Google)."""
    said = Said()
    for text in _texts(json.loads(octets), service=service):
        if "/" in text and _is_prefix(text):
            said.add_prefix(Column.PROXY, text, operator)
    if not said.ranges:
        raise NotThatTable("no prefix in it")
    return said


def read_prefix_csv(octets: bytes) -> Said:
    """`operator,prefix` with a heading."""
    said = Said()
    for line in lines_of(octets):
        operator, _, prefix = line.partition(",")
        if prefix != "prefix":
            said.add_prefix(Column.PROXY, prefix, operator)
    return said


def _texts(part: Any, *, service: str) -> list[str]:
    if isinstance(part, str):
        return [part]
    if isinstance(part, list):
        return [text for item in part for text in _texts(item, service=service)]
    if isinstance(part, dict):
        if service and "service" in part and part["service"] != service:
            return []
        return [text for item in part.values() for text in _texts(item, service=service)]
    return []


def _is_prefix(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True
