"""The 02:40 call by keyboard alone, with a line that goes down in the middle; and the pages of contacts, looked at."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import cycle

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page

from kindline.kernel import clock
from kindline.kernel.contacts import about, ending, keeping, reading, ringing, taking
from kindline.kernel.contacts.keeping import Facts
from kindline.kernel.contacts.mapping import Heard
from kindline.kernel.contacts.models import Contact
from kindline.kernel.contacts.words import Words
from kindline.kernel.installing import make_exchange_key
from kindline.kernel.people.models import User
from kindline.kernel.rota import notes, planning
from kindline.kernel.welfare.models import Talk
from kindline.services.missing import keeping as files
from kindline.services.missing.keeping import Codes
from kindline.services.missing.models import File
from kindline.services.missing.said import Child, Said
from tests.faces.desk.conftest import person
from tests.faces.desk.test_in_a_browser import chrome, faults, fits, signed_in, told, url
from tests.installation import Installation

__all__ = ["chrome", "told", "url"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]
SAID = "My daughter has been gone since ten. She left her telephone."


def settled(page: Page) -> None:
    page.wait_for_selector("#kept:has-text('Kept at')")


def test_the_02_40_call_by_keyboard_alone(
    url: str, told: tuple[BrowserContext, list[str]], installation: Installation
) -> None:
    context, complaints = told
    make_exchange_key(installation.keys, name="main")
    nora = person("counsellor", name="nora")
    earlier = keeping.keep(
        taking.begin("call", by=nora), words=Words(phone="+32470000012"), facts=Facts(), revision=0, by=nora
    )
    ending.end(earlier, outcome="calls_back", by=nora)
    page = signed_in(context, url, nora)
    page.goto(f"{url}/contacts/")
    ringing.hear(Heard("main", "ringing", "call-1", "0470 00 00 12"))
    page.wait_for_selector("#ringing button")
    page.keyboard.press("a")
    page.wait_for_url(re.compile(r"/contacts/[0-9a-f-]{36}/$"))
    # The number is there, the earlier contact of this caller too, and the notes wait for the first word.
    assert page.input_value("#id_phone") == "0470 00 00 12"
    assert f"C-{earlier.number}" in page.inner_text("#earlier")
    assert not faults(page)
    page.keyboard.type("My daughter ")
    settled(page)
    # The line goes down; typing goes on; it comes back by itself.
    page.route("**/keep/", lambda route: route.abort())
    page.keyboard.type("has been gone since ten. ")
    page.wait_for_selector("#kept:has-text('Trying again')")
    # Nobody leaves a page that the server has not got.
    page.click("text=End the contact")
    page.wait_for_selector("#kept:has-text('Trying again')")
    assert page.input_value("#id_notes").endswith("ten. ")
    page.focus("#id_notes")
    page.keyboard.press("Control+End")
    page.unroute("**/keep/")
    page.keyboard.type("She left her telephone.")
    settled(page)
    call = Contact.objects.get(exchange="main")
    assert reading.read(call, by=nora).notes == SAID
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts/")
    call.refresh_from_db()
    assert (call.state, call.outcome, Talk.objects.count()) == ("ended", "advised", 1)
    assert [said for said in complaints if "ERR_FAILED" not in said] == []


def test_a_key_on_any_page_starts_a_contact_and_typing_finds_an_earlier_one(
    url: str, told: tuple[BrowserContext, list[str]], installation: Installation
) -> None:
    context, complaints = told
    nora = person("operator", name="nora", also="counsellor")
    first = taking.begin("call", by=nora)
    keeping.keep(first, words=Words(name="Zoë Peeters"), facts=Facts(), revision=0, by=nora)
    page = signed_in(context, url, nora)
    page.goto(f"{url}/queues/late/")
    page.keyboard.press("h")
    page.wait_for_selector("#id_notes")
    assert "Chat" in page.inner_text("h1")
    page.goto(f"{url}/contacts/")
    page.keyboard.press("/")
    page.keyboard.type("peeters")
    page.wait_for_selector("#hits .hits")
    assert f"C-{first.number}" in page.inner_text("#hits") and "peeters" not in page.url
    assert complaints == []


def test_whoever_is_signed_out_in_the_middle_types_on_and_loses_nothing(
    url: str, told: tuple[BrowserContext, list[str]], installation: Installation
) -> None:
    context, _ = told
    nora = person("counsellor", name="nora")
    contact = taking.begin("call", by=nora)
    page = signed_in(context, url, nora)
    page.goto(f"{url}/contacts/{contact.pk}/")
    Session.objects.all().delete()
    page.keyboard.type(SAID)
    page.wait_for_selector("#kept:has-text('signed out')")
    signed_in(context, url, nora).close()
    settled(page)
    assert reading.read(Contact.objects.get(), by=nora).notes == SAID


def test_the_pages_of_contacts_pass_axe_fit_a_small_screen_and_work_without_script(
    url: str, chrome: Browser, installation: Installation
) -> None:
    make_exchange_key(installation.keys, name="main")
    nora, omar = person("counsellor", name="nora", last_name="N. Peeters"), person("counsellor", name="omar")
    mine, sheet = taking.begin("call", by=nora), taking.begin("paper", by=nora)
    for by in (nora, omar):
        ending.end_brief(taking.begin("call", by=by), kind="silent", by=by)
    theirs = taking.begin("chat", by=omar)
    ringing.hear(Heard("main", "ringing", "1", "0470 00 00 12"))
    ringing.hear(Heard("main", "ringing", "2"))
    ringing.hear(Heard("main", "ended", "2"))
    note = notes.write("C-12 calls again at six.", by=omar)
    soon = clock.now() + timedelta(hours=2)
    planning.plan(omar, kind="line", starts_at=soon, ends_at=soon + timedelta(hours=8), by=omar)
    file = about.open_file(taking.begin("call", by=nora), kind="missing", by=nora).about_id
    known = replace(Codes(), kind="runaway", next_contact_at=soon)
    child = Child(name="Mira", born="2012-04", looks="red coat")
    kept = Said(notes="Gone since ten.", children=(child,), facts={"needs_medicine": True})
    files.keep(File.objects.get(pk=file), said=kept, codes=known, revision=0, by=nora)
    paths = ["/contacts/", "/rota/", "/notes/", f"/notes/{note.pk}/", "/missing/", f"/missing/{file}/"]
    paths += [f"/contacts/{one.pk}/" for one in (mine, sheet, theirs)]
    turn, found = cycle(("nl", "fr", "de", "en")), []
    for scheme, width in (("light", 1440), ("dark", 320)):
        context = chrome.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
        page = signed_in(context, url, nora)
        for path in paths:
            User.objects.filter(pk=nora.pk).update(language=next(turn))
            page.goto(url + path)
            if page.locator(".script summary").count():
                page.click(".script summary")
            if fault := faults(page):
                found.append(f"{scheme} {path}: {fault}")
            if not fits(page):
                found.append(f"{width} {path}: wider than the screen")
        context.close()
    sven = person("supervisor", name="sven")
    for scheme, width in (("light", 1440), ("dark", 320)):
        context = chrome.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
        page = signed_in(context, url, sven)
        page.goto(f"{url}/rota/")
        for summary in page.locator("section details summary").all():
            summary.click()
        found += [f"{scheme} rota: {fault}" for fault in (faults(page), "" if fits(page) else "too wide") if fault]
        context.close()
    assert found == []
    User.objects.filter(pk=nora.pk).update(language="en")
    context = chrome.new_context(java_script_enabled=False)
    page = signed_in(context, url, nora)
    page.goto(f"{url}/contacts/")
    page.click("button[name=channel][value=call]")
    page.fill("#id_notes", SAID)
    page.click("text=Keep")
    assert page.input_value("#id_notes") == SAID
    page.click("text=Wrong number")
    assert "is ended" in page.inner_text("main")
    context.close()
