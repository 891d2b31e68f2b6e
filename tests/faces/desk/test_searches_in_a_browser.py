"""A search at the desk in a real browser: every page looked at, and from first word to takedown by keyboard."""

import io
import re
from itertools import cycle

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from kindline.kernel.outbox.models import Parcel
from kindline.kernel.people.models import User
from kindline.services.missing.models import File, Sighting
from kindline.services.missing.public.models import Appeal as Public
from kindline.services.missing.publishing.models import Portrait, Spot
from tests.faces.desk.conftest import person
from tests.faces.desk.test_in_a_browser import chrome, faults, fits, signed_in, told, url
from tests.installation import Installation
from tests.services.missing.searching import LANGUAGES, Search, a_file, a_search, trust_the_police

__all__ = ["chrome", "told", "url"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]


def paths(search: Search) -> list[str]:
    file = f"/missing/{search.file.pk}/"
    beside = [f"{file}{part}/" for part in ("sightings", "appeals", "family", "calls", "links", "referrals")]
    lists = ["/sightings/", "/places/", "/helpers/", "/lines/", "/missing/"]
    return [file, *beside, f"/appeals/{search.appeal.pk}/", *lists]


def test_every_page_of_a_search_is_right_small_and_dark(chrome: Browser, url: str, installation: Installation) -> None:
    nora = person("counsellor", name="nora")
    search = a_search(nora)
    turn, found = cycle(LANGUAGES), []
    for scheme, width in (("light", 1440), ("dark", 320)):
        context = chrome.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
        page = signed_in(context, url, nora)
        for path in paths(search):
            User.objects.filter(pk=nora.pk).update(language=next(turn))
            page.goto(url + path)
            for summary in page.locator("main details summary").all():
                summary.click()
            found += [f"{scheme} {path}: {fault}" for fault in [faults(page)] if fault]
            found += [] if fits(page) else [f"{width} {path}: wider than the screen"]
        context.close()
    assert found == []


def fill(page: Page, field: str, text: str) -> None:
    """Into a field by its name, with the keyboard."""
    page.focus(f"[name='{field}']")
    page.keyboard.type(text)


def press(page: Page, button: str) -> None:
    """A button by keyboard, and its page whole."""
    page.get_by_role("button", name=button, exact=True).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_from_a_sighting_to_the_takedown_by_keyboard(
    url: str, told: tuple[BrowserContext, list[str]], installation: Installation
) -> None:
    context, complaints = told
    nora = person("counsellor", name="nora")
    trust_the_police()
    file = a_file(nora)
    page = signed_in(context, url, nora)
    page.goto(f"{url}/missing/{file.pk}/sightings/")
    fill(page, "what", "A girl in a yellow coat at the tram stop.")
    fill(page, "town", "Gent")
    press(page, "Keep, and tell the police")
    assert "on its way to the police" in page.inner_text("main") and "A girl in a yellow coat" in page.inner_text(
        "table"
    )
    assert Sighting.objects.get().file == file and Parcel.objects.get(kind="sighting").state == "waiting"
    portrait_given(page, f"{url}/missing/{file.pk}/appeals/")
    page.focus("[name=name]")
    page.keyboard.type("Noor")
    for field, text in {"age": "11", "height": "142"}.items():
        fill(page, field, text)
    page.fill("[name=last_seen]", "2026-11-24T16:20")
    page.check("[name=levels][value=web]")
    page.select_option("[name=portrait]", index=1)
    for language in LANGUAGES:
        for name in ("place", "clothing", "looks"):
            fill(page, f"{name}-{language}", f"{name} example")
    press(page, "Keep as a draft")
    press(page, "Publish")
    assert "did not agree yet" in page.inner_text("main") and not Public.objects.exists()
    for party in ("police", "prosecutor", "organisation", "family"):
        page.select_option("select[name=party]", party)
        fill(page, "who", "V. Example")
        if party == "family":
            press(page, "Record it")
            # What was typed is still there; only the capacity was missing.
            assert page.input_value("[name=who]") == "V. Example"
            page.select_option("[name=capacity]", "parents")
        press(page, "Record it")
    press(page, "Publish")
    assert "It is live." in page.inner_text("main")
    live = Public.objects.get()
    assert live.live and live.facts["name"] == "Noor" and bytes(live.portrait)[:2] == b"\xff\xd8"
    page.click("summary:has-text('One more place')")
    fill(page, "place", "Station, Fictiegem")
    press(page, "Keep")
    page.goto(f"{url}/missing/{file.pk}/")
    page.select_option("#outcome", "found_by_public")
    press(page, "End the file")
    live.refresh_from_db()
    assert (live.live, live.facts, bytes(live.portrait)) == (False, {}, b"")
    page.goto(f"{url}/places/")
    assert "Station, Fictiegem" in page.inner_text("main")
    press(page, "Somebody saw that it is gone")
    assert "Every place we know of was seen to be gone." in page.inner_text("main")
    assert not Spot.objects.exclude(confirmed="seen").exists() and File.objects.get(pk=file.pk).state == "ended"
    # The two refusals on the way were meant.
    assert [said for said in complaints if "422" not in said] == []


def noise() -> bytes:
    """A photograph's worth of bytes: more than any form may send."""
    out = io.BytesIO()
    Image.effect_noise((1200, 1200), 90).save(out, "PNG")
    return out.getvalue()


def portrait_given(page: Page, address: str) -> None:
    """A PDF is refused with a sentence; a picture is kept."""
    page.goto(address)
    page.set_input_files("#picture", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"%PDF-1.7 not a picture"})
    with page.expect_response(re.compile("/portraits/")) as refused:
        page.click("text=Keep the portrait")
    assert refused.value.status == 422
    page.wait_for_selector("#portrait-said:has-text('no picture that we read')")
    page.set_input_files("#picture", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": noise()})
    page.check("#may-publish")
    press(page, "Keep the portrait")
    assert Portrait.objects.get().may_publish


def test_the_runaway_calls_and_the_family_side_sees_nothing_of_it(
    url: str, told: tuple[BrowserContext, list[str]], installation: Installation
) -> None:
    context, complaints = told
    nora = person("counsellor", name="nora")
    file = a_file(nora)
    page = signed_in(context, url, nora)
    page.goto(f"{url}/missing/{file.pk}/family/")
    fill(page, "name", "A. Example")
    press(page, "Keep")
    page.goto(f"{url}/missing/{file.pk}/calls/")
    fill(page, "wishes", "Does not want to go home tonight.")
    fill(page, "message", "Tell my mother that I am well.")
    page.select_option("[name=police]", "not_told")
    press(page, "Keep")
    assert "A decision has a reason." in page.inner_text("main")
    assert page.input_value("[name=wishes]") == "Does not want to go home tonight."
    fill(page, "why", "Asks so, and is safe.")
    press(page, "Keep")
    press(page, "Pass the message on to A. Example")
    assert "The message is on their page." in page.inner_text("main")
    page.goto(f"{url}/missing/{file.pk}/family/")
    shown = page.content()
    assert "Tell my mother that I am well." in shown and "home tonight" not in shown and "is safe" not in shown
    press(page, "Give them a page with a code")
    assert re.fullmatch(r"([0-9A-Z]{4} ?){7}", page.inner_text(".code").strip())
    # The refusal on the way was meant.
    assert [said for said in complaints if "422" not in said] == []
