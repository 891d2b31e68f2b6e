"""The portal in a real browser: an officer opens, judges and sends; every page is usable by everyone."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, sync_playwright

from kindline.client.police import trust
from kindline.client.police.trust import Trust
from kindline.services.hotline.models import Address, Notice, NoticeItem
from kindline.settings.faces import FACES
from tests.faces.portal.conftest import REPORTED, Waiting
from tests.faces.portal.conftest import Browser as Client
from tests.installation import Installation

# Playwright's own loop runs in this thread; the database is only asked between its calls.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
OFFICERS = ("/", "/police/open/", "/police/answers/", "/police/reconciliation/")
PUBLIC = ("/opener/", "/nl/pick-up/", "/fr/genuine/")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["core", "intake"])]


@pytest.fixture(scope="module")
def chrome(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def url(portal: None, installation: Installation, transactional_db: None) -> Iterator[str]:
    """The portal behind a real socket, with the middleware of its own process."""
    server = LiveServerThread("127.0.0.1", lambda handler: handler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


class Sitting:
    """A person before the portal; notes what leaves the browser and what its policy stops."""

    def __init__(self, chrome: Browser, url: str, client: Client | None = None, **context: Any) -> None:
        self.context = chrome.new_context(locale="en-GB", **context)
        if client:
            name = f"kindline_{FACES['portal'].name}"
            cookie = client.cookies.get(name) or next(iter(client.cookies.values()))
            self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])
        self.url, self.page = url, self.context.new_page()
        self.page.set_default_timeout(8000)
        self.sent: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.sent.append(f"{request.url} {request.post_data or ''}"))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def go(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page


def stick(folder: Path, installation: Installation, own: Trust) -> list[Path]:
    """The officer's key files and trust list."""
    folder.mkdir()
    texts = {
        "duty.key": installation.police.duty.to_text(),
        "officer.key": installation.police.officer.to_text(),
        "trust.txt": trust.render(own),
    }
    for name, text in texts.items():
        (folder / name).write_text(text + "\n")
    return [folder / name for name in texts]


def test_an_officer_opens_judges_and_sends_and_no_key_or_address_leaves_the_browser(
    chrome: Browser, url: str, officer: Client, offered: Callable, own_trust: Trust, installation: Installation,
    tmp_path: Path,
) -> None:  # fmt: skip
    report = offered(REPORTED, danger="now")
    sitting = Sitting(chrome, url, officer)
    page = sitting.go("/police/open/")
    page.get_by_label("Choose your key files").set_input_files(stick(tmp_path / "stick", installation, own_trust))
    page.get_by_role("button", name="Fetch what waits").click()
    page.get_by_text("Parcels: read").wait_for()
    page.get_by_role("button", name="Open the parcels").click()
    page.get_by_text("1 parcels opened.").wait_for()
    page.get_by_role("button", name="Show the address").click()
    assert "hxxps://pictures[.]example/reported/path" in page.inner_text("main")
    page.get_by_text("Images of sexual abuse").click()
    page.get_by_text("Baseline").click()
    page.get_by_text("Release: act now").click()
    page.get_by_role("button", name="Sign and send").click()
    page.get_by_text("Sent: 2 entries.").wait_for()
    address = Address.objects.get(report=report)
    assert (address.verdict, address.instruction, address.orders.count()) == ("abuse_material", "act_now", 1)
    left = "\n".join(sitting.sent)
    for secret in (installation.police.duty, installation.police.officer):
        assert secret.to_text() not in left
        assert secret.to_text().split(":")[1] not in left
    assert "pictures.example" not in left
    assert sitting.errors == []
    assert {request.split("/")[2] for request in sitting.sent} == {url.split("/")[2]}
    sitting.context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_everyone_can_use_every_page(
    chrome: Browser, url: str, officer: Client, offered: Callable, waiting_notice: Waiting, scheme: str, width: int
) -> None:
    offered(REPORTED, danger="now")
    sitting = Sitting(chrome, url, officer, color_scheme=scheme, viewport={"width": width, "height": 800})
    for path in OFFICERS + PUBLIC:
        check(sitting.go(path), path)
    page = sitting.go("/en/pick-up/")
    for name, value in waiting_notice.fields.items():
        page.fill(f"[name={name}]", value)
    page.get_by_role("button", name="Show the notice").click()
    assert REPORTED in page.inner_text("main")
    page.get_by_text("Show it").click()
    check(page, "notice")
    with page.expect_download() as machine:
        page.get_by_text("Download as JSON").click()
    assert REPORTED in Path(machine.value.path()).read_text()
    with page.expect_download() as paper:
        page.get_by_text("Download the letter as PDF").click()
    assert (paper.value.suggested_filename, Path(paper.value.path()).read_bytes()[:5]) == ("N2026-0001.pdf", b"%PDF-")
    with page.expect_download() as xarf:
        page.get_by_text("Line 1 as XARF v4").click()
    assert json.loads(Path(xarf.value.path()).read_text())["url"] == REPORTED
    assert waiting_notice.code not in page.url
    page = sitting.go("/en/genuine/")
    page.get_by_role("button", name="Ask").click()
    page.evaluate("document.querySelector('form').noValidate = true")
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("alert").wait_for()
    check(page, "genuine, with an error")
    # A refused form is a 422, which a browser notes on its console; nothing else may stand there.
    assert [error for error in sitting.errors if "422" not in error] == []
    sitting.context.close()


def check(page: Page, name: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    found = Axe().run(page, options=AA)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"


def test_the_same_script_runs_here_as_in_the_single_file(chrome: Browser, url: str, officer: Client) -> None:
    sitting = Sitting(chrome, url, officer)
    served = sitting.context.request.get(f"{url}/opener/script.js").text()
    file = sitting.context.request.get(f"{url}/opener/kindline-opener.html").text()
    assert f"<script>{served}</script>" in file
    policy = sitting.context.request.get(f"{url}/police/open/").headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    sitting.context.close()


def test_a_provider_picks_up_acknowledges_and_says_what_it_did(
    chrome: Browser, url: str, waiting_notice: Waiting
) -> None:
    sitting = Sitting(chrome, url, viewport={"width": 320, "height": 760})
    page = sitting.go("/fr/pick-up/")
    for name, value in waiting_notice.fields.items():
        page.fill(f"[name={name}]", value)
    page.click("button.go")
    check(page, "the notice")
    assert REPORTED in page.inner_text(".letter")
    page.fill("#factor-read", waiting_notice.fields["factor"])
    page.locator("form[action$='acknowledge/'] button").click()
    assert page.locator("form[action$='acknowledge/']").count() == 0
    page.select_option("#line-1", "removed")
    page.select_option("#line-2", "refused")
    page.fill("#factor-act", waiting_notice.fields["factor"])
    page.locator("form[action$='actions/'] button").click()
    page.locator("[role=status]").wait_for()
    check(page, "what was done")
    said = dict(NoticeItem.objects.values_list("line", "action"))
    assert (said, Notice.objects.get().state) == ({1: "removed", 2: "refused"}, "acted")
    assert not any(REPORTED in sent for sent in sitting.sent), "what is shown is never sent back"
    assert sitting.errors == []
