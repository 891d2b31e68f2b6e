"""Asking registries: nobody else, never unapproved, over https, slowly, once for an allocation, and unnamed."""

import hashlib
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kindline.provenance.claims import Disclosure, Predicate
from kindline.provenance.rdap import (
    REGISTRIES,
    Autnum,
    Bootstrap,
    Domain,
    Network,
    NotApproved,
    NotAsked,
    RdapClient,
    RdapFailed,
)
from kindline.provenance.rdap.pacing import Busy, Pace
from tests.provenance.conftest import AT
from tests.provenance.registries import Registry, registry

NETWORK = Network("198.51.100.0/25")
PATH = "/rdap/ip/198.51.100.0/25"
BODY = json.dumps(
    {
        "objectClassName": "ip network", "handle": "NET-INVENTED", "country": "NL", "rdapConformance": ["rdap_level_0"],
        "startAddress": "198.51.100.0", "endAddress": "198.51.100.255",
        "links": [{"rel": "related", "href": "https://rdap.hoster.example/ip/198.51.100.0/25"}],
        "entities": [{"roles": ["abuse"], "vcardArray": ["vcard", [["email", {}, "text", "abuse@hoster.example"]]]}],
    }
).encode()  # fmt: skip


@pytest.fixture
def ripe(tmp_path: Path) -> Iterator[Registry]:
    with registry(tmp_path) as running:
        running.pages[PATH] = (200, {}, BODY)
        yield running


def bootstrap_for(url: str) -> Bootstrap:
    services = {
        "ipv4": [[["198.0.0.0/8"], ["http://rdap.wide.example/", "https://rdap.wide.example/"]],
                 [["198.51.100.0/24"], [url]]],
        "ipv6": [[["2001:db8::/32"], [url]]],
        "asn": [[["64496-64500", "64511"], [url]]],
        "dns": [[["test"], [url]], [["co.test"], ["https://rdap.co.example/"]]],
    }  # fmt: skip
    files = {name: {"publication": "2026-11-01T00:00:00Z", "services": each} for name, each in services.items()}
    return Bootstrap.from_json(json.dumps(files).encode())


def client(ripe: Registry, **options: Any) -> RdapClient:
    options = {"allowed": {ripe.server}, "ca_file": ripe.ca_file, "pace": lambda: Pace(every=0.01, burst=50)} | options
    return RdapClient(bootstrap_for(ripe.url), **options)


def test_nothing_is_asked_unless_a_person_approved(ripe: Registry) -> None:
    with pytest.raises(NotApproved):
        client(ripe).ask(NETWORK, at=AT)
    assert ripe.requests == []


def test_an_answer_is_kept_as_it_came_and_its_claims_say_who_said_so(ripe: Registry) -> None:
    answer = client(ripe).ask(NETWORK, at=AT, approved=True)
    assert (answer.raw, answer.sha256, answer.status) == (BODY, hashlib.sha256(BODY).hexdigest(), 200)
    country, contact = answer.claims(ip="198.51.100.7", asn=64496)
    assert (country.subject, country.predicate, country.value) == ("198.51.100.7", Predicate.RDAP_CC, "NL")
    assert (contact.subject, contact.value) == ("AS64496", "abuse@hoster.example")
    assert {claim.disclosure for claim in (country, contact)} == {Disclosure.L1}
    assert country.source == f"rdap:{ripe.server}" and country.raw_sha256 == answer.sha256
    assert answer.claims() == []


def test_a_request_says_nothing_of_who_asks(ripe: Registry) -> None:
    client(ripe).ask(NETWORK, at=AT, approved=True)
    ((path, headers),) = ripe.requests
    assert path == PATH
    assert headers == {"Host": ripe.server, "Accept": "application/rdap+json"}


def test_an_allocation_is_asked_about_once(ripe: Registry) -> None:
    asking = client(ripe)
    for subject in (NETWORK, Network("198.51.100.128/25"), Network("198.51.100.64/26")):
        assert asking.ask(subject, at=AT, approved=True).fact.handle == "NET-INVENTED"
    assert len(ripe.requests) == 1
    asking.ask(NETWORK, at=AT + timedelta(days=8), approved=True)
    assert len(ripe.requests) == 2


def test_that_there_is_nothing_is_remembered_for_a_day(ripe: Registry) -> None:
    asking = client(ripe)
    for hours in (0, 23, 25):
        answer = asking.ask(Autnum(64500), at=AT + timedelta(hours=hours), approved=True)
        assert (answer.status, answer.fact.error) == (404, "404 Not Found")
    assert len(ripe.requests) == 2


def test_what_is_remembered_lies_under_keys(ripe: Registry) -> None:
    asking = client(ripe)
    asking.ask(NETWORK, at=AT, approved=True)
    assert {len(key) for key in asking._answers._kept} == {32}
    assert "198.51.100" not in repr(asking._answers._kept)


def test_a_related_link_is_never_followed(ripe: Registry) -> None:
    """The hoster's own server may be in league with whoever is reported."""
    hoster = f"/rdap/hoster{PATH}"
    ripe.pages[PATH] = (
        200,
        {},
        BODY.replace(b"https://rdap.hoster.example", f"https://{ripe.server}{hoster}".encode()),
    )
    client(ripe).ask(NETWORK, at=AT, approved=True)
    assert [path for path, _ in ripe.requests] == [PATH]


def test_a_redirect_leads_to_another_registry_and_nowhere_else(ripe: Registry) -> None:
    elsewhere = f"https://{ripe.server}/other/198.51.100.0/25"
    ripe.pages[PATH] = (302, {"Location": elsewhere}, b"")
    ripe.pages["/other/198.51.100.0/25"] = (200, {}, BODY)
    assert client(ripe).ask(NETWORK, at=AT, approved=True).fact.country == "NL"
    for target in (
        f"http://{ripe.server}/x", f"https://127.0.0.1:{ripe.port}/x", "https://rdap.hoster.example/", "//h.example/",
        f"https://user@{ripe.server}/x", "https://[", "file:///etc/hostname", f"https://{ripe.server}.example/",
    ):  # fmt: skip
        ripe.pages[PATH] = (302, {"Location": target}, b"")
        with pytest.raises(RdapFailed) as caught:
            client(ripe).ask(NETWORK, at=AT, approved=True)
        assert caught.value.code == "not_allowed"


def test_redirects_come_to_an_end(ripe: Registry) -> None:
    ripe.pages[PATH] = (307, {"Location": PATH}, b"")
    with pytest.raises(RdapFailed) as caught:
        client(ripe).ask(NETWORK, at=AT, approved=True)
    assert (caught.value.code, len(ripe.requests)) == ("too_many_redirects", 3)


def test_only_servers_on_the_list_are_asked(ripe: Registry) -> None:
    with pytest.raises(RdapFailed) as caught:
        client(ripe, allowed=REGISTRIES).ask(NETWORK, at=AT, approved=True)
    assert (caught.value.code, ripe.requests) == ("not_allowed", [])
    assert "198.51" not in str(caught.value) + repr(caught.value)


def test_a_server_with_another_certificate_is_told_nothing(ripe: Registry) -> None:
    with pytest.raises(RdapFailed) as caught:
        client(ripe, ca_file=None).ask(NETWORK, at=AT, approved=True)
    assert (caught.value.code, ripe.requests) == ("unreachable", [])


@pytest.mark.parametrize(
    "page", [(500, {}, b"{}"), (200, {}, b" " * (1 << 20 | 1)), (403, {}, b"no"), (200, {}, b"<html>")]
)
def test_a_failure_is_not_remembered(ripe: Registry, page: tuple[int, dict[str, str], bytes]) -> None:
    asking = client(ripe)
    ripe.pages[PATH] = page
    with pytest.raises(RdapFailed):
        asking.ask(NETWORK, at=AT, approved=True)
    ripe.pages[PATH] = (200, {}, BODY)
    assert asking.ask(NETWORK, at=AT, approved=True).status == 200


def test_a_registry_that_asks_for_quiet_is_left_alone(ripe: Registry) -> None:
    asking = client(ripe)
    ripe.pages[PATH] = (429, {"Retry-After": "3600"}, b"{}")
    for _ in range(3):
        with pytest.raises(RdapFailed):
            asking.ask(NETWORK, at=AT, approved=True)
    assert len(ripe.requests) == 1


def test_a_registry_is_asked_one_at_a_time_and_no_faster_than_its_pace() -> None:
    clock = [0.0]
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        clock[0] += seconds

    pace = Pace(every=10, burst=2, longest=25, now=lambda: clock[0], sleep=sleep)
    for _ in range(5):
        with pace.turn():
            pass
    assert waits == pytest.approx([10, 10, 10])
    with pace.turn():
        busy: list[bool] = []
        other = threading.Thread(target=lambda: busy.append(_is_busy(Pace(longest=0.01, _queue=pace._queue))))
        other.start()
        other.join()
    assert busy == [True]


def _is_busy(pace: Pace) -> bool:
    try:
        with pace.turn():
            return False
    except Busy:
        return True


@pytest.mark.parametrize(
    "text", ["198.51.100.7/32", "198.51.100.7", "2001:db8::1/128", "album.test", "198.51.100.7/24"]
)
def test_a_single_address_is_never_asked_about(text: str) -> None:
    with pytest.raises(NotAsked):
        Network(text)


@pytest.mark.parametrize("name", ["token.album.test", "test", "Album.test", "192.0.2.1", "æ.test", ""])
def test_of_a_host_only_the_registered_domain_is_asked_about(name: str) -> None:
    with pytest.raises(NotAsked):
        Domain(name)


def test_the_most_specific_registry_answers_for_a_subject() -> None:
    bootstrap = bootstrap_for("https://rdap.near.example/")
    assert bootstrap.server_for(NETWORK) == "https://rdap.near.example/"
    assert bootstrap.server_for(Network("198.18.0.0/15")) == "https://rdap.wide.example/"
    assert bootstrap.server_for(Autnum(64511)) == bootstrap.server_for(Autnum(64498)) == "https://rdap.near.example/"
    assert bootstrap.server_for(Domain("album.test")) == "https://rdap.near.example/"
    for unknown in (Autnum(64501), Network("192.0.2.0/24"), Network("2001:db9::/32"), Domain("album.example")):
        with pytest.raises(NotAsked):
            bootstrap.server_for(unknown)


def test_the_shipped_packs_bootstrap_names_the_regional_registries() -> None:
    from importlib.resources import files

    document = files("kindline.provenance") / "packs" / "demonstration" / "bootstrap.json"
    bootstrap = Bootstrap.from_json(document.read_bytes())
    servers = {url.split("/")[2] for *_, url in bootstrap.autnums} | {
        url.split("/")[2] for _, url in bootstrap.networks
    }
    assert servers <= REGISTRIES and len(servers) == 5


@pytest.mark.parametrize("octets", [b"[]", b"{", b'{"asn": []}', b'{"ipv4": {"services": [[["x"], ["https://a/"]]]}}'])
def test_a_broken_bootstrap_is_refused_whole(octets: bytes) -> None:
    with pytest.raises(ValueError):
        Bootstrap.from_json(octets)
