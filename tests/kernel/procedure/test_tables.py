"""Every move that no table declares is refused, and a state is written by one function only."""

import re
from itertools import product
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction

import kindline
from kindline.faces.cli.commands import procedures
from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.contacts.tables import CONTACT
from kindline.kernel.directory.models import Provider
from kindline.kernel.procedure.models import Event
from kindline.kernel.procedure.table import IllegalMove, Procedure, Stateful, advance
from kindline.services.hotline.models import Address, Notice, Report
from kindline.services.hotline.tables import ADDRESS, NOTICE, PROCEDURES, REPORT

ROLES = sorted({role for procedure in PROCEDURES for move in procedure.moves for role in move.by})


def noun(procedure: Procedure, state: str) -> Stateful:
    """A noun in any state, put there behind the procedure's back."""
    now = clock.now()
    report = Report.objects.create(id=uuid4(), number=Report.objects.count() + 1, address_count=1, received_hour=now)
    made: Stateful = report
    if procedure is ADDRESS:
        made = Address.objects.create(report=report, ordinal=1, envelope=uuid4().hex)
    elif procedure is NOTICE:
        slug = uuid4().hex
        made = Notice.objects.create(
            provider=Provider.objects.create(slug=slug), number=slug[:24], sealed=b"", made_at=now
        )
    type(made)._default_manager.filter(pk=made.pk).update(state=state)
    made.refresh_from_db()
    return made


@pytest.mark.db
@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.name)
def test_every_pair_of_state_and_verb_moves_as_declared_or_not_at_all(procedure: Procedure) -> None:
    verbs = {move.verb for move in procedure.moves} | {"fly"}
    for state, verb in product(procedure.states(), sorted(verbs)):
        declared = procedure.find(verb, state)
        with transaction.atomic(using="core"):
            thing = noun(procedure, state)
            if declared is None:
                with pytest.raises(IllegalMove):
                    advance(thing, verb, by="test", role=ROLES[0])
                thing.refresh_from_db()
                assert (thing.state, Event.objects.filter(noun=thing.pk).count()) == (state, 0)
                continue
            advance(thing, verb, by="test", role=declared.by[0])
            thing.refresh_from_db()
            event = Event.objects.get(noun=thing.pk)
            assert (thing.state, event.source, event.target) == (declared.target, state, declared.target)


@pytest.mark.db
def test_a_role_that_the_table_does_not_name_moves_nothing() -> None:
    for procedure in PROCEDURES:
        for move in procedure.moves:
            for role in set(ROLES) - set(move.by):
                with transaction.atomic(using="core"), pytest.raises(IllegalMove):
                    advance(noun(procedure, move.sources[0]), move.verb, by="test", role=role)


@pytest.mark.db
def test_of_two_racing_moves_one_is_refused() -> None:
    with transaction.atomic(using="core"):
        thing = noun(REPORT, "received")
        other = Report.objects.get(pk=thing.pk)
        advance(thing, "hand_over", by="one", role="worker")
        with pytest.raises(IllegalMove):
            advance(other, "hand_over", by="two", role="worker")
    assert Event.objects.get(noun=thing.pk).by == "one"


@pytest.mark.django_db(databases=["core", "intake"], transaction=True)
def test_nothing_moves_outside_a_transaction() -> None:
    thing = noun(REPORT, "received")
    with pytest.raises(IllegalMove):
        advance(thing, "hand_over", by="one", role="worker")


@pytest.mark.db
def test_a_changed_state_is_not_saved() -> None:
    thing = noun(REPORT, "received")
    thing.state = "closed"
    with pytest.raises(IllegalMove):
        thing.save()
    with pytest.raises(IllegalMove):
        thing.save(update_fields=["state"])
    with pytest.raises(IllegalMove):
        Address(report=Report.objects.get(), ordinal=1, envelope="e", state="released").save()
    thing.refresh_from_db()
    assert thing.state == "received"
    thing.save()


@pytest.mark.db
def test_a_move_leaves_its_event_and_its_leaf_together_or_neither() -> None:
    class Stop(Exception):
        pass

    thing = noun(REPORT, "received")
    leaves = Leaf.objects.count()
    with pytest.raises(Stop), transaction.atomic(using="core"):
        advance(thing, "hand_over", by="one", role="worker")
        raise Stop
    assert (Event.objects.count(), Leaf.objects.count()) == (0, leaves)
    thing.refresh_from_db()
    assert thing.state == "received"


@pytest.mark.parametrize("procedure", (*PROCEDURES, CONTACT), ids=lambda procedure: procedure.name)
def test_every_state_is_reached_and_only_final_ones_may_be_stayed_in(procedure: Procedure) -> None:
    reached = {procedure.initial}
    for _ in procedure.states():
        reached |= {move.target for move in procedure.moves if reached & set(move.sources)}
    assert reached == set(procedure.states())
    leaving = {source for move in procedure.moves for source in move.sources}
    assert set(procedure.states()) - leaving <= procedure.final <= set(procedure.states())


@pytest.mark.parametrize("procedure", (*PROCEDURES, CONTACT), ids=lambda procedure: procedure.name)
def test_one_verb_leads_from_one_state_to_one_other(procedure: Procedure) -> None:
    pairs = [(move.verb, source) for move in procedure.moves for source in move.sources]
    assert len(pairs) == len(set(pairs))


def test_no_code_writes_a_state_but_the_procedures_own_function() -> None:
    # Parcels have their own states in the outbox; the tree's head in the log only shares the word.
    root = Path(kindline.__file__).parent
    writing = re.compile(r"\.update\([^)]*\bstate=|\.state\s*=[^=]|bulk_update\([^)]*state")
    guilty = {path.relative_to(root).as_posix() for path in root.rglob("*.py") if writing.search(path.read_text())}
    elsewhere = ("kernel/outbox/", "kernel/audit/", "kernel/backup/")
    assert {path for path in guilty if not path.startswith(elsewhere)} == {"kernel/procedure/table.py"}


def test_the_manual_shows_the_tables_as_they_are() -> None:
    assert procedures.PAGE.read_text() == procedures.page()
