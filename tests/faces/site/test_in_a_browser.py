"""The site in a real browser without script: the whole way, every page once, small screens, dark, print, and back."""

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, sync_playwright

from kindline.faces.site import national
from kindline.faces.site.slugs import ADVICE, LINKS
from kindline.services.hotline.intake.models import Report

# Playwright's own loop runs in this thread; the database is only asked between its calls.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
ARGS += ["--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
LANGUAGES = ("nl", "fr", "de", "en")
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
ADDRESSES = "hxxps://photos[.]example[.]org/album?id=7\nhttps://photos.example.org/u/anna?session=ab12cd34ef56gh78"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["core", "intake"])]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield browser
        browser.close()


def go(page: Page) -> None:
    page.click("main form button.go")
    page.wait_for_load_state()  # a click waits for the answer's first byte, not for its page


def walk(page: Page, url: str, language: str) -> Iterator[str]:
    """The whole way, standing still on every page; errors on purpose where a page can have them."""
    page.goto(url + LINKS[language]["danger"])
    yield "danger"
    go(page)
    yield "danger, with an error"
    page.check("input[value=no]")
    go(page)
    yield "doors"
    page.check("input[value=fraud]")
    go(page)
    yield "another door"
    go(page)
    yield "seen"
    page.check("input[value=web]")
    go(page)
    yield "where"
    page.fill("#where", "no address at all\nhttps://photos.example.org/1")
    go(page)
    yield "where, with an error"
    page.fill("#where", ADDRESSES)
    go(page)
    yield "readback"
    go(page)
    yield "more"
    page.fill("#account", "Two sentences. And another.")
    go(page)
    yield "contact"
    page.check("input[value=unknown]")
    go(page)
    # Who was led to another door answers that question again before anything is sent.
    yield "check"
    page.click("button[value=danger]")
    page.check("input[value=self]")
    go(page)
    yield "help for a child in the picture"
    go(page)
    yield "check again"
    go(page)
    yield "sent"
    code = page.inner_text(".code")
    page.goto(url + LINKS[language]["code"])
    yield "code"
    page.fill("#code", code)
    go(page)
    yield "mailbox"


def test_the_whole_way_without_script(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    stations = list(walk(page, site_url, "nl"))
    assert stations[-1] == "mailbox"
    assert Report.objects.get().urgent
    assert context.cookies() == []
    context.close()


def test_nothing_is_fetched_from_elsewhere(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for _ in walk(page, site_url, "fr"):
        pass
    assert asked
    assert all(address.startswith(site_url) for address in asked)
    context.close()


def test_the_browsers_own_back_button_shows_the_page_with_its_text(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for station in walk(page, site_url, "en"):
        if station == "contact":
            break
    page.go_back()
    assert page.input_value("#account") == "Two sentences. And another."
    page.fill("#account", "Three.")
    go(page)
    page.check("input[value=unknown]")
    go(page)
    assert "Three." in page.inner_text("main")
    context.close()


def test_enter_in_a_field_goes_on_and_does_not_change_the_language(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for station in walk(page, site_url, "de"):
        if station == "seen":
            break
    page.check("input[value=web]")
    page.press("input[value=web]", "Enter")
    assert page.get_attribute("html", "lang") == "de"
    assert page.locator("#where").count() == 1
    context.close()


def test_every_page_passes_axe_in_one_language_or_another(browser: Browser, site_url: str) -> None:
    """axe needs script to look; the pages themselves carry none."""
    turn, faults = cycle(LANGUAGES), []
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    for language in ("fr", "de"):
        for station in walk(page, site_url, language):
            faults += violations(page, f"{language} {station}")
        if language == "fr":
            page.emulate_media(color_scheme="dark")
    for path in ("/", *(LINKS[next(turn)][name] for name in ("home", *ADVICE)), "/nl/nowhere"):
        page.goto(site_url + path)
        faults += violations(page, path)
    assert faults == []
    context.close()


def violations(page: Page, where: str) -> list[str]:
    found = Axe().run(page, options=AA).response["violations"]
    return [f"{where}: {fault['id']} {[node['html'][:120] for node in fault['nodes'][:3]]}" for fault in found]


def test_nothing_is_wider_than_a_small_telephone(browser: Browser, site_url: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page = context.new_page()
    too_wide = [station for station in walk(page, site_url, "de") if width(page) > 320]
    for name in ("home", *ADVICE):
        page.goto(site_url + LINKS["nl"][name])
        too_wide += [name] if width(page) > 320 else []
    assert too_wide == []
    context.close()


def width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_the_receipt_prints_its_code_and_no_button(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for station in walk(page, site_url, "fr"):
        if station == "sent":
            break
    page.emulate_media(media="print")
    assert page.locator(".code").is_visible()
    for hidden in (".leave", ".langs", ".foot", ".thread"):
        assert not page.locator(hidden).is_visible()
    assert page.title() == "Merci"
    context.close()


def test_dark_is_dark(browser: Browser, site_url: str) -> None:
    context = browser.new_context(color_scheme="dark", bypass_csp=True)
    page = context.new_page()
    page.goto(site_url + LINKS["nl"]["danger"])
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(17, 23, 29)"
    context.close()


def test_leaving_drops_the_text(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for station in walk(page, site_url, "en"):
        if station == "contact":
            break
    with page.expect_request(national.facts("en")["leave"]["link"]) as away:
        page.click(".leave")
    assert "referer" not in away.value.headers
    with suppress(Error):
        page.go_back(wait_until="commit")
    page.wait_for_timeout(300)  # a browser's own error page sends no event to wait for
    assert "Two sentences" not in page.content()
    context.close()
