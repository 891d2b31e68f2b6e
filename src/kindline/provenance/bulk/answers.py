"""Where the addresses of a name come from in bulk: a resolver as everywhere, or answers held by the thousand.

`Kept` asks a resolver at most once for a name; `Known` is a table of names resolved before, for which nobody is asked.
"""

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from kindline.provenance.claims import Claim, Disclosure, Predicate
from kindline.provenance.resolver import ResolutionFailed, Resolver
from kindline.provenance.resolver.asking import Witness

KEPT_NAMES = 200_000
_PAGES = -16_384  # KiB


@runtime_checkable
class Answers(Protocol):
    """A resolver that can also say at once which addresses each of many names has, when they all have some."""

    def resolve(self, host: str, *, at: datetime) -> list[Claim]: ...

    def addresses(self, hosts: Sequence[str]) -> Sequence[tuple[str, ...]]:
        """For each name its addresses, sorted, in canonical text; an empty tuple: ask `resolve`."""
        ...


def claims_of_known(host: str, addresses: Iterable[str], *, source: str, version: str, at: datetime) -> list[Claim]:
    witness = Witness(source=source, version=version, transport="file", at=at, disclosure=Disclosure.L0)
    return [
        witness.claim(host, Predicate.RESOLVES_TO, ip, wire=ip.encode(), qtype="AAAA" if ":" in ip else "A")
        for ip in addresses
    ]


class Kept:
    """A resolver whose answers, and whose silences, are kept for the run: a name is asked about once."""

    def __init__(self, resolver: Resolver, *, names: int = KEPT_NAMES) -> None:
        self._resolver = resolver
        self._names = names
        self._kept: OrderedDict[str, list[Claim] | ResolutionFailed] = OrderedDict()

    def resolve(self, host: str, *, at: datetime) -> list[Claim]:
        if host not in self._kept:
            self._kept[host] = self._asked(host, at=at)
            if len(self._kept) > self._names:
                self._kept.popitem(last=False)
        found = self._kept[host]
        if isinstance(found, ResolutionFailed):
            raise found
        return found

    def _asked(self, host: str, *, at: datetime) -> list[Claim] | ResolutionFailed:
        try:
            return self._resolver.resolve(host, at=at)
        except ResolutionFailed as failed:
            return failed


class Known:
    """Names resolved before, in a file that any number of processes may read; the others go to `otherwise`."""

    def __init__(self, path: Path, *, otherwise: Resolver, version: str = "1") -> None:
        self._rows = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self._rows.execute(f"PRAGMA cache_size = {_PAGES}")
        self._otherwise = otherwise
        self._version = version

    @staticmethod
    def record(path: Path, rows: Iterable[tuple[str, str]]) -> None:
        """Adds (name, addresses apart by blanks); sorted rows are written several times faster."""
        with sqlite3.connect(path) as table:
            table.execute("CREATE TABLE IF NOT EXISTS known(name TEXT PRIMARY KEY, addresses TEXT) WITHOUT ROWID")
            table.executemany("INSERT OR REPLACE INTO known VALUES (?, ?)", rows)
        table.close()

    def addresses(self, hosts: Sequence[str]) -> Sequence[tuple[str, ...]]:
        found = self._found(hosts)
        if isinstance(self._otherwise, Answers):
            missing = [host for host in hosts if host not in found]
            found |= dict(zip(missing, self._otherwise.addresses(missing), strict=True))
        return [found.get(host, ()) for host in hosts]

    def resolve(self, host: str, *, at: datetime) -> list[Claim]:
        if known := self._found([host]).get(host):
            return claims_of_known(host, known, source="known", version=self._version, at=at)
        return self._otherwise.resolve(host, at=at)

    def _found(self, hosts: Sequence[str]) -> dict[str, tuple[str, ...]]:
        if not hosts:
            return {}
        rows = self._rows.execute(
            "SELECT name, addresses FROM json_each(?) AS asked CROSS JOIN known ON known.name = asked.value",
            (json.dumps(sorted(hosts)),),
        )
        return {name: tuple(addresses.split()) for name, addresses in rows}
