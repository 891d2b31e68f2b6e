"""What comes back, in a real browser: the late page worked off, a mail read, a form filled in, the book, the lists."""

from collections.abc import Callable
from datetime import timedelta
from itertools import cycle

import pytest
from django.db import transaction
from playwright.sync_api import Browser, BrowserContext

from kindline.channels.mail.reading import read
from kindline.kernel import clock
from kindline.kernel.directory.models import Provider
from kindline.kernel.people.models import User
from kindline.provenance.address import Locator, parse
from kindline.services.hotline import contact_book, forms, reconciling, replies, tasks
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.models import Address, Notice, NoticeItem, Reconciliation, Reply, Report
from tests.faces.desk.conftest import person
from tests.faces.desk.test_in_a_browser import chrome, faults, fits, signed_in, told, url

__all__ = ["chrome", "told", "url"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]
MAIL = b"From: Abuse desk <abuse@quiet.example>\nSubject: Re: kindline\n\nLine 1, https://again.example/x, is gone.\n"


def asked(provider: Provider, address: Address, number: str, *, state: str) -> Notice:
    notice = Notice.objects.create(
        number=number, provider=provider, language="nl", check_code="C1", reply_token=f"{number:0<20}", sealed=b"",
        mandate="m", made_at=clock.now(), announced_at=clock.now() if state == "announced" else None,
    )  # fmt: skip
    Notice.objects.filter(pk=notice.pk).update(state=state)
    NoticeItem.objects.create(notice=notice, address=address, line=1)
    return Notice.objects.get(pk=notice.pk)


@pytest.fixture
def come_back(file: Callable[..., Report]) -> Notice:
    """A silent provider's notice is late, its mail waits to be read; a form waits too; a month is over."""
    reports = [file(f"https://host{number}.example/x", language="fr") for number in range(4)]
    quiet = Provider.objects.create(
        slug="quiet", name="Quiet Hosting", mailbox="abuse@quiet.example", source="pack", source_version="1",
        standing="verified",
    )  # fmt: skip
    only_form = Provider.objects.create(
        slug="formular", name="Formular GmbH", mailbox="abuse@formular.example", source="pack", source_version="1",
        way="form", form_url="https://formular.example/abuse",
    )  # fmt: skip
    addresses = [report.addresses.get() for report in reports]
    Address.objects.filter(pk__in=[one.pk for one in addresses[:2]]).update(state="routed", instruction="act_now")
    Address.objects.filter(pk=addresses[2].pk).update(state="closed", outcome="removed_stated", removed_at=clock.now())
    notice = asked(quiet, addresses[0], "N-4KQ2M7XD", state="announced")
    by_form = asked(only_form, addresses[1], "N-7XD4KQ2M", state="prepared")
    locator = parse("https://host1.example/x")
    assert isinstance(locator, Locator)
    with transaction.atomic(using="core"):
        start_clock(notice.pk, "notice_ack")
        forms.prepare(by_form, [(by_form.items.get(), locator)])
        tasks.open_task(
            "escalate_person",
            subject=addresses[1].pk,
            facts={"why": "refused", "proposals": [{"kind": "authority"}, {"kind": "network", "provider": "quiet"}]},
        )
    change = {"forwards_to_customer": "yes", "forwards_source": "their terms of 2026"}
    contact_book.edit(quiet, to=change, evidence="read their terms of service", by="user:1")
    clock.move(timedelta(hours=26))
    replies.Replies().take(notice.reply_token, read(MAIL, sender="abuse@quiet.example"))
    clock.move(timedelta(days=33))
    reconciling.make_monthly()
    Reconciliation.objects.update(held=3, theirs=b"x", theirs_sha256="0" * 64, said_at=clock.now(), signer="police:k",
                                  missing=[str(reports[3].pk)])  # fmt: skip
    return notice


def pages(notice: Notice) -> list[str]:
    providers = [f"/providers/{row.pk}/" for row in Provider.objects.all()]
    by_form = Notice.objects.get(provider__slug="formular").pk
    return [
        "/late/",
        "/late/?whose=provider",
        f"/notices/{notice.pk}/",
        f"/notices/{by_form}/",
        f"/replies/{Reply.objects.get().pk}/",
        f"/forms/{by_form}/",
        "/providers/",
        *providers,
        f"{providers[0]}edit/",
        *(f"/addresses/{row.pk}/" for row in Address.objects.order_by("report__number")[1:3]),
        *(f"/tasks/{row.pk}/" for row in tasks.open_for("supervisor").filter(kind="escalate_person")),
        "/reconciliations/",
        f"/reconciliations/{Reconciliation.objects.get().pk}/",
    ]


def test_an_operator_works_the_late_page_and_what_was_answered_is_late_no_more(
    url: str, told: tuple[BrowserContext, list[str]], come_back: Notice
) -> None:
    context, complaints = told
    page = signed_in(context, url, person("operator"))
    page.goto(f"{url}/late/")
    row = page.locator("#rows tr", has_text="N-4KQ2M7XD")
    assert "over, provider's acknowledgement" in row.inner_text() and "the provider" in row.inner_text()
    row.locator("a.open").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/notices/**")
    page.click("text=to be read >> xpath=.. >> a")
    assert "gone" not in page.inner_text("main") and not faults(page)
    page.keyboard.press("Tab")
    page.check("#reason-record")
    page.click("text=Show the words")
    shown = page.inner_text("main")
    assert "is gone" in shown and "again.example" not in shown and not faults(page)
    page.select_option("#line-1", "removed")
    page.click("text=Record it")
    page.wait_for_url("**/notices/**")
    assert "removed" in page.inner_text("#rows")
    page.goto(f"{url}/late/")
    assert "N-4KQ2M7XD" not in page.inner_text("main")
    assert complaints == []


def test_an_operator_pastes_a_form_and_brings_its_reference(
    url: str, told: tuple[BrowserContext, list[str]], come_back: Notice
) -> None:
    context, complaints = told
    page = signed_in(context, url, person("operator"))
    page.goto(f"{url}/tasks/?kind=fill_form")
    page.click("#rows a.open")
    page.wait_for_url("**/forms/**")
    page.check("#reason-paste")
    page.click("text=Show the words")
    assert "hxxps://host1[.]example/x" in page.inner_text("main") and not faults(page)
    page.click("text=Show it plain")
    assert "https://host1.example/x" in page.input_value("#paste") and not faults(page)
    page.fill("#reference", "ABUSE-77")
    page.click("text=It is sent")
    page.wait_for_url("**/notices/**")
    assert "ABUSE-77" in page.inner_text("main") and "announced" in page.inner_text("main")
    assert complaints == []


def test_every_page_of_what_comes_back_passes_axe_in_light_and_dark_and_fits_a_small_screen(
    url: str, chrome: Browser, come_back: Notice
) -> None:
    turn, found, user = cycle(("nl", "fr", "de", "en")), [], person("supervisor")
    for scheme, width in (("light", 1440), ("dark", 320)):
        context = chrome.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
        page = signed_in(context, url, user)
        for path in pages(come_back):
            User.objects.filter(pk=user.pk).update(language=next(turn))
            answer = page.goto(url + path)
            assert answer and answer.status == 200, path
            if fault := faults(page):
                found.append(f"{scheme} {path}: {fault}")
            if not fits(page):
                found.append(f"{width} {path}: wider than the screen")
        context.close()
    assert found == []
