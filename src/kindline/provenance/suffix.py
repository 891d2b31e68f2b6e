"""Registrable domains by the public suffix list, private section included: `user.github.io` names a tenant.

Source: publicsuffix.org, bundled by `publicsuffixlist`; all 78 official vectors hold (provenance.md §2).
"""

import io
import re
from functools import cache, lru_cache
from pathlib import Path

import publicsuffixlist
from publicsuffixlist import PublicSuffixList

from kindline.provenance.ip import is_ip


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _known_suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


@lru_cache(maxsize=65_536)
def registrable_domain(host: str) -> str | None:
    """The name under a public suffix that somebody registered, in lower case; None for IP literals and suffixes."""
    if is_ip(host):
        return None
    name = host.removesuffix(".")
    if not name or name.startswith(".") or ".." in name:
        return None
    # publicsuffixlist wants str and lower-cases only what it matches
    return _suffixes().privatesuffix(name.lower())


def public_suffix(host: str) -> str | None:
    """The public suffix of a host (`github.io` for a tenant there); None for IP literals."""
    return None if is_ip(host) else _suffixes().publicsuffix(host.removesuffix(".").lower())


def has_known_suffix(host: str) -> bool:
    """True when the last labels are on the list, so that `photo.jpg` is not taken for a host."""
    return _known_suffixes().publicsuffix(host.removesuffix(".").lower()) is not None


class Suffixes:
    """The same questions to another list: the one a pack brings, where it is newer than the library's."""

    def __init__(self, text: str) -> None:
        self.version = _version_in(text)
        self._list = PublicSuffixList(source=io.StringIO(text))

    def registrable_domain(self, host: str) -> str | None:
        name = host.removesuffix(".").lower()
        return (
            None if is_ip(host) or not name or name.startswith(".") or ".." in name else self._list.privatesuffix(name)
        )


@cache
def public_suffix_version() -> str:
    """The list's own VERSION line, for the decision's record."""
    return _version_in(Path(publicsuffixlist.__file__).with_name("public_suffix_list.dat").read_text("utf-8"))


def _version_in(text: str) -> str:
    found = re.search(r"^// VERSION: (\S+)", text[:4_000], re.MULTILINE)
    return found[1] if found else "unknown"
