"""What the columns say is what `parse`, `gather` and `decide_country` say of each line alone."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pl = pytest.importorskip("polars")

from kindline.provenance.address import CANON_VERSION, Refusal, parse  # noqa: E402
from kindline.provenance.bulk import NO_ROUTES, SCHEMA, Bench, Routes, locate_chunk  # noqa: E402
from kindline.provenance.bulk.answers import claims_of_known  # noqa: E402
from kindline.provenance.bulk.records import address_row  # noqa: E402
from kindline.provenance.claims import Claim, Predicate  # noqa: E402
from kindline.provenance.decision import decide_country  # noqa: E402
from kindline.provenance.locate import gather  # noqa: E402
from kindline.provenance.pack import Pack  # noqa: E402
from kindline.provenance.resolver import NoResolver, Resolver, ZoneResolver  # noqa: E402
from tests.provenance.conftest import AT, ZONES, fixture_file  # noqa: E402
from tests.provenance.test_properties import texts  # noqa: E402

IPS = ["192.0.2.1", "192.0.2.20", "192.0.2.250", "198.51.100.200", "198.51.100.230", "203.0.113.1", "203.0.113.70",
       "203.0.113.180", "203.0.113.200", "2001:db8:496::1", "192.0.2.65"]  # fmt: skip
ROUTES = Routes({("web", "home"): "thuis", ("web", "abroad_member"): "lid", ("app", "no_host"): "app"}, frozenset("DE"))


class Invented:
    """Addresses for every name, by its length; some names have none."""

    def resolve(self, host: str, *, at: datetime) -> list[Claim]:
        if ips := self.addresses([host])[0]:
            return claims_of_known(host, ips, source="known", version="1", at=at)
        return NoResolver().resolve(host, at=at)

    def addresses(self, hosts: Sequence[str]) -> list[tuple[str, ...]]:
        return [tuple(sorted(IPS[len(host) % 11 :][: len(host) % 3])) for host in hosts]


def one_by_one(line: str, *, bench: Bench) -> dict[str, Any]:
    """The record as the single-address library gives it, written independently of the columns."""
    found = parse(line)
    if isinstance(found, Refusal):
        return {"error": found.code.value, "canon_version": CANON_VERSION, "kind": None, "key": None, "addresses": []}
    claims = gather(found, pack=bench.pack, resolver=bench.resolver, at=bench.at)
    place = decide_country(claims, home=bench.home, ruleset=bench.ruleset)
    ips = sorted({claim.value for claim in claims if claim.predicate is Predicate.RESOLVES_TO})
    return {
        "input": line,
        "kind": found.kind.value,
        "canonical": found.canonical,
        "key": found.key.hex(),
        "canon_version": found.canon_version,
        "host": found.host,
        "registrable_domain": found.registrable_domain,
        "addresses": [address_row(ip, bench.pack.locate(ip)) for ip in ips],
        "country": place.country,
        "confidence": place.confidence.value,
        "outcome": place.outcome.value,
        "reasons": [[reason.code, *reason.args] for reason in place.reasons],
        "route": bench.routes.of(found.kind.value, place.outcome.value, place.country, place.confidence.value),
        "error": None,
    }


def bench_of(resolver: Resolver, *, pack: str = "synthetic", routes: Routes = NO_ROUTES) -> Bench:
    return Bench(pack=Pack.shipped(pack), home="BE", at=AT, resolver=resolver, routes=routes)


BENCHES = {
    "nobody": bench_of(NoResolver()),
    "zone": bench_of(ZoneResolver(ZONES / "before.zone")),
    "invented": bench_of(Invented(), routes=ROUTES),
}


def assert_same(lines: Sequence[str], *, bench: Bench) -> None:
    records = locate_chunk(lines, bench=bench)
    assert list(records.columns) == list(SCHEMA) and len(records) == len(lines)
    for line, record in zip(lines, records.iter_rows(named=True), strict=True):
        expected = one_by_one(line, bench=bench)
        assert {name: record[name] for name in expected} == expected, line


def wpt() -> list[str]:
    cases = json.loads(fixture_file("urltestdata.json").read_text("utf-8"))
    return [case["input"].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            for case in cases if isinstance(case, dict)]  # fmt: skip


@pytest.mark.parametrize("name", BENCHES)
def test_the_standards_own_cases_come_out_alike(name: str) -> None:
    lines = wpt()
    assert_same(lines + [line.replace("\t", "").replace("\n", "") for line in lines], bench=BENCHES[name])


@pytest.mark.parametrize("name", BENCHES)
def test_the_addresses_of_the_demonstration_come_out_alike(name: str) -> None:
    hosts = [line.split()[0].removesuffix(".") for line in (ZONES / "before.zone").read_text().splitlines()
             if line[:1].isalpha()]  # fmt: skip
    reports = (Path(__file__).parents[3] / "examples" / "reports.csv").read_text("utf-8").splitlines()
    lines = [f"https://{host}/a?b=1#c" for host in hosts] + [f"HTTP://{host}:80/x/../y" for host in hosts] + reports
    assert_same([*lines, *(cell for row in reports for cell in row.split(","))], bench=BENCHES[name])


SOME_HOSTS = (
    "t.me www.snapchat.com a.co.uk x.kawasaki.jp city.kawasaki.jp user.github.io 1.2.3.4 [2001:db8:496::5] 10.0.0.1 "
    "tenants.example a.tenants.example x.ipfs.dweb.link münchen.test xn--mnchen-3ya.test a.eth b.invalid c.local "
    "home.arpa 0x7f.1 www.ck a.b.ck xn--85x722f.com.cn a.xn--p1ai example(dot)test localhost 127.0.0.1 a.onion b.i2p"
).split()
names = st.lists(st.text("abcxyz019-_", min_size=1, max_size=6), min_size=1, max_size=4).map(".".join)
hosts = st.one_of(names, st.sampled_from([*SOME_HOSTS, "a" * 64 + ".test"]))
PIECES = r"/ a . .. %2e %2E%2e \ ? # ' ^ | ` { é : @ data: %3a ~ ipfs /ipfs/ KSK@x &q= % [ ;".split()
tails = st.lists(st.sampled_from([*PIECES, " ", "\t"]), max_size=8).map("".join)
schemes = st.sampled_from(
    ["http://", "https://", "HTTPS://", "http:", "ftp://", "hxxp://", "https:/", "http://u@", "http:\\\\"]
)
ports = st.sampled_from(["", "", "", ":80", ":443", ":8080", ":8888", ":", ":0080", ":99999"])
urls = st.tuples(schemes, hosts, ports, st.sampled_from(["", "/", "?", "#"]), tails).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(urls, texts), max_size=12), st.sampled_from(sorted(BENCHES)))
def test_any_lines_come_out_alike(lines: list[str], name: str) -> None:
    readable = [line.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") for line in lines]
    assert_same(readable, bench=BENCHES[name])


def test_the_real_pack_comes_out_alike() -> None:
    class Spread:
        """One or two addresses of the whole space for every name."""

        def resolve(self, host: str, *, at: datetime) -> list[Claim]:
            return claims_of_known(host, self.addresses([host])[0], source="known", version="1", at=at)

        def addresses(self, hosts: Sequence[str]) -> list[tuple[str, ...]]:
            numbers = [(int(host[1:].partition(".")[0]) * 2654435761) % (1 << 32) for host in hosts]
            ips = [".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0)) for number in numbers]
            return [(ip,) if len(ip) % 5 else tuple(sorted((ip, "192.0.2.1"))) for ip in ips]

    lines = [f"https://h{number}.example/" for number in range(1200)]
    assert_same(lines, bench=bench_of(Spread(), pack="demonstration"))


def test_what_may_be_content_is_never_written_out() -> None:
    payload = "data:image/png;base64," + "QUJD" * 100
    (record,) = locate_chunk([payload], bench=BENCHES["nobody"]).to_dicts()
    assert record["error"] == "embedded_content" and "QUJD" not in json.dumps(record)
    assert f"length={len(payload)}" in record["reasons"][0]
