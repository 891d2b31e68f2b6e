"""Every distinct host of a chunk looked at once: registrable domain, addresses, place."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from kindline.provenance.address import Locator, LocatorKind, Refusal, parse
from kindline.provenance.address.platforms import PLATFORMS
from kindline.provenance.bulk.answers import Answers
from kindline.provenance.bulk.networks import Networks, dotted, numbers_of
from kindline.provenance.bulk.placing import Places, web_host
from kindline.provenance.bulk.plain import plain_names
from kindline.provenance.bulk.records import ADDRESS, PLACE, SCHEMA, Placed
from kindline.provenance.bulk.suffixes import registrable_domains
from kindline.provenance.pack import Pack
from kindline.provenance.resolver import NoResolver, Resolver

COLUMNS = {name: SCHEMA[name] for name in ("host", "registrable_domain", *PLACE)}
_PLACE_SCHEMA = {name: SCHEMA[name] for name in PLACE}


class Hosts:
    """Looks hosts up. `frame` is empty of those that must be read line by line."""

    def __init__(self, *, places: Places, resolver: Resolver) -> None:
        self._places, self._resolver = places, resolver
        self._networks = Networks.of(places.pack)
        self._own_rules = _names_with_a_word_of_their_own(places.pack)
        self._of_row: dict[int, tuple[Placed, bool]] = {}

    def frame(self, hosts: pl.Series) -> pl.DataFrame:
        """One row for each host that every line with it shares, in `COLUMNS`."""
        plain = plain_names(hosts)
        odd = self._odd(hosts.filter(~plain).to_list())
        names = hosts.filter(plain)
        domains = pl.Series("registrable_domain", registrable_domains(names.to_list()), dtype=pl.String)
        own = names.str.contains(self._own_rules)
        parts = [odd]
        for chosen, place in ((own, self._one_by_one), (~own, self._together)):
            some = names.filter(chosen)
            if len(some):
                head = pl.DataFrame([some.alias("host"), domains.filter(chosen)])
                parts.append(pl.concat([head, place(some)], how="horizontal"))
        return pl.concat(parts)

    def _odd(self, hosts: Sequence[str]) -> pl.DataFrame:
        """IP literals and encoded names, if a URL of nothing but the host shows that no path can change them."""
        rows = []
        for host in hosts:
            found = parse(f"http://{host}/")
            if isinstance(found, Refusal) or not _is_only(found, host):
                continue
            placed = self._places.exactly(found).columns()
            rows.append({"host": host, "registrable_domain": found.registrable_domain} | placed)
        return pl.DataFrame(rows, schema=COLUMNS)

    def _one_by_one(self, names: pl.Series) -> pl.DataFrame:
        return _rows([self._places.exactly(web_host(name)) for name in names.to_list()])

    def _together(self, names: pl.Series) -> pl.DataFrame:
        if isinstance(self._resolver, Answers):
            return self._by_answers(names)
        if isinstance(self._resolver, NoResolver):
            one = _rows([self._places.nobody_answers()])
            return one[np.zeros(len(names), dtype=np.int64)]
        return self._one_by_one(names)

    def _by_answers(self, names: pl.Series) -> pl.DataFrame:
        """Names with one IPv4 address are placed as columns, all others one by one."""
        hosts = names.to_list()
        assert isinstance(self._resolver, Answers)
        answers = self._resolver.addresses(hosts)
        first = pl.Series([ips[0] if len(ips) == 1 else None for ips in answers], dtype=pl.String)
        alone = dotted(first).fill_null(False).to_numpy()
        rest = [
            self._places.of_known(host, ips) if ips else self._places.exactly(web_host(host))
            for host, ips, single in zip(hosts, answers, alone, strict=True)
            if not single
        ]
        back = np.argsort(np.concatenate([np.flatnonzero(alone), np.flatnonzero(~alone)]), kind="stable")
        together = self._columns(np.asarray(hosts, dtype=object)[alone].tolist(), first.filter(pl.Series(alone)))
        return pl.concat([together, _rows(rest)])[back]

    def _columns(self, hosts: list[str], ips: pl.Series) -> pl.DataFrame:
        rows, said = self._networks.said_of(numbers_of(ips))
        distinct, first, back = np.unique(rows, return_index=True, return_inverse=True)
        for row, at in zip(distinct.tolist(), first.tolist(), strict=True):
            if row not in self._of_row:
                self._of_row[row] = self._told_of_row(hosts[at], ips[at])
        told = [self._of_row[row] for row in distinct.tolist()]
        frame = _rows([placed for placed, _ in told])[back]
        structs = said.select(pl.struct(ips.alias("ip"), *said.columns).alias("addresses")).to_series().cast(ADDRESS)
        frame = frame.with_columns(structs.reshape((-1, 1)).arr.to_list().alias("addresses"))
        quoting = np.flatnonzero(np.asarray([quotes for _, quotes in told], dtype=bool)[back])
        if len(quoting):
            own = [self._places.of_known(hosts[at], (ips[at],)).reasons for at in quoting.tolist()]
            frame = frame.with_columns(_replaced(frame["reasons"], quoting.tolist(), own))
        return frame

    def _told_of_row(self, host: str, ip: str) -> tuple[Placed, bool]:
        """What all addresses of one row share, and whether the reasons quote the address or its network."""
        placed = self._places.of_known(host, (ip,))
        fact = self._places.pack.locate(ip)
        texts = {ip} | ({fact.prefix} if fact else set())
        return placed, any(text in part for reason in placed.reasons for part in reason[1:] for text in texts)


def _replaced(column: pl.Series, at: list[int], values: list[Any]) -> pl.Series:
    """Nested columns know no scatter: the new values stand behind the old, and each row takes its own."""
    rows = np.arange(len(column))
    rows[at] = len(column) + np.arange(len(at))
    return pl.concat([column, pl.Series(column.name, values, dtype=column.dtype)])[rows]


def _rows(placed: Sequence[Placed]) -> pl.DataFrame:
    return pl.DataFrame([one.columns() for one in placed], schema=_PLACE_SCHEMA)


def _is_only(found: Locator, host: str) -> bool:
    return found.kind is LocatorKind.WEB and found.host == host and found.canonical == f"http://{host}/"


def _names_with_a_word_of_their_own(pack: Pack) -> str:
    """A pattern for names about which the pack or the grammar says something that holds for no other name."""
    contacts = {contact.subject for contact in pack.contacts if not contact.subject.startswith("AS")}
    known = contacts | {name for platform in PLATFORMS for name in platform.domains} | set(pack.alias_suffixes)
    return rf"(?:^|\.)(?:{'|'.join(map(re.escape, sorted(known)))})$"
