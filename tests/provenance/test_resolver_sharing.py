"""Several shared resolvers as one: in turn, over lines that stay open, past those that fail, stay silent or lie."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from kindline.provenance.claims import Claim
from kindline.provenance.resolver import (
    Datagrams,
    ForwardingResolver,
    NotAResolver,
    RecordedZone,
    ResolutionFailed,
    SharedResolvers,
    TlsLines,
    resolvers_in,
)
from tests.provenance.certificates import certificate
from tests.provenance.conftest import AT, ZONES
from tests.provenance.loopback import Change, LoopbackServer, serving, serving_tls, truncated_over_udp

NAME = "resolver.example"
Start = Callable[..., tuple[LoopbackServer, TlsLines]]


def as_it_is(response: dns.message.Message, transport: str) -> dns.message.Message:
    return response


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    pem = certificate(tmp_path, NAME)
    with ExitStack() as stack:

        def started(change: Change = as_it_is, *, timeout: float = 0.5) -> tuple[LoopbackServer, TlsLines]:
            server = LoopbackServer(RecordedZone.from_file(ZONES / "before.zone"), change)
            stack.enter_context(serving_tls(server, pem))
            place = f"place-{server.port}"
            line = TlsLines("127.0.0.1", server.port, server_name=NAME, ca_file=str(pem), timeout=timeout, place=place)
            return server, line

        yield started


def hosts(count: int) -> list[str]:
    return [f"{name}{at}.wild.test" for at in range(count) for name in ("beeld",)]


def sources(claims: list[Claim]) -> set[str]:
    return {claim.source for claim in claims}


def test_resolvers_take_turns_and_each_claim_names_the_one_that_answered(start: Start) -> None:
    (one, first), (two, second) = start(), start()
    resolver = SharedResolvers([first, second])
    told = [sources(resolver.resolve(host, at=AT)) for host in hosts(4)]
    assert told == [{f"resolver:{first.place}"}, {f"resolver:{second.place}"}] * 2
    assert len(one.queries) == len(two.queries) == 4


def test_lines_stay_open(start: Start) -> None:
    server, line = start()
    resolver = SharedResolvers([line])
    for host in hosts(8):
        resolver.resolve(host, at=AT)
    assert (server.lines, len(server.queries)) == (1, 16)


def test_questions_inside_tls_all_have_one_length(start: Start) -> None:
    """RFC 8467: else the length of what is encrypted tells which name it was."""
    lengths = set()
    server, line = start()
    answer = server.answer
    server.answer = lambda wire, transport: (lengths.add(len(wire)), answer(wire, transport))[1]  # type: ignore[method-assign,func-returns-value]
    for host in ("a.test", "een-veel-langere-naam-dan-de-eerste.wild.test"):
        SharedResolvers([line]).resolve(host, at=AT)
    assert lengths == {128}
    for _, query in server.queries:
        assert {option.otype for option in query.options} == {dns.edns.OptionType.PADDING}


def silent(response: dns.message.Message, transport: str) -> None:
    return None


def refusing(response: dns.message.Message, transport: str) -> dns.message.Message:
    response.answer.clear()
    response.set_rcode(dns.rcode.REFUSED)
    return response


def failing(response: dns.message.Message, transport: str) -> dns.message.Message:
    response.answer.clear()
    response.set_rcode(dns.rcode.SERVFAIL)
    return response


def with_wrong_id(response: dns.message.Message, transport: str) -> dns.message.Message:
    response.id ^= 0x0F0F
    return response


def with_wrong_question(response: dns.message.Message, transport: str) -> dns.message.Message:
    other = dns.message.make_response(dns.message.make_query("ander.test.", response.question[0].rdtype))
    other.id = response.id
    other.answer.append(dns.rrset.from_text("ander.test.", 60, "IN", "A", "203.0.113.9"))
    return other


def out_of_bailiwick(response: dns.message.Message, transport: str) -> dns.message.Message:
    response.answer.append(dns.rrset.from_text("ander.test.", 60, "IN", "A", "203.0.113.9"))
    return response


def two_targets(response: dns.message.Message, transport: str) -> dns.message.Message:
    name = response.question[0].name.to_text()
    response.answer[:] = [dns.rrset.from_text(name, 60, "IN", "CNAME", target) for target in ("a.test.", "b.test.")]
    return response


def another_type(response: dns.message.Message, transport: str) -> dns.message.Message:
    response.answer.append(dns.rrset.from_text(response.question[0].name.to_text(), 60, "IN", "TXT", "x"))
    return response


def a_question(response: dns.message.Message, transport: str) -> dns.message.Message:
    response.flags &= ~dns.flags.QR
    return response


LIES = [with_wrong_id, with_wrong_question, out_of_bailiwick, two_targets, another_type, a_question]


@pytest.mark.parametrize("fault", [silent, refusing, failing, *LIES], ids=lambda fault: fault.__name__)
def test_a_resolver_that_fails_or_lies_is_passed_over(start: Start, fault: Change) -> None:
    (bad, first), (good, second) = start(fault), start()
    claims = SharedResolvers([first, second]).resolve("album.test", at=AT)
    assert sources(claims) == {f"resolver:{second.place}"}
    assert "203.0.113.9" not in {claim.value for claim in claims}
    assert bad.queries and good.queries


@pytest.mark.parametrize("lie", LIES, ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("transport", ["udp", "dot"])
def test_a_lie_alone_is_no_answer(start: Start, lie: Change, transport: str) -> None:
    if transport == "dot":
        with pytest.raises(ResolutionFailed) as caught:
            SharedResolvers([start(lie)[1]]).resolve("album.test", at=AT)
        assert caught.value.code == "bad_answer"
        return
    server = LoopbackServer(RecordedZone.from_file(ZONES / "before.zone"), lie)
    with serving(server), pytest.raises(ResolutionFailed):
        ForwardingResolver("127.0.0.1", server.port, 0.2).resolve("album.test", at=AT)


def test_one_that_is_not_there_is_left_alone_for_a_while(start: Start) -> None:
    good, line = start()
    nobody = TlsLines("127.0.0.1", 1, server_name=NAME, timeout=0.5)
    asked: list[str] = []
    resolver = SharedResolvers([nobody, line], on_query=asked.append)
    for host in hosts(6):
        resolver.resolve(host, at=AT)
    assert len(good.queries) == 12
    assert len(asked) == 14  # announced once to the one that was not there, and then never again


def test_a_dead_name_costs_no_resolver_its_turn(start: Start) -> None:
    """A name's own server being silent looks like the resolver's failure: once is no reason to leave it alone."""

    def dead(response: dns.message.Message, transport: str) -> dns.message.Message | None:
        return None if response.question[0].name.to_text() == "album.test." else response

    (one, first), (two, second) = start(dead, timeout=0.15), start(dead, timeout=0.15)
    resolver = SharedResolvers([first, second])
    for host in ["album.test", *hosts(4)]:
        try:
            resolver.resolve(host, at=AT)
        except ResolutionFailed as failure:
            assert (host, failure.code) == ("album.test", "timeout")
    assert {len(one.queries), len(two.queries)} == {6}


def test_truncation_goes_to_the_same_resolver_over_tcp() -> None:
    server = LoopbackServer(RecordedZone.from_file(ZONES / "before.zone"), truncated_over_udp)
    with serving(server):
        SharedResolvers([Datagrams("127.0.0.1", server.port)]).resolve("album.test", at=AT)
    assert {transport for transport, _ in server.queries} == {"udp", "tcp"}


def test_the_authentic_flag_the_hash_and_the_time_to_live_are_kept(start: Start) -> None:
    def authentic(response: dns.message.Message, transport: str) -> dns.message.Message:
        response.flags |= dns.flags.AD
        return response

    _, line = start(authentic)
    (claim,) = [c for c in SharedResolvers([line]).resolve("album.test", at=AT) if c.value == "192.0.2.1"]
    assert (claim.detail("ad"), claim.detail("ttl"), claim.detail("transport")) == ("yes", "300", "dot")
    assert len(claim.raw_sha256) == 64


def test_several_threads_share_the_lines(start: Start) -> None:
    server, line = start(timeout=5)
    resolver, found = SharedResolvers([line]), []

    def work(part: int) -> None:
        for host in hosts(40)[part::4]:
            found.append({claim.value for claim in resolver.resolve(host, at=AT)} - {"nodata"})

    threads = [threading.Thread(target=work, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 40 and all(values == {"192.0.2.124"} for values in found)
    assert server.lines <= 4


def test_no_question_but_those_for_addresses_can_be_made(start: Start) -> None:
    server, line = start()
    resolver = SharedResolvers([line])
    for host in ("album.test", "omweg.test", "verdwenen.test", "cirkel.test", "a1b2c3d4.wild.test"):
        resolver.resolve(host, at=AT)
    assert {query.question[0].rdtype for _, query in server.queries} == {dns.rdatatype.A, dns.rdatatype.AAAA}


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("127.0.0.1:5353", ["127.0.0.1"]),
        ("[::1]:53", ["::1"]),
        ("192.0.2.53@853#one.example, 2001:db8::53#two.example", ["one.example", "two.example"]),
    ],
)
def test_an_installation_names_its_resolvers_in_one_line(line: str, places: list[str]) -> None:
    assert [standing.courier.place for standing in resolvers_in(line)._standings] == places


@pytest.mark.parametrize("line", ["", "resolver.example", "192.0.2.53", "127.0.0.1:53, 192.0.2.53:53", "dot:x@y"])
def test_another_line_is_refused(line: str) -> None:
    with pytest.raises(NotAResolver):
        resolvers_in(line)
