"""Member hotlines in a real browser: opened here with an analyst's key, pasted there, the reference brought back."""

from collections.abc import Callable
from itertools import cycle

import pytest
from playwright.sync_api import Browser, BrowserContext

from kindline.faces.worker.rounds import round_once
from kindline.kernel.directory import members
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.people.models import User
from kindline.provenance.resolver import ZoneResolver
from kindline.services.hotline import transfers, world
from kindline.services.hotline.models import Address, Dossier, Report
from tests.assessing import Desk
from tests.faces.desk.conftest import person
from tests.faces.desk.test_assessment_in_a_browser import ann, desk, files, picture, press, seated
from tests.faces.desk.test_in_a_browser import chrome, faults, fits, told, url
from tests.services.hotline.conftest import ZONES

__all__ = ["ann", "chrome", "desk", "files", "told", "url"]
ADDRESS = "https://omweg.test/reported/path?who=someone"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]


@pytest.fixture
def routed(desk: Desk, file: Callable[..., Report], monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Dossier:
    monkeypatch.setattr(world, "resolver", lambda: ZoneResolver(ZONES / "before.zone"))
    file(ADDRESS)
    round_once()
    desk.judge(desk.analysts.person("ben"))
    for _ in range(3):
        round_once()
    return Dossier.objects.get(purpose="member")


def test_an_analyst_opens_it_copies_it_and_brings_the_reference_back(
    url: str, told: tuple[BrowserContext, list[str]], ann: User, routed: Dossier, files: list[str]
) -> None:
    context, complaints = told
    asked: list[str] = []
    context.on("request", lambda request: asked.append(f"{request.url} {request.post_data or ''}"))
    page = seated(context, url, ann)
    page.goto(f"{url}/members/")
    assert not faults(page)
    page.click(f"text=K-{routed.number}")
    page.wait_for_selector("#transferring:visible")
    page.set_input_files("#key-files", files)
    page.wait_for_selector("text=Key that opens read")
    assert "omweg" not in page.content()
    press(page, "Open it here")
    page.wait_for_selector("[data-at=opened]:visible")
    assert page.inner_text("[data-at=address]") == "hxxps://omweg[.]test/reported/path?who=someone"
    assert ADDRESS not in page.content()
    assert not faults(page)
    picture(page, "member-opened")
    page.evaluate("navigator.clipboard.writeText = async (text) => { globalThis.copied = text }")
    press(page, "Copy the form for ICCAM")
    page.wait_for_selector("[data-at=copied]:visible")
    assert f'"urlString": "{ADDRESS}"' in page.evaluate("copied")
    page.fill("#reference", "not a number!")
    page.check("#channel-iccam")
    page.click("text=Note the reference")
    page.wait_for_selector("#errors")
    assert not faults(page)
    page.fill("#reference", "IC-2026/17")
    page.check("#channel-iccam")
    page.click("text=Note the reference")
    page.wait_for_selector("text=their answer is awaited")
    routed.refresh_from_db()
    assert routed.reference == "IC-2026/17"
    page.click(f"text=K-{routed.number}")
    page.check("#outcome-removed")
    page.click("text=Note their answer")
    page.wait_for_selector("text=Nothing is waiting here.")
    assert Address.objects.get().outcome == "removed_member"
    assert not any("omweg" in line or "secret" in line for line in asked)
    assert [line for line in complaints if "422" not in line] == []


def test_a_supervisor_confirms_a_country(url: str, told: tuple[BrowserContext, list[str]], desk: Desk) -> None:
    context, complaints = told
    page = seated(context, url, person("supervisor"))
    page.goto(f"{url}/members/countries/")
    page.click("#rows a:text-is('NL')")
    page.fill("#source", "their own site, today")
    page.fill("#reason", "checked")
    page.click("text=Save")
    page.wait_for_selector("tr:has-text('NL') >> text=confirmed")
    assert members.in_force().members["NL"].confirmed
    assert page.request.get(f"{url}/members/countries/zzz/").status == 404
    assert complaints == []


def test_the_pages_pass_axe_in_four_languages_light_and_dark_and_fit_a_small_screen(
    url: str, chrome: Browser, ann: User, routed: Dossier, desk: Desk
) -> None:
    turn, found = cycle(("nl", "fr", "de", "en")), []
    chief = person("supervisor")
    pages = ((ann, "/members/"), (ann, f"/members/{routed.pk}/"), (chief, f"/members/{routed.pk}/"),
             (chief, "/members/countries/"), (chief, "/members/countries/nl/"))  # fmt: skip
    for scheme, width in (("light", 1440), ("dark", 320)):
        context = chrome.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
        for number, (user, path) in enumerate(pages):
            language = next(turn)
            User.objects.filter(pk=user.pk).update(language=language)
            page = seated(context, url, user)
            answer = page.goto(url + path)
            assert answer
            assert answer.status == 200
            picture(page, f"members-{number}-{scheme}-{language}")
            if fault := faults(page):
                found.append(f"{scheme} {path}: {fault}")
            if not fits(page):
                found.append(f"{width} {path}: wider than the screen")
            page.close()
        context.close()
        if width == 1440:
            transfers.bring_back(routed.pk, reference="IC-1", channel="iccam", by="user:1")
    assert found == []


def test_an_exercise_says_so_on_every_page_and_shows_what_it_kept(
    url: str, told: tuple[BrowserContext, list[str]], desk: Desk, routed: Dossier
) -> None:
    context, complaints = told
    Parcel.objects.filter(kind="dossier").update(state="kept")
    desk.installation.activate(desk.installation.law("exercise"))
    chief = person("supervisor", language="fr")
    page = seated(context, url, chief)
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{url}/members/countries/")
    page.click("text=Le bac")
    page.wait_for_selector("td:has-text('dossier')")
    assert "Ceci est un exercice." in page.inner_text("main")
    assert not faults(page)
    assert fits(page)
    picture(page, "tray-fr")
    assert complaints == []
