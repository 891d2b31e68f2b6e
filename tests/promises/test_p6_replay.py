"""P6: a decision can be replayed: the same claims give the same route, other claims do not pass for them."""

import hashlib

import pytest

from kindline.kernel import vault
from kindline.kernel.directory.members import countries_in
from kindline.kernel.mandate.active import active
from kindline.provenance.claims import from_bytes, to_bytes
from kindline.provenance.decision import COUNTRY_1, decide_country
from kindline.services.hotline.models import Decision
from kindline.services.hotline.releases import released_locator
from kindline.services.hotline.routing import Situation, decide_route, place_of, routing_kind
from tests.promises.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
HOSTS = ("album.test", "balkon.example", "dakraam.example")


def replayed(decision: Decision, claims) -> tuple[str, str, str]:
    """Route, place and country as the stored ruleset and mandate give them for these claims."""
    address, mandate = decision.address, active()
    location = decide_country(claims, home=mandate.home, ruleset=COUNTRY_1)
    place = place_of(countries_in(decision.members), str(location.outcome), location.country or "")
    kind = routing_kind(str(released_locator(address, why="replay").kind))
    rule = decide_route(mandate, Situation(address.verdict, address.instruction, kind, place))
    return rule.name, place, location.country or ""


def claims_of(decision: Decision) -> bytes:
    sealed, wrapped = bytes(decision.claims_sealed), bytes(decision.claims_key)
    return vault.unwrap_released(sealed, wrapped, address=decision.address_id)


@pytest.fixture
def decisions(play: Play) -> list[Decision]:
    play.file(*(f"https://{host}/a" for host in HOSTS), "http://198.51.100.7/b", "http://abcdefghij.onion/")
    play.rounds()
    play.judge()
    play.rounds()
    return list(Decision.objects.select_related("address"))


def test_stored_claims_give_the_same_route_again(decisions: list[Decision]) -> None:
    assert len(decisions) >= 4
    for decision in decisions:
        plain = claims_of(decision)
        assert hashlib.sha256(plain).hexdigest() == decision.claims_sha256
        again = replayed(decision, from_bytes(plain))
        assert again == (decision.route, decision.place, decision.country)


def test_other_claims_give_another_hash_and_another_route(decisions: list[Decision]) -> None:
    decision = next(one for one in decisions if one.place == "home")
    fewer = from_bytes(claims_of(decision))[:0]
    assert hashlib.sha256(to_bytes(fewer)).hexdigest() != decision.claims_sha256
    assert replayed(decision, fewer) != (decision.route, decision.place, decision.country)
