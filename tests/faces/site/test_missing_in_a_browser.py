"""The public side of a search in a real browser: a witness in French, a mother on a telephone, the end of an appeal."""

import hashlib
import json
import os
from uuid import uuid4
from xml.etree.ElementTree import fromstring

import pytest
from playwright.sync_api import Browser

from kindline.kernel import clock, vault
from kindline.sealing.box import seal_box
from kindline.sealing.padding import pad
from kindline.sealing.receipt import ReceiptCode, from_draft, mailbox_key, verifier
from kindline.services.missing import family_page
from kindline.services.missing.public.models import Appeal, FamilyPage, FamilyWord, Waiting
from tests.faces.site.test_in_a_browser import LANGUAGES, browser, go, violations, width
from tests.services.missing.searching import SAID, picture

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["core", "intake"])]
AT = {"nl": "/nl/vermist", "fr": "/fr/disparus", "de": "/de/vermisst", "en": "/en/missing"}
SEEN = {"nl": "/nl/vermist/gezien", "fr": "/fr/disparus/temoin", "de": "/de/vermisst/gesehen", "en": "/en/missing/seen"}
FAMILY = {
    "nl": "/nl/vermist/gezin",
    "fr": "/fr/disparus/famille",
    "de": "/de/vermisst/familie",
    "en": "/en/missing/family",
}


def appeal(slug: str = "7f3kabcd") -> Appeal:
    facts = SAID | {
        "number": f"KL-{slug.upper()}",
        "web": f"https://116000.example/{{language}}/116000/{slug}",
        "portrait": "p.svg",
    }
    now = clock.now()
    return Appeal.objects.create(
        id=uuid4(),
        slug=slug,
        facts=facts,
        languages=list(LANGUAGES),
        portrait=picture(),
        published_at=now,
        changed_at=now,
    )


def family() -> ReceiptCode:
    code, salt = from_draft(os.urandom(32), hashlib.sha256(b"x").digest()), os.urandom(16)
    page, key = uuid4(), mailbox_key(code, salt).public()
    told = [{"topic": "message", "at": "2026-11-24T20:00+00:00", "text": "Tell my mother that I am well."}]
    said = {"told": told, "adviser": "Nora", "next": "2026-11-25T09:00:00+00:00", "language": "fr"}
    sealed = seal_box(pad(json.dumps(said).encode()), recipient=key, info=family_page.info_of(page))
    FamilyPage.objects.create(
        id=page, locator=code.locator, salt=salt, verifier=verifier(code, salt), mailbox_key=key.to_text(),
        sealed=sealed, changed_on=clock.today(),
    )  # fmt: skip
    return code


def test_a_witness_in_french_without_script(browser: Browser, site_url: str) -> None:
    row = appeal()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}{AT['fr']}")
    page.click("text=Noor")
    assert page.locator("img.portrait").evaluate("image => image.naturalWidth") > 0
    assert "16:20" in page.inner_text("main")
    page.click("main a.go >> nth=0")
    assert "101" in page.inner_text("main") and "116 000" in page.inner_text("main")
    go(page)
    assert "Écrivez ce que vous avez vu" in page.inner_text("main")
    page.fill("#what", "Une fille en manteau jaune à l’arrêt du tram.")
    page.fill("#town", "Gand")
    page.fill("#day", "2099-01-01")
    page.fill("#time", "17:05")
    go(page)
    # A day that is still to come is refused, and nothing that was typed is lost.
    assert page.input_value("#what").startswith("Une fille") and page.input_value("#town") == "Gand"
    assert not Waiting.objects.exists()
    page.fill("#day", "2026-11-24")
    go(page)
    assert "Merci" in page.inner_text("h1") and context.cookies() == []
    waiting = Waiting.objects.get()
    assert (waiting.appeal, waiting.language) == (row.pk, "fr")
    assert b"manteau" not in bytes(waiting.for_desk) + bytes(waiting.for_police)
    context.close()


def test_a_mother_on_a_telephone_reads_her_page_and_writes_back(browser: Browser, site_url: str) -> None:
    code = family()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto(f"{site_url}{FAMILY['fr']}")
    page.fill("#code", "AAAA")
    go(page)
    assert "28" in page.inner_text("main")
    page.fill("#code", "0" * 28)
    go(page)
    assert page.locator("[role=alert], .errors").count()
    page.fill("#code", code.display().lower())
    go(page)
    shown = page.inner_text("main")
    assert "Tell my mother that I am well." in shown and "Nora" in shown and code.display() not in page.url
    page.fill("#text, [name=word-text]", "Quand appelez-vous ?")
    go(page)
    word = FamilyWord.objects.get()
    assert json.loads(vault.open_for_desk(bytes(word.sealed), about=word.pk))["text"] == "Quand appelez-vous ?"
    FamilyPage.objects.update(closed=True, sealed=b"")
    page.goto(f"{site_url}{FAMILY['fr']}")
    page.fill("#code", code.display())
    go(page)
    assert "Tell my mother" not in page.inner_text("main")
    context.close()


def test_what_has_ended_is_gone_everywhere(browser: Browser, site_url: str) -> None:
    row, other = appeal(), appeal("zzzz9999")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in ("7f3kabcd", "7f3kabcd/portrait.jpg", "feed.xml", "module", "module.json"):
        answer = context.request.get(f"{site_url}/nl/116000/{path}")
        assert answer.status == 200 and answer.headers["cache-control"] == "public, max-age=60", path
    module = context.request.get(f"{site_url}/nl/116000/module")
    assert "frame-ancestors *" in module.headers["content-security-policy"] and "x-frame-options" not in module.headers
    assert "script" not in module.text() and "x-frame-options" in context.request.get(f"{site_url}/nl/").headers
    Appeal.objects.filter(pk=row.pk).update(live=False, facts={}, portrait=b"", languages=[])
    gone = page.goto(f"{site_url}/nl/116000/7f3kabcd")
    assert gone and gone.status == 410 and "noindex" in gone.headers["x-robots-tag"]
    assert "Noor" not in page.content()
    assert context.request.get(f"{site_url}/nl/116000/7f3kabcd/portrait.jpg").status == 410
    assert context.request.get(f"{site_url}/nl/116000/7f3kabcd/seen").status == 410
    assert context.request.get(f"{site_url}/nl/116000/never").status == 404
    feed = fromstring(context.request.get(f"{site_url}/nl/116000/feed.xml").text())
    (dead,) = feed.iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    ids = [
        entry.findtext("{http://www.w3.org/2005/Atom}id") for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")
    ]
    assert dead.get("ref") == row.pk.urn and ids == [other.pk.urn]
    listed = json.loads(context.request.get(f"{site_url}/nl/116000/module.json").text())["appeals"]
    assert [one["page"][-8:] for one in listed] == ["zzzz9999"]
    context.close()


def test_every_page_passes_axe_and_fits_a_small_telephone(browser: Browser, site_url: str) -> None:
    appeal()
    code, faults = family(), []
    for language, scheme, wide in zip(LANGUAGES, ("light", "dark") * 2, (1280, 320) * 2, strict=True):
        context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": wide, "height": 700})  # type: ignore[arg-type]
        page = context.new_page()
        for path in (
            AT[language],
            f"/{language}/116000/7f3kabcd",
            SEEN[language],
            f"/{language}/116000/module",
            FAMILY[language],
            f"/{language}/116000/no",
        ):
            page.goto(site_url + path)
            if path == SEEN[language]:
                go(page)
            faults += violations(page, path) + ([f"{path} too wide"] if width(page) > wide else [])
        page.goto(site_url + FAMILY[language])
        page.fill("#code", code.display())
        go(page)
        faults += violations(page, "family") + (["family too wide"] if width(page) > wide else [])
        context.close()
    assert faults == []
