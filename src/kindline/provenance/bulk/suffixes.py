"""Registrable domains by the million: `suffix.registrable_domain` for plain names, at a few set look-ups a name.

The rule that decides a name is the longest one that is a tail of it. Tails repeat, so the answer of the full algorithm
is kept for each tail; only names that carry a rule of their own are asked about whole.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import publicsuffixlist

from kindline.provenance.suffix import registrable_domain


@cache
def _rules() -> frozenset[str]:
    """Every name a rule speaks of, wildcard and exception marks taken off, also in its encoded form."""
    text = Path(publicsuffixlist.__file__).with_name("public_suffix_list.dat").read_text("utf-8")
    lines = (line.split()[0].lower() for line in text.splitlines() if line.strip() and not line.startswith("//"))
    plain = {line.removeprefix("!").removeprefix("*.") for line in lines}
    return frozenset(plain | {publicsuffixlist.encode_idn(name) for name in plain})


@cache
def _labels_above(tail: str) -> int:
    """How many labels stand before a tail in a registrable domain under it: 1 for most, 2 under a wildcard."""
    found = registrable_domain(f"no-rule.no-rule.no-rule.{tail}") or tail
    return found.count(".") - tail.count(".")


def registrable_domains(hosts: Sequence[str]) -> list[str | None]:
    """For lower-case names with a dot that are no IP literals and have no empty label."""
    rules = _rules()
    return [registrable_domain(host) if host in rules else _under(host, _tail(host, rules)) for host in hosts]


def _tail(host: str, rules: frozenset[str]) -> str:
    """The longest proper tail of a name that a rule speaks of, else its last label."""
    at = host.find(".") + 1
    tail = host[at:]
    while tail not in rules:
        at = host.find(".", at) + 1
        if not at:
            return tail
        tail = host[at:]
    return tail


def _under(host: str, tail: str) -> str | None:
    at = len(host) - len(tail)
    for _ in range(_labels_above(tail)):
        if not at:
            return None
        at = host.rfind(".", 0, at - 1) + 1
    return host[at:]
