"""The single-file opener, run from disk in a real Chromium with envelopes made by Python."""

import base64
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from kindline.faces.police import single_file
from kindline.sealing.answer import verify_document
from kindline.sealing.box import open_box
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey
from tests.faces.police.scene import ADDRESS, CANONICAL, Scene

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def scene() -> Scene:
    return Scene()


class Officer:
    """Someone at the opener, with a stick full of files; notes every request and every error of the page."""

    def __init__(self, browser: Browser, scene: Scene, folder: Path, **context: Any) -> None:
        self.files, self.folder = scene.files(folder), folder
        (folder / "opener.html").write_bytes(single_file.page())
        self.page: Page = browser.new_context(locale="en-GB", accept_downloads=True, **context).new_page()
        self.page.set_default_timeout(8000)
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.goto((folder / "opener.html").as_uri())

    def open(self, download: bytes, *, key: str = "duty.key") -> None:
        (self.folder / "parcels.json").write_bytes(download)
        chosen = [self.files[key], self.files["officer.key"], self.files["trust.txt"], self.folder / "parcels.json"]
        self.page.get_by_label("Choose your key files").set_input_files(chosen)
        self.page.get_by_text("Parcels: read").wait_for()
        self.page.get_by_role("button", name="Open the parcels").click()

    def trouble(self) -> str:
        return self.page.get_by_role("alert").inner_text()

    def sign(self) -> bytes:
        with self.page.expect_download() as saved:
            self.page.get_by_role("button", name="Sign and save").click()
        return Path(saved.value.path()).read_bytes()


@pytest.fixture
def officer(browser: Browser, scene: Scene, tmp_path: Path) -> Iterator[Officer]:
    made = Officer(browser, scene, tmp_path / "stick")
    yield made
    made.page.context.close()


def payload_of(scene: Scene, document: bytes) -> dict[str, Any]:
    key = scene.officer.public()
    return verify_document(document, keys={key.key_id: key}, context="answers").payload


def test_reports_are_opened_judged_and_signed_from_disk_and_nothing_is_asked_of_any_network(
    officer: Officer, scene: Scene
) -> None:
    report, dossier = scene.report(urgent=True), scene.dossier()
    officer.open(scene.download(report, dossier))
    page = officer.page
    page.get_by_text("2 parcels opened.").wait_for()
    assert ADDRESS not in page.inner_text("main")
    assert "hxxps://i•••[.]test/…" in page.inner_text("main")
    assert "12 days since the report, 0 days since its name was looked up" in page.inner_text("main")
    assert page.locator("input[type=radio]:checked").count() == 0
    card = page.locator("section.parcel").first
    card.get_by_role("button", name="Show the address").first.click()
    assert "hxxps://images[.]example[.]test/gallery/7" in card.inner_text()
    card.get_by_role("button", name="Show it exactly").first.click()
    assert ADDRESS in card.inner_text()
    assert page.locator(f"a[href*='{ADDRESS[:20]}']").count() == 0
    card.get_by_text("Images of sexual abuse").first.click()
    card.get_by_text("Baseline").first.click()
    card.get_by_text("Release: act now").first.click()
    payload = payload_of(scene, officer.sign())
    line = payload["reports"][0]["addresses"][0]
    info = b"release:" + line["envelope"].encode()
    plain = json.loads(open_box(base64.b64decode(line["release"]), key=scene.routing, info=info))
    assert plain == {"canonical": CANONICAL, "canon_version": "test/1", "kind": "located"}
    assert payload["checkpoint"] == {"size": 42, "root": bytes(range(32)).hex()}
    assert [entry["acknowledged"] for entry in payload["reports"] + payload["dossiers"]] == [True, True]
    assert [url for url in officer.requests if not url.startswith(("file://", "blob:"))] == []
    assert officer.errors == []


def test_the_reserve_key_opens_what_the_duty_key_opens(officer: Officer, scene: Scene) -> None:
    officer.open(scene.download(scene.report()), key="reserve.key")
    officer.page.get_by_text("1 parcels opened.").wait_for()


@pytest.mark.parametrize(("accepted", "said"), [(True, "1 parcels opened."), (False, "1 of them refused")])
def test_another_sites_reports_open_once_the_officer_has_accepted_its_key(
    officer: Officer, scene: Scene, accepted: bool, said: str
) -> None:
    other = SigningPrivateKey.generate()
    if accepted:
        with officer.files["trust.txt"].open("a") as own:
            own.write(f"partner {other.public().to_text()} the other site\n")
    officer.open(scene.download(scene.report(signer=other)))
    officer.page.get_by_text(said).first.wait_for()
    assert officer.page.get_by_role("button", name="Show the address").count() == (2 if accepted else 0)


def test_without_an_instruction_the_answer_says_wait(officer: Officer, scene: Scene) -> None:
    officer.open(scene.download(scene.report(addresses=1)))
    officer.page.get_by_text("Images of sexual abuse").click()
    officer.page.get_by_role("button", name="Sign and save").click()
    assert "Choose a classification" in officer.trouble()
    officer.page.get_by_text("National law").click()
    line = payload_of(scene, officer.sign())["reports"][0]["addresses"][0]
    assert (line["instruction"], line["classification"]) == ("wait", "national")


def test_the_keyboard_alone_is_enough(officer: Officer, scene: Scene) -> None:
    (officer.folder / "parcels.json").write_bytes(scene.download(scene.report(addresses=1)))
    chosen = [officer.files[name] for name in ("duty.key", "officer.key", "trust.txt")]
    officer.page.get_by_label("Choose your key files").set_input_files([*chosen, officer.folder / "parcels.json"])
    officer.page.get_by_text("Parcels: read").wait_for()
    officer.page.get_by_label("Choose your key files").focus()
    press(officer.page, "Tab", "Enter")
    officer.page.locator("#judge:focus").wait_for()
    press(officer.page, "Tab", "Enter", "Tab", "Space", "Tab", "Space", "Tab", "ArrowDown")
    assert "hxxps://images[.]example[.]test" in officer.page.inner_text("main")
    line = payload_of(scene, officer.sign())["reports"][0]["addresses"][0]
    assert (line["verdict"], line["classification"], line["instruction"]) == ("abuse_material", "baseline", "act_now")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_recipient_that_the_trust_list_does_not_name_is_refused_and_not_acknowledged(
    officer: Officer, scene: Scene
) -> None:
    recipients = (scene.duty.public(), SealingPrivateKey.generate().public())
    officer.open(scene.download(scene.report(addresses=1, recipients=recipients), scene.report(addresses=1)))
    officer.page.get_by_text("2 parcels read, 1 of them refused").wait_for()
    assert "a key that your trust list does not name" in officer.page.inner_text("main")
    assert len(payload_of(scene, officer.sign())["reports"]) == 1


def test_a_changed_header_or_a_moved_envelope_is_refused(officer: Officer, scene: Scene) -> None:
    changed, moved, other = (scene.report(addresses=1) for _ in range(3))
    raw = bytearray(base64.b64decode(changed["envelopes"][0]["sealed"]))
    raw[45] ^= 1
    changed["envelopes"][0]["sealed"] = base64.b64encode(raw).decode()
    moved["envelopes"][0] = other["envelopes"][0]
    officer.open(scene.download(changed, moved))
    officer.page.get_by_text("2 parcels read, 2 of them refused").wait_for()


def test_a_download_naming_other_keys_is_refused_whole(officer: Officer, scene: Scene) -> None:
    officer.open(scene.download(scene.report(), routing_key=SealingPrivateKey.generate().public().to_text()))
    assert "other platform keys than your trust list" in officer.trouble()
    assert officer.page.locator("section.parcel").count() == 0


@pytest.fixture
def canary() -> Iterator[socket.socket]:
    """A listener that would notice any connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        yield listener


def test_its_policy_would_stop_a_script_that_tried_to_speak(officer: Officer, canary: socket.socket) -> None:
    tried = officer.page.evaluate(
        """async (url) => {
            const out = [];
            try { await fetch(url); out.push("sent"); } catch { out.push("stopped"); }
            out.push(navigator.sendBeacon(url) ? "queued" : "stopped");
            const stopped = new Promise((done) => document.addEventListener("securitypolicyviolation", (event) => {
                if (event.effectiveDirective === "img-src") done("img-src");
            }));
            const image = new Image(); image.src = url;
            out.push(await stopped);
            try { document.body.innerHTML = "<b>x</b>"; out.push("written"); } catch { out.push("refused"); }
            return out;
        }""",
        f"http://127.0.0.1:{canary.getsockname()[1]}/",
    )
    assert (tried[0], tried[2:]) == ("stopped", ["img-src", "refused"])
    with pytest.raises(TimeoutError):
        canary.accept()


def test_the_canary_sings_when_something_does_speak(browser: Browser, canary: socket.socket) -> None:
    page = browser.new_page()
    page.evaluate("url => { fetch(url).catch(() => 0) }", f"http://127.0.0.1:{canary.getsockname()[1]}/")
    canary.accept()[0].close()
    page.close()


def test_the_letters_of_a_dossier_are_read_where_it_is_opened_and_their_address_stays_masked(
    officer: Officer, scene: Scene
) -> None:
    officer.open(scene.download(scene.dossier()))
    officer.page.get_by_text("Injonction d'agir contre un contenu illicite (fr)").click()
    draft = officer.page.locator("details[lang=fr]")
    assert "Projet destiné à l'autorité" in draft.inner_text() and "Base juridique" in draft.inner_text()
    assert "images.example.test" not in draft.inner_text()
    draft.get_by_role("button").click()
    draft.get_by_role("button").click()
    assert CANONICAL in draft.inner_text()
    assert not officer.errors


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_it_in_four_languages_and_on_a_narrow_screen(
    browser: Browser, scene: Scene, tmp_path: Path, scheme: str
) -> None:
    sitting = Officer(browser, scene, tmp_path / scheme, color_scheme=scheme, viewport={"width": 320, "height": 700})
    sitting.open(scene.download(scene.report(urgent=True), scene.dossier()))
    sitting.page.get_by_text("2 parcels opened.").wait_for()
    sitting.page.get_by_text("Images of sexual abuse").first.click()
    sitting.page.locator("details[lang=fr] summary").click()
    for name, title in (("Nederlands", "openen"), ("Français", "Ouvrir"), ("Deutsch", "öffnen"), ("English", "Open")):
        sitting.page.get_by_role("button", name=name).click()
        assert title in sitting.page.inner_text("h1")
    assert sitting.page.evaluate("document.documentElement.scrollWidth") <= 320
    found = Axe().run(sitting.page)
    assert found.violations_count == 0, found.generate_report()
    sitting.page.context.close()
