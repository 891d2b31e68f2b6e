"""Each published format is read as its publisher means it, on made-up samples; anything else is refused by name."""

import gzip
import json
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindline.provenance.pack.cutting import cut
from kindline.provenance.packing.formats import FORMATS, read
from kindline.provenance.packing.merging import Marks, merge
from kindline.provenance.packing.operators import marks_from
from kindline.provenance.packing.said import Column, NotThatTable, Said
from tests.provenance.mmdb_sample import mmdb


def spans(said: Said, column: Column, version: int = 4) -> list[tuple[str, str, str]]:
    found = said.ranges.get((column, version), [])
    return [(str(ip_address(first)), str(ip_address(last)), value) for first, last, value in found]


DELEGATED = b"""2|ripencc|20261101|5|19830705|20261031|+0100
# a comment
ripencc|*|ipv4|*|2|summary
ripencc|NL|ipv4|192.0.2.0|192|20010101|allocated|h1
ripencc|BE|ipv4|198.51.100.0|256|20010101|assigned|h2
ripencc||ipv4|203.0.113.0|256||available|
ripencc|EU|ipv6|2001:db8:f000::|36|20010101|allocated|h3
ripencc|DE|ipv6|2001:db8::|36|20010101|allocated|h4
ripencc|FR|asn|64496|2|20010101|allocated|h5
"""


def test_registries_count_addresses_and_free_space_says_nothing() -> None:
    said = read(DELEGATED, format="delegated", options={})
    assert spans(said, Column.REGISTRATION_CC) == [
        ("192.0.2.0", "192.0.2.191", "NL"),
        ("198.51.100.0", "198.51.100.255", "BE"),
    ]
    assert spans(said, Column.REGISTRATION_CC, 6) == [("2001:db8::", "2001:db8:fff:ffff:ffff:ffff:ffff:ffff", "DE")]
    assert said.holder_ccs == {64496: "FR", 64497: "FR"}


def test_origins_of_routeviews_and_ris() -> None:
    views = read(b"192.0.2.0\t24\t64496_64497\n198.51.100.0\t24\t64498,64499\n", format="prefix2as", options={})
    assert [value for *_, value in spans(views, Column.ASN)] == ["64496", "64498"]
    seen = b"% a comment\n\n64500\t192.0.2.0/24\t300\n{64501,64502}\t2001:db8::/32\t40\n"
    ignored = b"64503\t198.51.100.0/24\t3\n1\t0.0.0.0/0\t99\n"
    said = read(seen + ignored, format="ris", options={})
    assert spans(said, Column.ASN) == [("192.0.2.0", "192.0.2.255", "64500")]
    assert [value for *_, value in spans(said, Column.ASN, 6)] == ["64501"]


def test_iptoasn_speaks_of_the_as_and_its_country() -> None:
    table = b"192.0.2.0\t192.0.2.127\t64496\tBE\tKLAPROOS\n192.0.2.128\t192.0.2.255\t0\tNone\tNot routed\n"
    said = read(gzip.compress(table), format="iptoasn", options={})
    assert spans(said, Column.ASN) == [("192.0.2.0", "192.0.2.127", "64496")]
    assert spans(said, Column.HOLDER_CC) == [("192.0.2.0", "192.0.2.127", "BE")]
    assert (said.holders, said.holder_ccs) == ({64496: "KLAPROOS"}, {64496: "BE"})


def test_names_of_ases() -> None:
    said = read(b"64496 KLAPROOS Klaproos, the hoster, BE\n64497 NAMELESS\n", format="as_names", options={})
    assert said.holders == {64496: "KLAPROOS Klaproos, the hoster", 64497: "NAMELESS"}
    assert said.holder_ccs == {64496: "BE"}


def test_tables_of_ranges_in_numbers() -> None:
    asn = read(b'3221225984,3221226239,64496,"Klaproos, Inc."\n', format="asn_csv", options={"version": 4})
    assert spans(asn, Column.ASN) == [("192.0.2.0", "192.0.2.255", "64496")]
    assert asn.holders == {64496: "Klaproos, Inc."}
    place = read(b"3221225984,3221226239,zz\n3221226240,3221226241,nl\n", format="country_csv",
                 options={"version": 4, "column": "geo_cc"})  # fmt: skip
    assert [value for *_, value in spans(place, Column.GEO_CC)] == ["NL"]


def test_a_geofeed_line_without_a_country_says_nothing() -> None:
    feed = b"# feed\n192.0.2.0/25,BE,BE-BRU,Brussels,\n192.0.2.128/25,,,,\n2001:db8::/32,NL,,,\n"
    said = read(feed, format="geofeed", options={})
    assert spans(said, Column.GEO_CC) == [("192.0.2.0", "192.0.2.127", "BE")]
    assert len(spans(said, Column.GEO_CC, 6)) == 1


def test_published_ranges_of_proxies() -> None:
    plain = read(b"192.0.2.0/24\n2001:db8::/32\n", format="prefix_list", options={"operator": "Umbra"})
    assert spans(plain, Column.PROXY) == [("192.0.2.0", "192.0.2.255", "Umbra")]
    amazon = json.dumps({"prefixes": [{"ip_prefix": "192.0.2.0/24", "service": "EDGE"},
                                      {"ip_prefix": "198.51.100.0/24", "service": "COMPUTE"}]}).encode()  # fmt: skip
    edge = read(amazon, format="prefix_json", options={"operator": "Edge", "service": "EDGE"})
    assert spans(edge, Column.PROXY) == [("192.0.2.0", "192.0.2.255", "Edge")]
    listed = read(b"operator,prefix\nUmbra,192.0.2.0/28\n", format="prefix_csv", options={})
    assert spans(listed, Column.PROXY) == [("192.0.2.0", "192.0.2.15", "Umbra")]


def test_a_country_table_in_mmdb() -> None:
    table = mmdb([("192.0.2.0/25", {"country_code": "BE"}), ("192.0.2.128/26", {"country_code": "NL"})])
    said = read(table, format="country_mmdb", options={"version": 4, "column": "holder_cc"})
    assert spans(said, Column.HOLDER_CC) == [
        ("192.0.2.0", "192.0.2.127", "BE"),
        ("192.0.2.128", "192.0.2.191", "NL"),
    ]


def test_a_bootstrap_keeps_https_servers_only() -> None:
    table = {"publication": "2026-11-01T00:00:00Z", "services": [
        [["64496-64499"], ["https://rdap.registry.example/", "http://rdap.registry.example/"]],
        [["64500"], ["http://plain.example/"]]]}  # fmt: skip
    said = read(json.dumps(table).encode(), format="bootstrap", options={"kind": "asn"})
    kept = json.loads(said.texts["bootstrap:asn"])["services"]
    assert kept == [[["64496-64499"], ["https://rdap.registry.example/"]]]


OPTIONS = {
    "asn_csv": {"version": 4},
    "country_csv": {"version": 4, "column": "geo_cc"},
    "country_mmdb": {"version": 4, "column": "geo_cc"},
    "bootstrap": {"kind": "asn"},
    "prefix_list": {"operator": "x"},
    "prefix_json": {"operator": "x"},
}


@pytest.mark.parametrize("format", sorted(FORMATS))
@pytest.mark.parametrize(
    "octets", [b"", b"<html>not found</html>", b"\x1f\x8bbroken", b"a\tb\n1\t2\t3\t4\n", b"{}", b"\xff"]
)
def test_what_is_not_the_table_is_refused_or_says_nothing(format: str, octets: bytes) -> None:
    """An error page in the place of a table must never become a table."""
    try:
        said = read(octets, format=format, options=OPTIONS.get(format, {}))
    except NotThatTable:
        return
    assert said.rows == 0


def test_an_as_that_changed_hands_is_left_out_and_reported() -> None:
    table = b"asn,holder,operator,role\n64496,Umbra Ltd,Umbra,proxy\n64497,Umbra Ltd,Umbra,proxy\n"
    table += b"64498,Roots,Roots,anycast\n"
    marks, rotten = marks_from(table, holders={64496: "Umbra Ltd", 64497: "Bakery Inc", 64498: "Roots"})
    assert (marks.proxies, marks.anycast) == ({64496: "Umbra"}, frozenset({64498}))
    assert rotten == ["AS64497 is no longer Umbra Ltd: not taken for Umbra"]


def test_the_earlier_table_is_heard_and_gaps_are_filled_by_the_later() -> None:
    first, second = Said(), Said()
    first.add_prefix(Column.GEO_CC, "192.0.2.0/25", "BE")
    second.add_prefix(Column.GEO_CC, "192.0.2.0/24", "NL")
    second.add_prefix(Column.ASN, "192.0.2.0/24", "64496")
    second.holders, second.holder_ccs = {64496: "Klaproos"}, {64496: "LU"}
    facts, intervals, holders = merge([first, second], marks=Marks({64496: "Umbra"}))
    rows = [intervals[4].row_of(int(ip_address(ip))) for ip in ("192.0.2.1", "192.0.2.200", "198.51.100.1")]
    assert [facts.geo_cc[row] for row in rows] == ["BE", "NL", ""]
    assert [(facts.holder_cc[row], facts.proxy[row]) for row in rows[:2]] == [("LU", "Umbra")] * 2
    assert rows[2] == 0 and holders == {64496: "Klaproos"}


spans_of_space = st.lists(
    st.tuples(st.integers(0, 255), st.integers(0, 255), st.sampled_from("ABC")).map(
        lambda item: (min(item[:2]), max(item[:2]), item[2])
    ),
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(spans_of_space)
def test_cutting_is_ascending_and_everything_uncovered_says_nothing(ranges: list[tuple[int, int, str]]) -> None:
    cuts = list(cut(ranges, nothing=""))
    assert [start for start, _ in cuts] == sorted(start for start, _ in cuts)
    for number in range(257):
        said = next((value for start, value in reversed(cuts) if start <= number), "")
        around = {value for first, last, value in ranges if first <= number <= last}
        assert said in around if around else said == ""


nested = st.lists(st.tuples(st.integers(0, 255), st.integers(24, 32), st.sampled_from(["BE", "NL", "FR"])), max_size=8)


@settings(max_examples=100, deadline=None)
@given(nested, nested, st.integers(0, 255))
def test_laid_over_each_other_every_column_says_what_it_said_alone(geo, asn, last) -> None:  # type: ignore[no-untyped-def]
    said, wanted = Said(), {}
    number = 0xC0000200 + last
    for column, rows in ((Column.GEO_CC, geo), (Column.REGISTRATION_CC, asn)):
        unique = {ip_network((0xC0000200 + start, length), strict=False): cc for start, length, cc in rows}
        for network, cc in unique.items():
            said.add_prefix(column, str(network), cc)
        around = [network for network in unique if ip_address(number) in network]
        wanted[column] = unique[max(around, key=lambda network: network.prefixlen)] if around else ""
    facts, intervals, _ = merge([said], marks=Marks())
    row = intervals[4].row_of(number)
    assert (facts.geo_cc[row], facts.registration_cc[row]) == (wanted[Column.GEO_CC], wanted[Column.REGISTRATION_CC])
