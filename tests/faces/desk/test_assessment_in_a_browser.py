"""An analyst in a real browser, by keyboard alone: keys from files, one address opened here, a signed answer sent."""

import os
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import Browser, BrowserContext, Page

from kindline.client.police import trust
from kindline.faces.worker.rounds import round_once
from kindline.kernel.people.models import User
from kindline.kernel.welfare import talks
from kindline.services.hotline.assessment import taking
from kindline.services.hotline.assessment.models import Opinion
from kindline.services.hotline.models import Address, Report
from tests.assessing import Analysts, Desk
from tests.faces.desk.conftest import SECRET, person
from tests.faces.desk.conftest import Browser as Client
from tests.faces.desk.test_in_a_browser import chrome, faults, fits, told, url
from tests.installation import Installation

__all__ = ["chrome", "told", "url"]
ADDRESS = "https://album.test/reported/path?who=someone"
OTHER = "https://balkon.example/second"
PICTURES = os.environ.get("KINDLINE_ASSESS_PICTURES")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]


@pytest.fixture
def desk(installation: Installation) -> Desk:
    analysts = Analysts()
    analysts.work_in(installation)
    return Desk(installation, analysts)


@pytest.fixture
def files(desk: Desk, tmp_path: Path) -> list[str]:
    """What an analyst carries: the key that opens, the key that signs, the trust list."""
    text = trust.from_installation(
        desk.installation.data / "mandate" / "active.toml", desk.installation.keys / "public", authority="analysts"
    )
    made = {
        "duty.key": desk.analysts.duty.to_text(),
        "ann.key": desk.analysts.signing["ann"].to_text(),
        "trust.txt": text,
    }
    for name, content in made.items():
        (tmp_path / name).write_text(content + "\n")
    return [str(tmp_path / name) for name in made]


@pytest.fixture
def ann(desk: Desk, transactional_db: None) -> User:
    user = desk.analysts.person("ann")
    TOTP.activate(user, SECRET)
    talks.expect(user, by="terminal:test")
    return user


@pytest.fixture
def filed(desk: Desk, file: Callable[..., Report], transactional_db: None) -> Report:
    report = file(ADDRESS, account="found it in a chat", danger="now")
    file(OTHER)
    round_once()
    return report


def seated(context: BrowserContext, url: str, user: User) -> Page:
    """Signed in with both factors, a moment ago."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    for name, morsel in client.cookies.items():
        context.add_cookies([{"name": name, "value": morsel.value, "url": url}])
    return context.new_page()


def press(page: Page, text: str) -> None:
    """Reach a button by Tab, as somebody without a mouse does, and press it."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText?.trim() ?? ''") == text:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way by keyboard to “{text}”")


def choose(page: Page, selector: str) -> None:
    """Reach a radio button's group by Tab and its choice by the arrows."""
    wanted = page.locator(selector)
    name = wanted.get_attribute("name")
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name ?? ''") == name:
            break
    page.keyboard.press("Space")
    for _ in range(12):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no way by keyboard to {selector}")


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def test_an_analyst_assesses_one_address_by_keyboard_alone(
    url: str, told: tuple[BrowserContext, list[str]], ann: User, filed: Report, files: list[str]
) -> None:
    context, complaints = told
    asked: list[str] = []
    context.on("request", lambda request: asked.append(f"{request.url} {request.post_data or ''}"))
    page = seated(context, url, ann)
    page.goto(f"{url}/")
    assert page.inner_text("h1") == "Assess" and not faults(page)
    picture(page, "waiting")
    page.set_input_files("#key-files", files)
    page.wait_for_selector("text=Key that signs read")
    press(page, "Take the next one")
    page.wait_for_selector("[data-report]")
    assert "album" not in page.content() and not faults(page)
    picture(page, "sealed")
    press(page, "Show the address")
    page.wait_for_selector("text=Say first why you ask for it.")
    choose(page, "#reason-assess")
    press(page, "Show the address")
    page.wait_for_selector("[data-when=opened] >> nth=0")
    assert page.inner_text("[data-at=address]") == "hxxps://album[.]test/reported/path?who=someone"
    assert ADDRESS not in page.content() and not faults(page)
    press(page, "Copy the plain address")
    page.evaluate("navigator.clipboard.writeText = async (text) => { globalThis.copied = text }")
    assert not page.is_visible("[data-at=copied]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-at=copied]:visible")
    assert page.evaluate("copied") == ADDRESS and not page.is_visible("[data-at=copy]")
    press(page, "Mask it again")
    assert page.inner_text("[data-at=address]") == "hxxps://a•••[.]test/…"
    choose(page, "#classification-baseline")
    press(page, "Sign and send")
    page.wait_for_selector("text=Answer every question")
    for select in page.locator("select[data-list]").all():
        select.focus()
        page.keyboard.press("ArrowDown")
    assert not faults(page)
    picture(page, "questions")
    press(page, "Sign and send")
    page.wait_for_selector("text=1 address waits")
    assert Opinion.objects.get().classification == "baseline" and taking.in_hand(ann) is None
    assert Address.objects.get(report=filed).state == "awaiting_release"
    assert all(line.startswith(url) for line in asked)
    assert not any("album" in line or "secret" in line for line in asked)
    assert [line for line in complaints if "422" not in line and "409" not in line] == []


def test_the_words_stay_veiled_until_asked_for(
    url: str, told: tuple[BrowserContext, list[str]], ann: User, filed: Report, files: list[str]
) -> None:
    context, complaints = told
    page = seated(context, url, ann)
    page.goto(f"{url}/assessment/")
    page.set_input_files("#key-files", files)
    press(page, "Take the next one")
    page.wait_for_selector("[data-report]")
    page.click("summary:has-text('What the reporter wrote')")
    page.check("#words-context")
    page.click("text=Show the words")
    page.wait_for_selector("dd:has-text('found it in a chat')")
    assert page.locator("#hand [data-at=words] dd").all_inner_texts() == ["yes, now", "web page", "found it in a chat"]
    assert not faults(page)
    picture(page, "words")
    assert complaints == []


def test_a_known_address_is_taken_over_without_being_shown(
    url: str, told: tuple[BrowserContext, list[str]], desk: Desk, ann: User, filed: Report, files: list[str],
    file: Callable[..., Report],
) -> None:  # fmt: skip
    desk.judge(desk.analysts.person("ben"))
    file(ADDRESS, danger="now")
    round_once()
    context, complaints = told
    page = seated(context, url, ann)
    page.goto(f"{url}/assessment/")
    page.set_input_files("#key-files", files)
    page.click("text=Take the next one")
    page.wait_for_selector("text=This address was judged before")
    assert not faults(page)
    picture(page, "known")
    page.click("text=Take this verdict over, without looking")
    page.wait_for_selector("text=1 address waits")
    assert "album" not in page.content() and not ann.exposures.exists()
    assert Address.objects.filter(verdict="abuse_material").count() == 2 and complaints == []


def test_the_page_passes_axe_in_four_languages_light_and_dark_and_fits_a_small_screen(
    url: str, chrome: Browser, ann: User, filed: Report, desk: Desk
) -> None:
    turn, found = cycle(("nl", "fr", "de", "en")), []
    chief = person("supervisor")
    taking.take_next(by=ann)
    for scheme, width in (("light", 1440), ("dark", 320)):
        context = chrome.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
        pages = [(ann, "/assessment/")] * 4 + [(chief, "/people/load/"), (chief, "/assessment/lists/")] * 2
        for number, (user, path) in enumerate(pages):
            language = next(turn)
            User.objects.filter(pk=user.pk).update(language=language)
            page = seated(context, url, user)
            answer = page.goto(url + path)
            assert answer and answer.status == 200
            page.evaluate("for (const part of document.querySelectorAll('#hand [data-when]')) part.hidden = false")
            picture(page, f"{number}-{scheme}-{language}-{path.strip('/').replace('/', '-')}")
            if fault := faults(page):
                found.append(f"{scheme} {path}: {fault}")
            if not fits(page):
                found.append(f"{width} {path}: wider than the screen")
            page.close()
        context.close()
    assert found == []
