"""The desk in a real browser: coming in with an app and with a passkey, by keyboard, on small screens, in the dark."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import transaction
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from kindline.faces.worker.rounds import round_once
from kindline.kernel import clock
from kindline.kernel.directory.models import Provider
from kindline.kernel.people.invitations import invite
from kindline.kernel.people.models import User
from kindline.kernel.register import disclosures, holds, requests
from kindline.kernel.register.models import LegalHold, PersonRequest
from kindline.sealing.certificate import self_signed
from kindline.services.hotline import lookups, mailbox, sealed_mail, tasks
from kindline.services.hotline.intake.models import Report as Accepted
from kindline.services.hotline.models import Lookup, Notice, NoticeItem, Report
from tests.faces.desk.conftest import PASSWORD, person
from tests.faces.desk.conftest import Browser as Client

# Playwright's own loop runs in this thread; the database is only asked between its calls.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-lcd-text", "--no-first-run", "--disable-background-networking"]
ARGS += ["--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"]
AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PICTURE = Path(__file__).parents[3] / "docs" / "pictures" / "desk.png"
PASSKEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]


@pytest.fixture(scope="module")
def chrome(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def url(face: None, installation: object, transactional_db: None) -> Iterator[str]:
    """The desk behind a real socket. `localhost`, for browsers give passkeys to no bare number."""
    cache.clear()
    server = LiveServerThread("localhost", lambda handler: handler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://localhost:{server.port}"
    server.terminate()


@pytest.fixture
def told(chrome: Browser) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A fresh browser, and whatever it complains about: refused scripts, styles, types."""
    context = chrome.new_context(locale="en-GB", viewport={"width": 1440, "height": 860})
    complaints: list[str] = []
    context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context, complaints
    context.close()


def signed_in(context: BrowserContext, url: str, user: User) -> Page:
    client = Client()
    client.force_login(user)
    for name, morsel in client.cookies.items():
        context.add_cookies([{"name": name, "value": morsel.value, "url": url}])
    return context.new_page()


@pytest.fixture
def busy(file: Callable[..., Report]) -> Report:
    """A desk in the middle of a night: something urgent, something late, questions, tasks, a notice."""
    for number in range(6):
        file(
            f"https://host{number}.example/x", "https://again.example/picture", language=("nl", "fr", "de")[number % 3]
        )
    clock.move(timedelta(hours=25))
    report = file("https://again.example/picture", "https://new.example/", danger="now", seen="social")
    round_once()
    clock.move(timedelta(minutes=70))
    mailbox.write(Accepted.objects.get(pk=report.pk), text="When do I hear?", to_reporter=False, by="site")
    provider = Provider.objects.create(
        slug="quiet-hosting", name="Quiet Hosting", mailbox="abuse@quiet.example", source="pack", source_version="1"
    )
    address = report.addresses.get(ordinal=1)
    with transaction.atomic(using="core"):
        tasks.open_task("confirm_mailbox", subject=provider.pk, facts={"provider": provider.slug})
        tasks.open_task("certificate", subject=provider.pk, facts={"why": "ends_soon", "provider": provider.slug})
        tasks.open_task("route_person", subject=address.pk, facts={"why": "several"})
    notice = Notice.objects.create(
        number="N-4KQ2M7XD", provider=provider, language="nl", check_code="C1", sealed=b"", mandate="m",
        made_at=clock.now(),
    )  # fmt: skip
    NoticeItem.objects.create(notice=notice, address=address, line=1)
    holds.place(subject=report.pk, authority="Court of Example", reference="C/12", reason="trial", by="user:1")
    requests.take(right="access", asker="parent", subject=None, received_on=clock.today(), by="user:1")
    disclosures.note(subject=report.pk, recipient="Court of Example", ground="judge", what="existence", by="user:1")
    first = clock.today() - timedelta(days=1)
    theirs = self_signed("Desk", provider.mailbox, first=first, days=300, receives=True)
    sealed_mail.try_certificate(provider, pem=theirs.certificate.to_pem(), by="user:1")
    return report


@pytest.fixture
def searched(busy: Report) -> User:
    """A supervisor who asked whether an address was reported, and was answered."""
    user = person("supervisor")
    lookups.ask("https://again.example/picture", reason="caller", by=f"user:{user.pk}")
    lookups.answer_waiting()
    return user


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def faults(page: Page) -> str:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AA}})
    return "" if not found.violations_count else found.generate_report()


def pages(report: Report) -> list[str]:
    from kindline.services.hotline.intake.models import Message
    from kindline.services.hotline.models import Task

    return [
        "/queues/late/",
        "/queues/sealed/",
        "/queues/held/",
        f"/envelopes/{report.pk}/",
        "/questions/",
        f"/questions/{Message.objects.get().pk}/",
        "/tasks/",
        *(f"/tasks/{task.pk}/" for task in Task.objects.all()),
        "/notices/",
        f"/notices/{Notice.objects.get().pk}/",
        "/find/",
        f"/find/?month={clock.now():%Y-%m}",
        *(f"/find/address/{lookup.pk}/" for lookup in Lookup.objects.all()),
        f"/certificates/of/{Provider.objects.get().pk}/",
        "/log/",
        "/legal-holds/",
        *(f"/legal-holds/{hold.pk}/" for hold in LegalHold.objects.all()),
        "/requests/",
        *(f"/requests/{row.pk}/" for row in PersonRequest.objects.all()),
        "/disclosures/",
        "/binder/",
        "/binder/inhope/security/",
        "/figures/",
        "/figures/reports/?by=language",
        "/figures/illegal/",
        "/figures/time_to_assessor/?by=urgent",
        "/figures/reports/rows/",
        "/second-factor/",
        "/undertaking/",
        "/nowhere/",
    ]


def test_a_person_comes_in_with_a_code_and_an_authenticator_app(
    url: str, told: tuple[BrowserContext, list[str]]
) -> None:
    context, complaints = told
    user = User.objects.create_user(username="new.person", role="operator")
    code = invite(user, by="terminal:test").reveal()
    page = context.new_page()
    page.goto(url)
    assert not faults(page)
    page.click("text=I have a one-time code")
    assert not faults(page)
    page.fill("[name=code]", code.lower())
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=repeated]", PASSWORD)
    page.click("button.go")
    assert not faults(page)
    page.click("text=Set up the app")
    assert not faults(page)
    assert page.locator(".qr svg").bounding_box()["width"] > 150  # type: ignore[index]
    page.fill("[name=code]", pyotp.TOTP(page.inner_text("code.key")).now())
    page.click("button.go")
    assert page.locator("ul.code li").count() == 10
    page.click("text=I have written them down")
    assert not faults(page)
    page.check("[name=undertake]")
    page.click("button.go")
    assert page.inner_text("h1") == "Hand-over late"
    assert complaints == []


def test_a_person_adds_a_passkey_and_then_signs_in_with_it_alone(
    url: str, told: tuple[BrowserContext, list[str]]
) -> None:
    context, complaints = told
    person("operator", name="key.person", factor=False)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY})
    page.goto(url)
    page.fill("[name=login]", "key.person")
    page.fill("[name=password]", PASSWORD)
    page.click("button.go:not(.other)")
    page.click("text=Add a passkey")
    page.fill("[name=password]", PASSWORD)
    page.click("button.go")
    assert not faults(page)
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_selector("ul.code")
    page.goto(f"{url}/")
    assert page.inner_text("h1") == "Hand-over late"
    page.click("text=Sign out")
    page.wait_for_url("**/sign-in/")
    page.click("#passkey_login")
    page.wait_for_url("**/queues/late/")
    assert complaints == []


def test_a_passkey_that_does_not_answer_says_so(url: str, told: tuple[BrowserContext, list[str]]) -> None:
    context, _ = told
    page = context.new_page()
    page.route("**/sign-in/passkey/", lambda asked: asked.abort())
    page.goto(f"{url}/sign-in/")
    page.click("#passkey_login")
    page.wait_for_selector("#passkey-failed:visible")


def test_everything_on_the_queue_is_reached_by_keyboard(
    url: str, told: tuple[BrowserContext, list[str]], busy: Report
) -> None:
    context, complaints = told
    page = signed_in(context, url, person("operator"))
    page.goto(f"{url}/queues/sealed/")
    focused = "document.activeElement.textContent.trim()"
    rows = page.locator("#rows .open").all_inner_texts()
    page.keyboard.press("j")
    assert page.evaluate(focused) == rows[0]
    page.keyboard.press("j")
    assert page.evaluate(focused) == rows[1]
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert page.evaluate(focused) == rows[0]
    page.keyboard.press("Enter")
    page.wait_for_selector("#line ol.way")
    assert rows[0] in page.inner_text("#line")
    assert page.url.endswith("/queues/sealed/")
    assert not faults(page)
    page.keyboard.press("?")
    assert page.get_attribute("#keys", "open") is not None
    page.keyboard.press("/")
    page.keyboard.type("j?")
    assert page.input_value("#find") == "j?"
    assert complaints == []


def test_every_page_passes_axe_in_light_and_dark_and_fits_a_small_screen(
    url: str, chrome: Browser, busy: Report, searched: User
) -> None:
    turn, found = cycle(("nl", "fr", "de", "en")), []
    user = searched
    for scheme, width in (("light", 1440), ("dark", 320)):
        context = chrome.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
        page = signed_in(context, url, user)
        for path in pages(busy):
            User.objects.filter(pk=user.pk).update(language=next(turn))
            answer = page.goto(url + path)
            assert answer and answer.status == (404 if path == "/nowhere/" else 200), path
            if fault := faults(page):
                found.append(f"{scheme} {path}: {fault}")
            if not fits(page):
                found.append(f"{width} {path}: wider than the screen")
        context.close()
    assert found == []


def test_the_desk_works_without_script(url: str, chrome: Browser, busy: Report) -> None:
    context = chrome.new_context(java_script_enabled=False)
    page = signed_in(context, url, person("operator"))
    page.goto(f"{url}/queues/sealed/")
    page.click("#rows .open >> nth=0")
    assert "/envelopes/" in page.url and page.locator("ol.way").count() == 1
    context.close()


def test_nothing_is_fetched_from_elsewhere_and_the_picture_is_taken(url: str, chrome: Browser, busy: Report) -> None:
    context = chrome.new_context(viewport={"width": 1320, "height": 720}, locale="en-GB")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    user = person("operator", name="n.peeters", last_name="N. Peeters", on_duty=True)
    page = signed_in(context, url, user)
    page.goto(f"{url}/queues/late/")
    page.click("#rows .open >> nth=0")
    page.wait_for_selector("#line ol.way")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    if os.environ.get("KINDLINE_PICTURES") == "yes":
        page.screenshot(path=str(PICTURE))
    assert asked and all(address.startswith(url) for address in asked)
    context.close()
