"""A provider at the door: three right things open it, nothing wrong is told apart, and no GET acts."""

import pytest

from kindline.services.hotline.models import Notice
from tests.faces.portal.conftest import REPORTED, Browser, Waiting

pytestmark = pytest.mark.django_db(databases="__all__")


def test_code_and_factor_show_the_notice_and_its_json(stranger: Browser, waiting_notice: Waiting) -> None:
    response = stranger.send("/nl/pick-up/", **waiting_notice.fields)
    page = response.content.decode()
    assert REPORTED in page
    assert f'href="{REPORTED}' not in page
    assert '<html lang="nl">' in page
    assert not response.cookies
    machine = stranger.post(
        "/en/pick-up/", "&".join(f"{k}={v}" for k, v in waiting_notice.fields.items()),
        content_type="application/x-www-form-urlencoded", headers={"accept": "application/json"},
    ).json()  # fmt: skip
    assert machine["notice"]["lines"][0]["address"] == REPORTED


@pytest.mark.parametrize("wrong", [{"number": "N9"}, {"code": "0000-0000-0000-0000-0000"}, {"factor": "000000"}])
def test_every_wrong_thing_has_the_same_answer(stranger: Browser, waiting_notice: Waiting, wrong: dict) -> None:
    response = stranger.send("/en/pick-up/", **{**waiting_notice.fields, **wrong})
    assert response.status_code == 403
    page = response.content.decode()
    assert "That did not match, or it was tried too often." in page
    assert REPORTED not in page


def test_after_five_wrong_codes_the_right_one_waits_too(stranger: Browser, waiting_notice: Waiting) -> None:
    for _ in range(5):
        stranger.send("/en/pick-up/", **waiting_notice.fields | {"factor": "000000"})
    assert stranger.send("/en/pick-up/", **waiting_notice.fields).status_code == 403


@pytest.mark.parametrize("path", ["pick-up/", "pick-up/acknowledge/", "pick-up/actions/"])
def test_no_get_acts_or_shows_anything_even_with_everything_in_the_address(
    stranger: Browser, waiting_notice: Waiting, path: str
) -> None:
    response = stranger.get(f"/en/{path}", waiting_notice.fields | {"line-1": "removed"})
    assert response.status_code in (200, 405)
    assert REPORTED not in response.content.decode()
    assert waiting_notice.code not in response.content.decode()
    assert Notice.objects.get().state == "announced"


def test_acknowledging_and_saying_what_was_done_are_posts(stranger: Browser, waiting_notice: Waiting) -> None:
    page = stranger.send("/fr/pick-up/acknowledge/", **waiting_notice.fields).content.decode()
    assert Notice.objects.get().state == "acknowledged"
    assert 'role="status"' in page
    actions = {"line-1": "removed", "line-2": ""}
    stranger.send("/fr/pick-up/actions/", **waiting_notice.fields, **actions)
    notice = Notice.objects.get()
    assert dict(notice.items.values_list("line", "action")) == {1: "removed", 2: ""}
    stranger.send("/fr/pick-up/actions/", **waiting_notice.fields, **{"line-2": "refused"})
    assert Notice.objects.get().state == "acted"


@pytest.mark.parametrize("wrong", [{"line-9": "removed"}, {"line-1": "exploded"}, {"line-x": "removed"}])
def test_a_line_or_answer_that_is_not_in_the_notice_changes_nothing(
    stranger: Browser, waiting_notice: Waiting, wrong: dict
) -> None:
    assert stranger.send("/en/pick-up/actions/", **waiting_notice.fields, **wrong).status_code == 422
    assert set(Notice.objects.get().items.values_list("action", flat=True)) == {""}


def test_a_missing_field_is_named_in_the_readers_language(stranger: Browser, waiting_notice: Waiting) -> None:
    page = stranger.send("/de/pick-up/", number="N1").content.decode()
    assert "Abholcode" in page
    assert 'role="alert"' in page


@pytest.mark.parametrize(
    ("number", "check", "answer"),
    [("N2026-0001", "ABCD2345", "Yes"), (" n2026-0001", "abcd-2345 ", "Yes"), ("N2026-0001", "ABCD2346", "No"),
     ("N2026-0002", "ABCD2345", "No")],
)  # fmt: skip
def test_anyone_learns_whether_a_notice_is_genuine_and_nothing_else(
    stranger: Browser, waiting_notice: Waiting, number: str, check: str, answer: str
) -> None:
    page = stranger.send("/en/genuine/", number=number, check_code=check).content.decode()
    assert f"<h2>{answer}, " in page
    assert "Hoster" not in page


def test_without_a_language_the_browsers_is_taken_and_nothing_from_the_address_is_kept(stranger: Browser) -> None:
    response = stranger.get("/genuine/", {"code": "secret"}, headers={"accept-language": "de"})
    assert (response.status_code, response["Location"]) == (302, "/de/genuine/")
