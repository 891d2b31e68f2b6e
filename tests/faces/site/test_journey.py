"""A report from the first question to the receipt, without script, cookie or session."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kindline.faces.site.slugs import LINKS
from kindline.faces.site.steps import STEPS
from kindline.kernel import clock
from kindline.kernel.vault import verify_key
from kindline.sealing.envelope import Envelope as Sealed
from kindline.sealing.envelope import open_envelope
from kindline.sealing.keys import SealingPrivateKey
from kindline.services.hotline.intake.models import Envelope, Report
from tests.faces.site.conftest import ANSWERS, Form, post

Open = Callable[..., Form]
LANGUAGES = ("nl", "fr", "de", "en")


def code_of(form: Form) -> str:
    return form.page.html.split('class="code" translate="no">')[1].split("<")[0]


def opened_by(key: SealingPrivateKey, row: Envelope) -> Any:
    """What an officer reads."""
    envelope = Sealed.from_bytes(bytes(row.sealed))
    return json.loads(open_envelope(envelope, key=key, sender=verify_key("site"), expected_recipients=None))


@pytest.mark.db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_reaches_the_police_and_nobody_else(
    form: Open, keys: dict[str, SealingPrivateKey], language: str
) -> None:
    sent = form(language).to("check", account="Een blauwe deur.").send()
    assert len(code_of(sent).split()) == 7
    report = Report.objects.get()
    assert (report.language, report.address_count, report.urgent) == (language, 1, False)
    opened = {row.purpose: opened_by(keys["duty"], row) for row in Envelope.objects.all()}
    assert opened["address"]["raw"] == ANSWERS["where"]["where"]
    assert opened["account"]["text"] == "Een blauwe deur."
    assert "identity" not in opened


@pytest.mark.db
def test_the_same_page_sent_twice_shows_the_same_code_and_files_one_report(form: Open) -> None:
    page = form().to("check")
    body, action = dict(page.page.hidden), page.page.action
    first = code_of(page.send())
    page.take(post(page.client, action, body))
    assert code_of(page) == first
    assert Report.objects.count() == 1


@pytest.mark.db
def test_the_back_button_leads_to_a_page_that_still_works(form: Open) -> None:
    page = form().to("more")
    earlier = page.page
    page.send(**ANSWERS["more"]).send(**ANSWERS["contact"])
    page.page = earlier
    page.send(when="gisteren").send(**ANSWERS["contact"])
    assert "gisteren" in page.page.text
    assert len(code_of(page.send()).split()) == 7


@pytest.mark.db
@pytest.mark.parametrize("danger", ["now", "known", "self"])
def test_a_child_in_danger_needs_no_address(form: Open, danger: str) -> None:
    page = form().send(danger=danger)
    assert "116 000" in page.page.text
    page.send().send(seen="other").send(where="").send(**ANSWERS["more"]).send(**ANSWERS["contact"]).send()
    assert Report.objects.get().urgent
    assert len(code_of(page).split()) == 7


def test_who_is_in_danger_sees_every_number_at_once(form: Open) -> None:
    page = form().send(danger="now").page
    assert {"tel:112", "tel:101", "tel:116000"} <= set(page.links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_child_in_the_picture_meets_comfort_first_and_no_word_of_punishment(form: Open, language: str) -> None:
    page = form(language).send(danger="self").page
    assert page.html.index("<h1>") < page.html.index('class="urgent"')
    assert "tel:116000" in page.links
    assert any("takeitdown" in link for link in page.links)
    for word in ("straf", "puni", "police", "polit", "offence", "illegal", "wet ", "loi "):
        assert word not in page.html.split("<main")[1].split("</main>")[0].lower()


def test_nothing_is_preselected(form: Open) -> None:
    page = form()
    while page.page.hidden["at"] != "check":
        assert page.page.checked == set()
        page.send(**ANSWERS[page.page.hidden["at"]])


def test_the_other_doors_name_a_number_and_let_one_return(form: Open) -> None:
    for door in ("esafety", "missing", "fraud", "hate", "adult"):
        page = form().send(danger="no").send(door=door)
        assert page.page.hidden["at"] == "door"
        assert any(link.startswith("tel:") for link in page.page.links)
        assert page.send().page.hidden["at"] == "seen"


def test_what_can_point_to_the_reporter_is_pointed_out(form: Open) -> None:
    page = form("en").to("where").send(where="https://photos.example.org/u/anna?session=ab12cd34ef56gh78&ref=zoe77")
    for part in ("anna", "session=ab12cd34ef56gh78", "ref=zoe77"):
        assert f"<code>{part}</code>" in page.page.html


def test_lines_we_cannot_read_may_go_as_they_are(form: Open) -> None:
    page = form("en").to("where").send(where="somewhere on that island site")
    assert page.response.status_code == 422
    assert "as_is" in page.page.ids
    assert page.send(where="somewhere on that island site", as_is="on").page.hidden["at"] == "readback"


def test_content_in_place_of_an_address_is_refused_even_as_it_is(form: Open) -> None:
    text = "data:image/png;base64," + "iVBORw0KGgo" * 9
    page = form("en").to("where").send(where=text, as_is="on")
    assert page.response.status_code == 422
    assert "as_is" not in page.page.ids


def test_changing_one_answer_leads_back_to_the_check(form: Open) -> None:
    page = form("en").to("check").send(go="seen")
    assert page.page.checked == {"web"}
    assert page.send(seen="forum").page.hidden["at"] == "check"
    assert "A forum" in page.page.text


def test_changing_the_language_keeps_what_was_typed(form: Open) -> None:
    page = form("nl").to("more")
    french = LINKS["fr"]["more"]
    page.take(post(page.client, french, page.page.hidden | {"account": "half a sen", "go": "stay"}))
    assert (page.page.lang, page.page.values["account"]) == ("fr", "half a sen")


def test_every_step_after_the_first_sends_a_visitor_without_a_draft_to_the_first(reader: Client) -> None:
    for at in STEPS:
        answer = reader.get(LINKS["de"][at])
        assert answer.status_code == (200 if at == "danger" else 302)


def test_an_old_draft_is_refused_kindly_and_the_page_keeps_its_text(form: Open) -> None:
    page = form("en").to("more")
    clock.move(timedelta(hours=2))
    page.send(account="I wrote this for a long time")
    assert page.response.status_code == 422
    assert page.page.values["account"] == "I wrote this for a long time"
    assert "open for too long" in page.page.text
    after = page.send(account="I wrote this for a long time")
    assert after.page.hidden["at"] == "danger"


def test_a_draft_lives_for_half_an_hour_whatever_the_slot(form: Open) -> None:
    page = form("en").to("more")
    clock.move(timedelta(minutes=29))
    assert page.send(**ANSWERS["more"]).page.hidden["at"] == "contact"


@pytest.mark.parametrize("draft", ["", "x", "AAAA" * 20])
def test_a_forged_draft_meets_the_same_page_as_an_old_one(form: Open, draft: str) -> None:
    page = form("en").to("more").send(draft=draft, account="kept")
    assert (page.response.status_code, page.page.values["account"]) == (422, "kept")


@pytest.mark.db
def test_a_full_disk_shows_the_check_again_with_the_draft_whole(form: Open, settings: object) -> None:
    page = form("en").to("check")
    whole = dict(page.page.hidden)
    mandate = settings.DATA_DIR / "mandate/active.toml"  # type: ignore[attr-defined]
    content = mandate.read_bytes()
    mandate.unlink()
    page.send()
    assert page.response.status_code == 503
    assert Report.objects.count() == 0
    mandate.write_bytes(content)
    page.take(post(page.client, page.page.action, whole))
    assert len(code_of(page).split()) == 7
