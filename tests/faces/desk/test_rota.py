"""The rota and the handover notes at the desk: gaps in words, nothing typed lost, each role its own part."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from kindline.kernel import clock
from kindline.kernel.rota.models import Note, Shift
from tests.faces.desk.conftest import Browser, person
from tests.installation import Installation

pytestmark = pytest.mark.db


def hour(number: int) -> str:
    return (clock.now() + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M")


def test_a_supervisor_plans_and_what_is_missing_is_said_in_words(
    installation: Installation, browse: Callable[..., Browser]
) -> None:
    nora = person("counsellor", name="nora")
    sven = browse(person("supervisor", name="sven"))
    assert "1 person at the line" in sven.get("/rota/").content.decode()
    asked = {"person": nora.pk, "kind": "line", "starts_at": hour(2), "ends_at": hour(10)}
    wrong = sven.send("/rota/plan/", **asked | {"ends_at": hour(20)})
    assert wrong.status_code == 422 and hour(20) in wrong.content.decode() and "twelve hours" in wrong.content.decode()
    assert sven.send("/rota/plan/", **asked).status_code == 302
    assert "somebody who speaks Français" in sven.get("/rota/").content.decode()
    sven.send(f"/rota/skills/{nora.pk}/", languages=["nl", "fr"], training=["missing", "helpline"])
    page = sven.get("/rota/").content.decode()
    assert "somebody who speaks" not in page and "1 person on call" in page
    hers = browse(nora).get("/rota/").content.decode()
    assert "At the line" in hers and "Plan somebody" not in hers
    sven.send(f"/rota/{Shift.objects.get().pk}/remove/")
    assert not Shift.objects.exists()


def test_a_note_waits_for_its_readers(installation: Installation, browse: Callable[..., Browser]) -> None:
    nora, omar = browse(person("counsellor", name="nora")), browse(person("counsellor", name="omar"))
    too_long = nora.send("/notes/write/", text="y" * 5_001)
    assert too_long.status_code == 422 and "y" * 5_001 in too_long.content.decode()
    nora.send("/notes/write/", text="C-12 calls again at six.")
    assert "1 note was handed over" in omar.get("/contacts/").content.decode()
    assert "handed over" not in nora.get("/contacts/").content.decode()
    assert "C-12 calls again" in omar.get("/notes/").content.decode()
    note = Note.objects.get()
    omar.send(f"/notes/{note.pk}/read/")
    page = omar.get("/notes/").content.decode()
    assert "C-12" not in page and "omar" in page
    assert "C-12 calls again" in omar.get(f"/notes/{note.pk}/").content.decode()
