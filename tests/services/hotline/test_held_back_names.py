"""A host whose name may have been made for one visitor: a person is asked before its owner's server is (P5, P11)."""

import pytest
from django.conf import settings

from kindline.provenance.resolver import RecordedZone
from kindline.services.hotline import task_decisions, world
from kindline.services.hotline.models import Decision, Notice, Task
from tests.provenance.loopback import LoopbackServer, serving
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
TOKEN = "7f3a9c2e"
# Bound before the play puts a recorded zone in its place.
REAL = world.resolver
ZONE = f"""$ORIGIN .
$TTL 300
album.test. IN A 192.0.2.1
{TOKEN}.album.test. IN A 192.0.2.1
*.joker.test. IN A 192.0.2.1
joker.test. IN A 192.0.2.1
"""


@pytest.fixture
def asked(play: Play, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setattr(world, "resolver", REAL)
    with serving(LoopbackServer(RecordedZone(ZONE))) as server:
        monkeypatch.setattr(settings, "RESOLVER", f"127.0.0.1:{server.port}")
        yield lambda: {query.question[0].name.to_text(omit_final_dot=True) for _, query in server.queries}


@pytest.mark.parametrize("domain", ["album.test", "joker.test"])
def test_a_name_made_for_one_visitor_waits_for_a_person(play: Play, asked, domain: str) -> None:  # type: ignore[no-untyped-def]
    play.routed(f"https://{TOKEN}.{domain}/a")
    assert f"{TOKEN}.{domain}" not in asked() and domain in asked()
    task = Task.objects.get(kind="route_person")
    assert (Decision.objects.get().place, task.facts["why"]) == ("unknown_network", "high_entropy_host")
    assert not Notice.objects.exists()
    assert TOKEN not in str(task.facts)


def test_what_a_person_approved_is_asked_and_routed_as_the_sources_say(play: Play, asked) -> None:  # type: ignore[no-untyped-def]
    (address,) = play.routed(f"https://{TOKEN}.album.test/a")
    task = Task.objects.get(kind="route_person")
    task_decisions.decide(task, decision="look_up", reason="the case needs it", by="user:1")
    play.rounds(1)
    assert f"{TOKEN}.album.test" in asked()
    decision = Decision.objects.get(superseded_by=None, address=address)
    assert (decision.place, decision.decided_by) == ("home", "worker")
    assert Notice.objects.get().provider.slug == "klaproos"


def test_a_look_up_is_offered_only_where_one_was_held_back(play: Play, asked) -> None:  # type: ignore[no-untyped-def]
    play.routed("https://nergens.test/a", f"https://{TOKEN}.album.test/a")
    for task in Task.objects.filter(kind="route_person"):
        held_back = task.facts.get("why") == "high_entropy_host"
        assert ("look_up" in task_decisions.choices_of(task)) == held_back
