"""P3: no report ends silently. Routing is total, and who ends at a person meets a role, a clock and what follows."""

from kindline.faces.cli.commands.routes import mandate_of
from kindline.kernel.contacts.tables import CONTACT
from kindline.kernel.mandate.nouns import Mandate
from kindline.services.hotline.expiry import FOLLOWS
from kindline.services.hotline.routing import combinations, decide_route
from kindline.services.hotline.tables import PROCEDURES


def mandate() -> Mandate:
    return mandate_of("relay-be-2002")


def test_every_situation_has_a_route_that_does_something() -> None:
    law, situations = mandate(), list(combinations())
    assert len(situations) > 500
    routes = [decide_route(law, situation) for situation in situations]
    assert all(route.steps and route.basis for route in routes)


def test_a_route_that_ends_at_a_person_has_a_clock_and_what_follows_its_end() -> None:
    law = mandate()
    for rule in law.rules:
        if "person" in rule.steps:
            assert rule.role and rule.clocks
        for kind in rule.clocks:
            assert law.clocks[kind].follows in FOLLOWS and law.clocks[kind].hours > 0 and law.clocks[kind].role


def test_from_every_state_an_end_can_be_reached() -> None:
    for procedure in (*PROCEDURES, CONTACT):
        reaching = set(procedure.final)
        for _ in procedure.states():
            reaching |= {source for move in procedure.moves if move.target in reaching for source in move.sources}
        assert reaching == set(procedure.states())
