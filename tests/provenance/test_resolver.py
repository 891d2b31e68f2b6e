"""Resolving: all addresses, whole chains, every silence; and nothing asked that must not be asked."""

from collections.abc import Iterator

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import pytest

from kindline.provenance.claims import Claim, Disclosure, Predicate
from kindline.provenance.resolver import (
    ForwardingResolver,
    NeverResolved,
    NoResolver,
    RecordedZone,
    ResolutionFailed,
    ZoneResolver,
    may_resolve,
)
from tests.provenance.conftest import AT, ZONES
from tests.provenance.loopback import LoopbackServer, serving, truncated_over_udp

FORBIDDEN = ["abc.onion", "abc.i2p", "x.invalid", "192.0.2.1", "[2001:db8::1]", "2001:db8::1", "localhost", "a.local",
             "", "1.2.0.192.in-addr.arpa", "a" * 64 + ".test", "a..test"]  # fmt: skip


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with serving(LoopbackServer(RecordedZone.from_file(ZONES / "before.zone"))) as running:
        yield running


def resolver_for(server: LoopbackServer, **options: object) -> ForwardingResolver:
    return ForwardingResolver("127.0.0.1", server.port, 0.4, **options)  # type: ignore[arg-type]


def said(claims: list[Claim]) -> list[tuple[str, str, str]]:
    return [(claim.subject, claim.predicate.value, claim.value) for claim in claims]


def test_a_and_aaaa_are_both_asked_and_kept(server: LoopbackServer) -> None:
    claims = resolver_for(server).resolve("vier-en-zes.test", at=AT)
    assert said(claims) == [
        ("vier-en-zes.test", "resolves_to", "192.0.2.62"),
        ("vier-en-zes.test", "resolves_to", "2001:db8:502::30"),
    ]
    assert {claim.disclosure for claim in claims} == {Disclosure.L2}
    assert claims[0].detail("ttl") == "300" and claims[0].detail("ad") == "no" and len(claims[0].raw_sha256) == 64


def test_an_ipv6_only_host_is_found(server: LoopbackServer) -> None:
    """SCART's first fault of look-up: IPv4 only (civil-hotline.md §1.5 no. 2)."""
    found = said(resolver_for(server).resolve("zes.test", at=AT))
    assert found == [("zes.test", "no_address", "nodata"), ("zes.test", "resolves_to", "2001:db8:496::60")]


def test_every_address_of_a_name_is_kept(server: LoopbackServer) -> None:
    found = {
        value
        for _, kind, value in said(resolver_for(server).resolve("twee-landen.test", at=AT))
        if kind == "resolves_to"
    }
    assert found == {"192.0.2.30", "192.0.2.158"}


def test_the_whole_chain_of_aliases_is_kept(server: LoopbackServer) -> None:
    found = said(resolver_for(server).resolve("omweg.test", at=AT))
    assert ("omweg.test", "alias_of", "cdn.omweg.test") in found
    assert ("cdn.omweg.test", "alias_of", "edge7.birkenhain.example") in found
    assert ("edge7.birkenhain.example", "resolves_to", "198.51.100.40") in found


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("verdwenen.test", "nxdomain"),
        ("alleen-post.test", "nodata"),
        ("loos.test", "nxdomain"),
        ("cirkel.test", "cname_loop"),
    ],
)
def test_a_silence_is_a_claim(server: LoopbackServer, host: str, why: str) -> None:
    assert why in {value for _, kind, value in said(resolver_for(server).resolve(host, at=AT)) if kind == "no_address"}


def test_the_zone_offline_says_what_the_server_says(server: LoopbackServer) -> None:
    offline = ZoneResolver(ZONES / "before.zone")
    for host in RecordedZone.from_file(ZONES / "before.zone").names()[::9]:
        host = host.replace("*", "iets")
        assert said(offline.resolve(host, at=AT)) == said(resolver_for(server).resolve(host, at=AT))


def test_a_wildcard_answers_for_names_that_have_none_of_their_own(before: ZoneResolver) -> None:
    assert said(before.resolve("a.b.wild.test", at=AT))[0] == ("a.b.wild.test", "resolves_to", "192.0.2.124")
    assert said(before.resolve("vast.wild.test", at=AT))[0] == ("vast.wild.test", "resolves_to", "192.0.2.220")
    assert said(before.resolve("onder.vast.wild.test", at=AT))[0][2] == "nxdomain"
    assert said(before.resolve("wild.test", at=AT))[0][2] == "nodata"


def test_the_recorded_zone_gives_the_same_hash_each_time(before: ZoneResolver) -> None:
    assert before.resolve("omweg.test", at=AT) == before.resolve("omweg.test", at=AT)


@pytest.mark.parametrize("host", FORBIDDEN)
def test_what_must_not_be_asked_is_never_asked(server: LoopbackServer, before: ZoneResolver, host: str) -> None:
    assert not may_resolve(host)
    for resolver in (resolver_for(server), before, NoResolver()):
        with pytest.raises(NeverResolved):
            resolver.resolve(host, at=AT)
    assert server.queries == []


def test_only_recursion_desired_address_questions_without_options_leave(server: LoopbackServer) -> None:
    for host in ("album.test", "omweg.test", "verdwenen.test", "cirkel.test"):
        resolver_for(server).resolve(host, at=AT)
    for _, query in server.queries:
        (question,) = query.question
        assert question.rdtype in (dns.rdatatype.A, dns.rdatatype.AAAA)
        assert query.flags & dns.flags.RD
        assert query.options == ()
    assert len(server.queries) > 8  # the canary: the server does write down what it is asked


def test_an_alias_may_not_lead_where_nothing_is_asked() -> None:
    zone = RecordedZone("$ORIGIN .\n$TTL 60\nlokaas.test. IN CNAME verborgen.onion.\n")

    def cut(response: dns.message.Message, transport: str) -> dns.message.Message:
        response.set_rcode(dns.rcode.NOERROR)
        return response

    with serving(LoopbackServer(zone, cut)) as server:
        found = said(resolver_for(server).resolve("lokaas.test", at=AT))
        asked = {query.question[0].name.to_text() for _, query in server.queries}
    assert asked == {"lokaas.test."}
    assert ("verborgen.onion", "no_address", "not_asked") in found


def test_a_truncated_answer_is_asked_again_over_tcp_of_the_same_server() -> None:
    with serving(LoopbackServer(RecordedZone.from_file(ZONES / "before.zone"), truncated_over_udp)) as server:
        found = said(resolver_for(server).resolve("album.test", at=AT))
        assert ("album.test", "resolves_to", "192.0.2.1") in found
        assert [transport for transport, _ in server.queries] == ["udp", "tcp", "udp", "tcp"]


def failing(rcode: dns.rcode.Rcode, only: dns.rdatatype.RdataType | None = None):  # type: ignore[no-untyped-def]
    def change(response: dns.message.Message, transport: str) -> dns.message.Message:
        if only is None or response.question[0].rdtype == only:
            response.answer.clear()
            response.set_rcode(rcode)
        return response

    return change


@pytest.mark.parametrize(
    ("rcode", "why"),
    [(dns.rcode.SERVFAIL, "servfail"), (dns.rcode.REFUSED, "refused"), (dns.rcode.NOTIMP, "bad_answer")],
)
def test_a_resolver_that_fails_is_not_a_host_that_is_gone(rcode: dns.rcode.Rcode, why: str) -> None:
    broken = LoopbackServer(RecordedZone.from_file(ZONES / "before.zone"), failing(rcode))
    with serving(broken) as server, pytest.raises(ResolutionFailed) as caught:
        resolver_for(server).resolve("album.test", at=AT)
    assert caught.value.code == why and len(caught.value.claims) == 2


def test_half_an_answer_is_kept_with_its_silence() -> None:
    change = failing(dns.rcode.SERVFAIL, only=dns.rdatatype.AAAA)
    with serving(LoopbackServer(RecordedZone.from_file(ZONES / "before.zone"), change)) as server:
        found = said(resolver_for(server).resolve("album.test", at=AT))
    assert found == [("album.test", "resolves_to", "192.0.2.1"), ("album.test", "no_address", "servfail")]


def test_a_silent_resolver_is_a_time_out() -> None:
    silent = LoopbackServer(RecordedZone("$ORIGIN .\n"), lambda response, transport: None)
    with serving(silent) as server, pytest.raises(ResolutionFailed) as caught:
        ForwardingResolver("127.0.0.1", server.port, 0.15).resolve("album.test", at=AT)
    assert caught.value.code == "timeout"


def test_a_lying_answer_for_another_name_is_not_believed() -> None:
    other = RecordedZone("$ORIGIN .\n$TTL 60\nander.test. IN A 192.0.2.9\n")

    def lie(response: dns.message.Message, transport: str) -> dns.message.Message:
        query = dns.message.make_query("ander.test.", response.question[0].rdtype)
        forged = other.answer(query)
        forged.id = response.id
        return forged

    with serving(LoopbackServer(other, lie)) as server, pytest.raises(ResolutionFailed):
        ForwardingResolver("127.0.0.1", server.port, 0.2).resolve("album.test", at=AT)


def test_each_query_is_announced_to_the_audit_before_it_leaves(server: LoopbackServer) -> None:
    announced: list[str] = []
    resolver_for(server, on_query=announced.append).resolve("album.test", at=AT)
    assert announced == ["album.test", "album.test"]


def test_no_resolver_says_that_nobody_was_asked() -> None:
    (claim,) = NoResolver().resolve("album.test", at=AT)
    assert (claim.value, claim.disclosure) == ("not_asked", Disclosure.L0)
    assert claim.predicate is Predicate.NO_ADDRESS
