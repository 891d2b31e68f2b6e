"""Names that may have been made for one visitor: what is learnt without asking for them, and when they are asked."""

import random
import string
from collections.abc import Iterator
from datetime import timedelta

import dns.message
import dns.rcode
import pytest

from kindline.provenance.address import Locator, parse
from kindline.provenance.claims import Claim, Disclosure, Predicate
from kindline.provenance.decision import Confidence, Outcome, decide_country
from kindline.provenance.locate import gather
from kindline.provenance.pack import Pack
from kindline.provenance.resolver import ForwardingResolver, Memory, RecordedZone, ResolutionFailed, identifies
from kindline.provenance.resolver.identifying import sibling
from tests.provenance.conftest import AT
from tests.provenance.loopback import LoopbackServer, serving

TOKEN = "7f3a9c2e"
ZONE = f"""$ORIGIN .
$TTL 600
album.test. IN A 192.0.2.1
{TOKEN}.album.test. IN A 192.0.2.2
joker.test. IN A 192.0.2.1
*.joker.test. IN A 192.0.2.158
alias.test. IN A 192.0.2.1
*.alias.test. IN CNAME edge.birkenhain.example.
edge.birkenhain.example. IN A 198.51.100.40
plain.test. IN CNAME {TOKEN}.album.test.
cut.test. IN CNAME {TOKEN}.elders.example.
"""


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with serving(LoopbackServer(RecordedZone(ZONE))) as running:
        yield running


def resolver(server: LoopbackServer, **options: object) -> ForwardingResolver:
    return ForwardingResolver("127.0.0.1", server.port, 0.5, **options)  # type: ignore[arg-type]


def asked(server: LoopbackServer) -> list[str]:
    return list(dict.fromkeys(query.question[0].name.to_text(omit_final_dot=True) for _, query in server.queries))


def found(claims: list[Claim], predicate: Predicate) -> list[str]:
    return [claim.value for claim in claims if claim.predicate is predicate]


TELLING = [
    "7f3a9c2e.a.test", "reporter-7f3a9c.cdn.leak.test", "img.reporter-7f3a9c.cdn.leak.test", "deadbeef01.a.test",
    "550e8400-e29b-41d4-a716-446655440000.a.test", "xkqzvbnmtr.a.test", "onsxg5bq.a.test", "dqw4w9wgxcq.a.test",
    "0123456789.a.test", "u20261121093015.a.test", "q" * 40 + ".a.test", "x7f-k2m-9qz-4tr.a.co.uk", "A1B2C3D4.a.test",
]  # fmt: skip
ORDINARY = [
    "www.a.test", "a.test", "7f3a9c2e.test", "img12.a.test", "cdn1-eu2-west3.a.test", "static2.a.test",
    "fotoalbum.a.test", "cdn-eu-west-1.a.test",
    "kinderfotos.a.test", "schlechtwetter.a.test", "gallery2024.a.test", "xn--mnchen-3ya.a.test", "mta-sts.a.test",
    "autodiscover.a.test", "wordpress.a.test", "m3u8.a.test", "4chan.a.test", "ns123.a.test", "7f3a9c2e.github.io",
    "webcam4.a.test", "thumbnails.a.test", "mediaserver.a.test", "userimages.a.test", "album.wild.a.test",
]  # fmt: skip


@pytest.mark.parametrize("host", TELLING)
def test_a_label_made_for_one_visitor_is_seen(host: str) -> None:
    assert identifies(host)


@pytest.mark.parametrize("host", ORDINARY)
def test_an_ordinary_label_is_not_taken_for_one(host: str) -> None:
    assert not identifies(host)


def test_of_random_labels_few_are_missed() -> None:
    drawn = random.Random(7)
    alphabets = {
        "hex": "0123456789abcdef",
        "base32": "abcdefghijklmnopqrstuvwxyz234567",
        "base36": string.digits + string.ascii_lowercase,
    }
    missed = {
        name: sum(not identifies("".join(drawn.choices(letters, k=12)) + ".a.test") for _ in range(1000))
        for name, letters in alphabets.items()
    }
    assert max(missed.values()) <= 50, missed


def test_a_sibling_keeps_the_shape_and_no_token() -> None:
    other = sibling("img.reporter-7f3a9c.cdn.leak.test", draw=lambda: "anders")
    assert other == "img.anders.cdn.leak.test"
    assert sibling(f"{TOKEN}.a.test") != sibling(f"{TOKEN}.a.test")


def test_without_approval_the_name_itself_is_never_asked(server: LoopbackServer) -> None:
    claims = resolver(server).resolve(f"{TOKEN}.album.test", at=AT)
    (waits,) = claims
    assert (waits.subject, waits.value) == (f"{TOKEN}.album.test", "needs_approval")
    assert waits.disclosure is Disclosure.L0 and waits.detail("domain_at") == "192.0.2.1"
    assert asked(server)[0] == "album.test" and len(asked(server)) == 2
    assert TOKEN not in " ".join(asked(server))


def test_with_approval_it_is_asked_and_the_claims_say_so(server: LoopbackServer) -> None:
    claims = resolver(server, approved=True).resolve(f"{TOKEN}.album.test", at=AT)
    assert found(claims, Predicate.RESOLVES_TO) == ["192.0.2.2"]
    assert {claim.disclosure for claim in claims} == {Disclosure.L3}
    assert asked(server) == [f"{TOKEN}.album.test"]
    assert {c.disclosure for c in resolver(server, approved=True).resolve("album.test", at=AT)} == {Disclosure.L2}


def test_where_everything_answers_alike_the_sibling_stands_in(server: LoopbackServer) -> None:
    host = f"{TOKEN}.joker.test"
    claims = resolver(server).resolve(host, at=AT)
    assert found(claims, Predicate.RESOLVES_TO) == ["192.0.2.158"]
    assert claims[0].subject == host and claims[0].detail("provisional") == "wildcard"
    assert found(claims, Predicate.NO_ADDRESS) == ["needs_approval"]
    assert TOKEN not in " ".join(asked(server))


def test_a_siblings_alias_stands_in_with_its_chain(server: LoopbackServer) -> None:
    claims = resolver(server).resolve(f"{TOKEN}.alias.test", at=AT)
    assert {(claim.subject, claim.value) for claim in claims if claim.predicate is Predicate.ALIAS_OF} == {
        (f"{TOKEN}.alias.test", "edge.birkenhain.example")}  # fmt: skip
    assert found(claims, Predicate.RESOLVES_TO) == ["198.51.100.40"]


def test_where_the_domain_does_not_exist_nobody_needs_to_approve(server: LoopbackServer) -> None:
    claims = resolver(server).resolve(f"{TOKEN}.weg.test", at=AT)
    assert set(found(claims, Predicate.NO_ADDRESS)) == {"nxdomain"}
    assert asked(server) == ["weg.test"]


def test_an_alias_does_not_lead_to_such_a_name_either(server: LoopbackServer) -> None:
    def cut(response: dns.message.Message, transport: str) -> dns.message.Message:
        response.set_rcode(dns.rcode.NOERROR)
        return response

    server.change = cut
    claims = resolver(server).resolve("cut.test", at=AT)
    assert "needs_approval" in found(claims, Predicate.NO_ADDRESS)
    assert TOKEN not in " ".join(asked(server))
    # What the resolver itself followed it has told us unasked.
    assert found(resolver(server).resolve("plain.test", at=AT), Predicate.RESOLVES_TO) == ["192.0.2.2"]


@pytest.mark.parametrize(
    ("host", "outcome"), [(f"{TOKEN}.album.test", Outcome.UNKNOWN_NETWORK), (f"{TOKEN}.joker.test", None)]
)
def test_a_decision_on_a_guess_needs_a_person(
    server: LoopbackServer, pack: Pack, host: str, outcome: Outcome | None
) -> None:
    locator = parse(f"http://{host}/")
    assert isinstance(locator, Locator)
    location = decide_country(gather(locator, pack=pack, resolver=resolver(server), at=AT), home="BE")
    assert location.confidence is Confidence.PERSON and "name_not_asked" in {reason.code for reason in location.reasons}
    assert outcome in (None, location.outcome)


def test_what_was_answered_is_not_asked_again_within_its_time(server: LoopbackServer) -> None:
    asking = resolver(server, memory=Memory())
    for minutes in (0, 4, 9):
        assert asking.resolve("album.test", at=AT + timedelta(minutes=minutes))[0].observed_at == AT
    assert len(server.queries) == 2
    assert asking.resolve("album.test", at=AT + timedelta(minutes=11))[0].observed_at == AT + timedelta(minutes=11)
    assert asking.resolve("album.test", at=AT - timedelta(minutes=1))[0].observed_at < AT


def test_times_to_live_are_clamped() -> None:
    with serving(
        LoopbackServer(RecordedZone("$ORIGIN .\na.test. 1 IN A 192.0.2.1\nb.test. 900000 IN A 192.0.2.2\n"))
    ) as server:
        asking = resolver(server, memory=Memory())
        for host, still, over in (("a.test", 4, 6), ("b.test", 59, 61)):
            asking.resolve(host, at=AT)
            count = len(server.queries)
            asking.resolve(host, at=AT + timedelta(minutes=still))
            assert len(server.queries) == count
            asking.resolve(host, at=AT + timedelta(minutes=over))
            assert len(server.queries) == count + 2


def test_a_no_is_remembered_and_a_failure_is_not(server: LoopbackServer) -> None:
    asking = resolver(server, memory=Memory())
    for _ in range(2):
        assert found(asking.resolve("weg.test", at=AT), Predicate.NO_ADDRESS) == ["nxdomain", "nxdomain"]
    assert len(server.queries) == 2
    with serving(LoopbackServer(RecordedZone("$ORIGIN .\n"), lambda response, transport: None)) as silent:
        asking = ForwardingResolver("127.0.0.1", silent.port, 0.05, memory=(kept := Memory()))
        with pytest.raises(ResolutionFailed):
            asking.resolve("album.test", at=AT)
        assert len(kept) == 0


def test_what_waits_for_a_person_is_remembered_apart_from_what_was_approved(server: LoopbackServer) -> None:
    asking = resolver(server, memory=Memory())
    host = f"{TOKEN}.album.test"
    assert found(asking.resolve(host, at=AT), Predicate.NO_ADDRESS) == ["needs_approval"]
    assert found(asking.approving().resolve(host, at=AT), Predicate.RESOLVES_TO) == ["192.0.2.2"]
    count = len(server.queries)
    assert found(asking.resolve(host, at=AT), Predicate.NO_ADDRESS) == ["needs_approval"]
    assert len(server.queries) == count


def test_the_memory_is_no_list_of_reported_hosts(server: LoopbackServer) -> None:
    kept = Memory()
    resolver(server, memory=kept).resolve("album.test", at=AT)
    assert "album" not in repr(vars(kept)) and {len(key) for key in kept._kept} == {32}
    other = Memory()
    resolver(server, memory=other).resolve("album.test", at=AT)
    assert set(kept._kept) != set(other._kept)
    kept.forget("album.test")
    assert len(kept) == 0


def test_the_memory_is_bounded(server: LoopbackServer) -> None:
    kept = Memory(most=3)
    asking = resolver(server, memory=kept)
    for at in range(6):
        asking.resolve(f"naam{at}.joker.test", at=AT)
    assert len(kept) == 3
