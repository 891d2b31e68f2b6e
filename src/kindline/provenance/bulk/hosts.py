"""Every distinct host of a chunk looked at once: registrable domain, addresses, place."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kindline.provenance.address import Locator, LocatorKind, Refusal, parse
from kindline.provenance.address.platforms import PLATFORMS
from kindline.provenance.bulk.answers import Answers
from kindline.provenance.bulk.networks import Networks, dotted, numbers_of
from kindline.provenance.bulk.placing import FIRST, Pattern, Places, web_host
from kindline.provenance.bulk.plain import plain_names
from kindline.provenance.bulk.records import ADDRESS, PLACE, SCHEMA, Placed, frame_of, json_of
from kindline.provenance.bulk.suffixes import registrable_domains
from kindline.provenance.pack import Pack
from kindline.provenance.resolver import NoResolver, Resolver

_ODD_HOSTS = 50_000
COLUMNS = {name: SCHEMA[name] for name in ("host", "registrable_domain", *PLACE)}
_MARK = json_of(FIRST)[1:-1]
_PLACE_SCHEMA = {name: SCHEMA[name] for name in PLACE}


class Hosts:
    """Looks hosts up. `frame` is empty of those that must be read line by line."""

    def __init__(self, *, places: Places, resolver: Resolver) -> None:
        self._places, self._resolver = places, resolver
        self._networks = Networks.of(places.pack)
        self._own_rules = _names_with_a_word_of_their_own(places.pack)
        self._alike: dict[int, Pattern | None] = {}
        self._odd_rows: dict[str, dict[str, Any] | None] = {}

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
        return pl.concat(parts, rechunk=True)

    def _odd(self, hosts: Sequence[str]) -> pl.DataFrame:
        """IP literals and encoded names, if a URL of nothing but the host shows that no path can change them."""
        missing = [host for host in hosts if host not in self._odd_rows]
        if len(self._odd_rows) + len(missing) > _ODD_HOSTS:
            self._odd_rows.clear()
        self._odd_rows |= {host: self._odd_row(host) for host in missing}
        return frame_of([row for host in hosts if (row := self._odd_rows[host])], COLUMNS)

    def _odd_row(self, host: str) -> dict[str, Any] | None:
        found = parse(f"http://{host}/")
        if isinstance(found, Refusal) or not _is_only(found, host):
            return None
        return {"host": host, "registrable_domain": found.registrable_domain} | self._places.exactly(found).columns()

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
        assert isinstance(self._resolver, Answers)
        hosts = names.to_list()
        answers = self._resolver.addresses(hosts)
        first = pl.Series("ip", [ips[0] if len(ips) == 1 else None for ips in answers], dtype=pl.String)
        alone = np.flatnonzero(dotted(first).fill_null(False).to_numpy())
        rows, said = self._networks.said_of(numbers_of(first.gather(alone)))
        alike = self._networks.alike[rows]
        self._learn(alike, hosts=names.gather(alone), ips=first.gather(alone))
        told = np.asarray([self._alike[number] is not None for number in alike.tolist()], dtype=bool)
        single = alone[told]
        together = self._columns(alike[told], ips=first.gather(single), said=said.filter(pl.Series(told)))
        rest = np.setdiff1d(np.arange(len(hosts)), single)
        back = np.argsort(np.concatenate([single, rest]), kind="stable")
        others = [self._alone(hosts[at], answers[at]) for at in rest.tolist()]
        return pl.concat([together, _rows(others)], rechunk=True)[back]

    def _alone(self, host: str, ips: tuple[str, ...]) -> Placed:
        return self._places.of_known(host, ips) if ips else self._places.exactly(web_host(host))

    def _learn(self, alike: NDArray[np.uint32], *, hosts: pl.Series, ips: pl.Series) -> None:
        """Decides once for all that are alike, on the first that came."""
        for number, at in zip(*(found.tolist() for found in np.unique(alike, return_index=True)), strict=True):
            if number not in self._alike:
                self._alike[number] = self._places.pattern(hosts[at], (ips[at],))

    def _columns(self, alike: NDArray[np.uint32], *, ips: pl.Series, said: pl.DataFrame) -> pl.DataFrame:
        distinct, back = np.unique(alike, return_inverse=True)
        patterns = [found for number in distinct.tolist() if (found := self._alike[number])]
        decided = pl.DataFrame(
            [(place.country, place.confidence.value, place.outcome.value, json_of(why)) for place, why in patterns],
            schema=dict.fromkeys(("country", "confidence", "outcome", "reasons"), pl.String),
            orient="row",
        )
        told = decided.with_columns(pl.col("reasons").str.json_decode(SCHEMA["reasons"]))[back]
        frame = pl.concat([told, said.with_columns(ips)], how="horizontal").select(
            pl.struct(list(ADDRESS.to_schema())).cast(ADDRESS).reshape((-1, 1)).arr.to_list().alias("addresses"),
            *("country", "confidence", "outcome", "reasons"),
        )
        quoting = np.flatnonzero(decided["reasons"].str.contains(_MARK, literal=True).to_numpy()[back])
        if not len(quoting):
            return frame
        texts = pl.DataFrame([decided["reasons"].gather(back[quoting]), ips.gather(quoting)])
        own = texts.select(pl.col("reasons").str.replace_all(_MARK, pl.col("ip"), literal=True))
        return frame.with_columns(
            _replaced(frame["reasons"], quoting, own.to_series().str.json_decode(SCHEMA["reasons"]))
        )


def _replaced(column: pl.Series, at: NDArray[np.intp], values: pl.Series) -> pl.Series:
    """Nested columns know no scatter: the new values stand behind the old, and each row takes its own."""
    rows = np.arange(len(column))
    rows[at] = len(column) + np.arange(len(at))
    return pl.concat([column, values], rechunk=True)[rows]


def _rows(placed: Sequence[Placed]) -> pl.DataFrame:
    return frame_of([one.columns() for one in placed], _PLACE_SCHEMA)


def _is_only(found: Locator, host: str) -> bool:
    return found.kind is LocatorKind.WEB and found.host == host and found.canonical == f"http://{host}/"


def _names_with_a_word_of_their_own(pack: Pack) -> str:
    """A pattern for names about which the pack or the grammar says something that holds for no other name."""
    contacts = {contact.subject for contact in pack.contacts if not contact.subject.startswith("AS")}
    known = contacts | {name for platform in PLATFORMS for name in platform.domains} | set(pack.alias_suffixes)
    return rf"(?:^|\.)(?:{'|'.join(map(re.escape, sorted(known)))})$"
