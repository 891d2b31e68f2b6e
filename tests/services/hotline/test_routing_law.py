"""The routing law over the whole product, and its words against the code that carries them out (P3)."""

from collections import Counter
from pathlib import Path

import pytest

from kindline.faces.cli.commands import routes
from kindline.kernel.directory.shipped import shipped
from kindline.kernel.mandate.nouns import Mandate
from kindline.kernel.mandate.reading import STEPS
from kindline.services.hotline import deciding, expiry, tasks
from kindline.services.hotline.routing import (
    INSTRUCTIONS,
    KINDS,
    PLACES,
    VERDICTS,
    NoRoute,
    Situation,
    combinations,
    decide_route,
    place_of,
    routing_kind,
)


@pytest.fixture(scope="module", params=routes.shipped())
def law(request: pytest.FixtureRequest) -> Mandate:
    return routes.mandate_of(request.param)


def test_four_mandates_are_shipped_and_each_says_under_which_law_and_since_when() -> None:
    assert routes.shipped() == ["assess-be-2017", "assess-inhope", "exercise", "relay-be-2002"]
    for mandate in map(routes.mandate_of, routes.shipped()):
        assert mandate.basis
        assert mandate.since
        assert mandate.reporter_told


def test_no_shipped_law_has_a_gap_or_a_silent_end() -> None:
    for law in map(routes.law_of, map(routes.mandate_of, routes.shipped())):
        assert (law["gaps"], law["silent"]) == (0, 0), law["mandate"]


def test_every_situation_has_a_route_and_every_route_a_situation(law: Mandate) -> None:
    reached = Counter(decide_route(law, situation).name for situation in combinations())
    assert reached.total() == len(VERDICTS) * len(INSTRUCTIONS) * len(KINDS) * len(PLACES) == 2160
    assert set(reached) == {rule.name for rule in law.rules}


def test_a_hole_in_the_law_is_named(law: Mandate) -> None:
    with pytest.raises(NoRoute, match=law.id):
        decide_route(law, Situation("abuse_material", "act_now", "located", "on the moon"))


def test_no_route_leaves_an_address_without_somebody_who_acts(law: Mandate) -> None:
    for rule in law.rules:
        assert rule.basis
        assert rule.steps == ("close",) or (rule.role and rule.clocks), rule.name
        if "person" in rule.steps:
            assert "route_person" in rule.clocks


def test_every_clock_says_what_follows_and_the_code_knows_it(law: Mandate) -> None:
    assert {clock.follows for clock in law.clocks.values()} <= set(expiry.FOLLOWS)
    assert all(clock.role and clock.basis for clock in law.clocks.values())
    assert set(deciding.ORDER) == set(STEPS)
    assert tasks.CLOCK in law.clocks


def test_never_notify_never_leads_to_a_notice(law: Mandate) -> None:
    for situation in combinations():
        if situation.instruction in ("never_notify", "hold", "preserve_first", "wait"):
            assert "notify" not in decide_route(law, situation).steps


def test_nothing_but_a_release_sends_anything(law: Mandate) -> None:
    sends = {"refer", "transfer", "member", "notify", "person", "watch"}
    for situation in combinations():
        released = situation.verdict == "abuse_material" and situation.instruction in ("act_now", "never_notify")
        assert released == bool(sends & set(decide_route(law, situation).steps)), situation


def test_an_unheard_of_kind_or_place_still_has_a_route(law: Mandate) -> None:
    place = place_of(frozenset(), "somewhere new", "")
    rule = decide_route(law, Situation("abuse_material", "act_now", routing_kind("carrier_pigeon"), place))
    assert rule.name == "no_territory"


def test_membership_decides_only_the_row() -> None:
    members = shipped().countries
    assert place_of(members, "abroad", "NL") == "abroad_member"
    assert place_of(members, "abroad", "PA") == "abroad_other"
    assert place_of(members, "home", "NL") == "home"


def test_nothing_that_is_named_is_never_done() -> None:
    """Every consequence the code knows is named by a shipped law."""
    laws = [routes.mandate_of(name) for name in routes.shipped()]
    assert {clock.follows for law in laws for clock in law.clocks.values()} == set(expiry.FOLLOWS)
    assert {step for law in laws for rule in law.rules for step in rule.steps} == set(STEPS)


def test_where_others_assess_a_member_hotline_is_told_and_in_relay_the_police() -> None:
    abroad = Situation("abuse_material", "act_now", "located", "abroad_member")
    steps = {name: decide_route(routes.mandate_of(name), abroad).steps for name in routes.shipped()}
    assert steps.pop("relay-be-2002") == ("transfer",)
    assert set(steps.values()) == {("member",)}


def test_no_address_at_home_reaches_a_provider_where_only_a_magistrate_may_order() -> None:
    home = Situation("abuse_material", "act_now", "located", "home")
    assert decide_route(routes.mandate_of("assess-be-2017"), home).steps == ("refer",)
    assert decide_route(routes.mandate_of("assess-inhope"), home).steps == ("refer", "notify")


def test_the_template_names_no_clock_that_nobody_starts(law: Mandate) -> None:
    """Every kind of clock stands in the hotline's code by name or in a route."""
    folder = Path(expiry.__file__).parent
    code = "".join(path.read_text() for path in folder.glob("*.py"))
    started = {kind for rule in law.rules for kind in rule.clocks}
    assert all(kind in started or f'"{kind}"' in code for kind in law.clocks)
