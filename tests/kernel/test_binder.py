"""The trust binder: standards are data, evidence is asked now, statements stand beside each other."""

from datetime import timedelta
from pathlib import Path

import pytest

from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.binder import reading, showing, stating
from kindline.kernel.binder.models import Statement
from kindline.kernel.binder.reading import BadStandard, Evidence
from kindline.kernel.people.models import User
from tests.installation import Installation

pytestmark = pytest.mark.django_db(databases=["core", "intake"])
LANGUAGES = {"nl", "fr", "de", "en"}


def test_what_is_shipped_can_be_read_is_in_four_languages_and_invents_no_text() -> None:
    shipped = reading.standards()
    assert {one.id for one in shipped} >= {"inhope", "accreditation-be", "116000"}
    for one in shipped:
        assert set(one.title) == LANGUAGES and one.source and one.seen
        for asked in one.requirements:
            assert set(asked.head) == LANGUAGES and asked.text == "", (one.id, asked.id)


def test_every_question_has_an_answer_and_every_test_and_document_exists(installation: Installation) -> None:
    named = [found for one in reading.standards() for asked in one.requirements for found in asked.evidence]
    for found in named:
        if found.kind == "live":
            shown = showing.show(found)
            assert found.name in showing.questions() and shown.words % shown.facts
        else:
            assert (showing.root() / found.name.partition("::")[0]).exists(), found.name


def test_an_imported_text_takes_the_place_of_the_heads(installation: Installation) -> None:
    own = installation.data / reading.OWN
    own.mkdir()
    text = (reading.SHIPPED / "inhope.toml").read_text()
    (own / "inhope.toml").write_text(text.replace('id = "legal"', 'id = "legal"\ntext = "As the members wrote it."', 1))
    assert reading.standard("inhope").requirements[0].text == "As the members wrote it."
    (own / "inhope.toml").write_text("title = 3")
    with pytest.raises(BadStandard):
        reading.standards()


def test_evidence_is_asked_now_and_changes_with_what_is(installation: Installation) -> None:
    person = User.objects.create_user(username="new.person", role="operator")
    before = showing.show(Evidence("live", "undertakings"))
    assert (before.holds, dict(before.facts)) == (False, {"n": 0, "of": 1})
    User.objects.filter(pk=person.pk).update(undertaking_signed_at=clock.now())
    assert showing.show(Evidence("live", "undertakings")).holds


def test_a_test_says_its_last_result_and_nothing_before_it_ran(installation: Installation) -> None:
    name = "tests/promises/test_p5_unknown.py"
    assert showing.show(Evidence("test", name)).holds is None
    showing.keep({name: False})
    assert showing.show(Evidence("test", name)).holds is False
    showing.keep({name: True, "another": True})
    shown = showing.show(Evidence("test", name))
    assert shown.holds and shown.at == clock.now().replace(microsecond=shown.at.microsecond, second=shown.at.second)


def test_statements_stand_beside_each_other_and_the_log_holds_their_hash(installation: Installation) -> None:
    for text in ("Rooms are locked.", "Rooms are locked, checked in March."):
        stating.state(
            standard_id="inhope", requirement="rooms", text=text, by="user:1",
            review_on=clock.today() + timedelta(days=90),
        )  # fmt: skip
    assert Statement.objects.count() == 2
    assert showing.entry("inhope", "rooms").statement.text.endswith("March.")  # type: ignore[union-attr]
    leaves = [bytes(payload) for payload in Leaf.objects.values_list("payload", flat=True)]
    assert sum(b"binder.stated" in leaf for leaf in leaves) == 2 and not any(b"locked" in leaf for leaf in leaves)
    with pytest.raises(ValueError, match="beside"):
        Statement.objects.order_by("at")[0].save()


@pytest.mark.parametrize(("text", "days"), [("", 9), ("x" * 4001, 9), ("fine", 0), ("fine", 800)])
def test_a_statement_has_words_and_a_day_of_review(text: str, days: int, installation: Installation) -> None:
    with pytest.raises(stating.NoStatement):
        stating.state(
            standard_id="inhope", requirement="rooms", text=text, by="user:1",
            review_on=clock.today() + timedelta(days=days),
        )  # fmt: skip


def test_a_standard_of_another_shape_is_refused(installation: Installation) -> None:
    own = installation.data / reading.OWN
    own.mkdir()
    (own / "odd.toml").write_text(
        'source="s"\nseen="d"\n[title]\nen="t"\n[[requirements]]\nid="a"\nevidence=["rumour:x"]\n[requirements.head]\nen="h"'
    )
    with pytest.raises(BadStandard, match="unknown kind"):
        reading.standards()
    assert isinstance(showing.root(), Path)
