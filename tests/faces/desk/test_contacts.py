"""The desk of a counsellor: one post opens a card, nothing typed is lost, and each role sees its own part."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pypdf
import pytest
from django.utils import translation

from kindline.faces.desk import contact_words as words
from kindline.kernel import clock
from kindline.kernel.contacts import about, codes, reading, ringing
from kindline.kernel.contacts.about import File
from kindline.kernel.contacts.erasing import erase_contact
from kindline.kernel.contacts.mapping import Heard
from kindline.kernel.contacts.models import Contact
from kindline.kernel.contacts.scripts import silent_call
from kindline.kernel.contacts.tables import CONTACT
from kindline.kernel.installing import make_exchange_key
from kindline.kernel.people.models import User
from kindline.kernel.register.holds import Held
from kindline.kernel.welfare.models import Talk
from tests.faces.desk.conftest import Browser, person
from tests.installation import Installation

pytestmark = pytest.mark.db
TYPED = {"notes": "She left at ten.", "phone": "0470 00 00 12", "name": "Ann", "caller": "parent", "language": "nl"}


@pytest.fixture
def nora(installation: Installation, browse: Callable[..., Browser]) -> Browser:
    return browse(person("counsellor", name="nora"))


@pytest.fixture
def omar(installation: Installation, browse: Callable[..., Browser]) -> Browser:
    return browse(person("counsellor", name="omar"))


def started(browser: Browser, channel: str = "call") -> str:
    return str(browser.send("/contacts/start/", channel=channel)["Location"])


def test_a_contact_is_open_with_one_post_and_kept_without_script(nora: Browser) -> None:
    page = started(nora)
    assert nora.send(f"{page}keep/", **TYPED, revision=0)["Location"] == page
    shown = nora.get(page).content.decode()
    assert "She left at ten." in shown and "0470 00 00 12" in shown and 'value="1"' in shown


def test_the_script_is_told_the_revision_and_the_time(nora: Browser) -> None:
    page = started(nora)
    headers = {"Accept": "application/json"}
    body = "notes=a&caller=unknown&revision=0"
    said = nora.post(f"{page}keep/", body, content_type="application/x-www-form-urlencoded", headers=headers)
    assert said.json()["revision"] == 1 and "Kept at" in said.json()["said"]


def test_two_windows_both_keep_what_was_typed(nora: Browser) -> None:
    page = started(nora)
    nora.send(f"{page}keep/", **TYPED, revision=0)
    other = nora.send(f"{page}keep/", **TYPED | {"notes": "typed beside it"}, revision=0)
    text = other.content.decode()
    assert other.status_code == 409 and "She left at ten." in text and "typed beside it" in text
    assert nora.send(f"{page}keep/", **TYPED | {"notes": "both"}, revision=1).status_code == 302


def test_what_is_refused_comes_back_as_it_was_typed(nora: Browser, omar: Browser) -> None:
    page = started(nora, "paper")
    future = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    wrong = nora.send(f"{page}keep/", **TYPED, happened=future, revision=0)
    assert (
        wrong.status_code == 422 and "She left at ten." in wrong.content.decode() and future in wrong.content.decode()
    )
    # The day is to be mended; the words are kept already.
    assert "She left at ten." in nora.get(page).content.decode()
    long = nora.send(f"{page}keep/", **TYPED | {"notes": "x" * 20_001}, happened="2026-01-01T02:40", revision=1)
    assert long.status_code == 422 and "x" * 20_001 in long.content.decode()
    taken = omar.send(f"{page}take/")
    lost = nora.send(f"{page}keep/", **TYPED | {"notes": "typed meanwhile"}, happened="2026-11-01T02:40", revision=1)
    assert (taken.status_code, lost.status_code) == (302, 409) and "typed meanwhile" in lost.content.decode()
    back = nora.send(f"{page}keep/", **TYPED | {"notes": "mine"}, happened="2026-11-01T02:40", revision=1, take="yes")
    assert back.status_code == 302 and Contact.objects.get().counsellor.username == "nora"  # type: ignore[union-attr]


def test_ending_takes_an_outcome_or_one_click_and_keeps_the_words(nora: Browser) -> None:
    page = started(nora)
    assert nora.send(f"{page}end/", **TYPED, revision=0).status_code == 422
    assert nora.send(f"{page}end/", **TYPED, revision=1, outcome="advised", hard="yes")["Location"] == "/contacts/"
    assert Talk.objects.get().kind == "debrief"
    nora.send("/contacts/start/", channel="call", brief="silent")
    assert sorted(Contact.objects.values_list("kind", "state")) == [("counselling", "ended"), ("silent", "ended")]


def test_an_ended_contact_is_veiled_until_somebody_says_why(nora: Browser) -> None:
    page = started(nora)
    nora.send(f"{page}end/", **TYPED, revision=0, outcome="advised")
    assert "She left" not in nora.get(page).content.decode()
    assert nora.send(f"{page}show/").status_code == 422
    assert "She left" in nora.send(f"{page}show/", reason="follow_up").content.decode()


def test_the_telephone_leads_to_the_earlier_contact_from_a_body_and_never_from_an_address(nora: Browser) -> None:
    page = started(nora)
    nora.send(f"{page}end/", **TYPED, revision=0, outcome="advised")
    found = nora.send("/contacts/find/", q="+32 470 000012").content.decode()
    assert page in found and "Ann" not in found
    assert nora.get("/contacts/find/?q=Ann").status_code == 405


def test_a_ringing_call_shows_is_taken_with_one_click_and_is_not_asked_for_twice(
    nora: Browser, installation: Installation
) -> None:
    make_exchange_key(installation.keys, name="main")
    ringing.hear(Heard("main", "ringing", "1", "+32470000012"))
    shown = nora.get("/contacts/ringing/?seen=x").content.decode()
    assert "A call rings" in shown and "70000012" not in shown
    seen = shown.partition("?seen=")[2].partition('"')[0]
    assert nora.get(f"/contacts/ringing/?seen={seen}").status_code == 204
    contact = Contact.objects.get()
    page = nora.send(f"/contacts/{contact.pk}/take/")["Location"]
    assert "+32470000012" in nora.get(page).content.decode() and contact.tags.count() == 1


def test_a_page_that_asks_by_itself_keeps_no_session_awake(nora: Browser) -> None:
    nora.get("/contacts/")
    clock.move(timedelta(minutes=15))
    assert nora.get("/contacts/ringing/").status_code == 200
    clock.move(timedelta(minutes=6))
    assert nora.get("/contacts/ringing/").status_code == 302


def test_operators_see_no_contacts_and_counsellors_no_reports_unless_given_both(
    nora: Browser, installation: Installation, browse: Callable[..., Browser]
) -> None:
    both = browse(person("operator", name="both", also="counsellor"))
    operator = browse(person("operator"))
    opened = {
        name: (browser.get("/contacts/").status_code, browser.get("/queues/late/").status_code)
        for name, browser in (("nora", nora), ("operator", operator), ("both", both))
    }
    assert opened == {"nora": (200, 403), "operator": (403, 200), "both": (200, 200)}
    assert nora.get("/")["Location"] == "/contacts/"
    assert "Hand-over late" not in nora.get("/contacts/").content.decode()


def test_the_supervisor_hears_that_a_counsellor_wants_to_talk(nora: Browser, supervisor: Browser) -> None:
    nora.send("/contacts/debrief/")
    talk = Talk.objects.get()
    assert "nora" in supervisor.get("/people/load/").content.decode()
    assert nora.send(f"/people/talks/{talk.pk}/")["Location"] == "/contacts/"
    supervisor.send(f"/people/talks/{talk.pk}/")
    assert Talk.objects.get().done_on == clock.today()


def test_contacts_are_counted_and_each_number_leads_to_its_rows(nora: Browser, supervisor: Browser) -> None:
    nora.send("/contacts/start/", channel="call", brief="prank")
    started(nora, "chat")
    page = supervisor.get("/figures/contacts/?by=what").content.decode()
    assert "Prank" in page and "Not ended yet" in page
    assert "C-" not in page and supervisor.get("/figures/contacts/rows/").status_code == 200
    assert User.objects.get(username="nora").contacts.count() == 2


def test_a_court_may_have_a_contact_kept(nora: Browser, supervisor: Browser) -> None:
    started(nora)
    place = {"authority": "Court of Example", "reference": "C/12", "reason": "trial"}
    assert supervisor.send("/legal-holds/", report="C-1", **place).status_code == 302
    assert "C-1" in supervisor.get("/legal-holds/").content.decode()
    with pytest.raises(Held):
        erase_contact(Contact.objects.get().pk, by="worker", cause="retention")


class Drawer:
    """A duty that opens files from contacts; its files have the page of a contact here."""

    title, page = "drawer", "contact"

    def __init__(self) -> None:
        self.file: UUID = uuid4()
        self.said = ""

    def open_from(self, contact: Contact, *, by: User) -> UUID:
        self.said = reading.read(contact, by=by).notes
        return self.file

    def find(self, text: str, *, by: User) -> list[File]:
        return [File("drawer", "D-1", self.file)] if text == "D-1" else []

    def name(self, file: UUID) -> str:
        return "D-1"

    def may_join(self, file: UUID, *, by: User) -> bool:
        return file == self.file


def test_a_file_is_opened_from_the_card_and_found_from_the_next(nora: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    drawer = Drawer()
    monkeypatch.setattr(about, "_duties", {"drawer": drawer})
    page = started(nora)
    assert "Open a file from this: drawer" in nora.get(page).content.decode()
    assert nora.send(f"{page}belong/", **TYPED, revision=0, kind="drawer")["Location"] == page
    assert drawer.said == TYPED["notes"] and "D-1" in nora.get(page).content.decode()
    again = started(nora)
    hits = nora.send("/contacts/find/", q="D-1", contact=again.split("/")[2]).content.decode()
    assert "The same matter" in hits
    nora.send(f"{again}belong/", kind="drawer", file=drawer.file)
    assert Contact.objects.filter(about_id=drawer.file).count() == 2
    for wrong in ({"kind": "drawer", "file": uuid4()}, {"kind": "cupboard", "file": drawer.file}):
        assert nora.send(f"{again}belong/", **wrong).status_code == 404


def test_every_code_of_a_contact_has_words() -> None:
    assert set(words.CHANNELS) == set(words.KEYS) == set(codes.CHANNELS)
    assert (set(words.CALLERS), set(words.BRIEF)) == (set(codes.CALLERS), set(codes.BRIEF))
    assert (set(words.OUTCOMES), set(words.ACCESS)) == (set(codes.OUTCOMES), set(codes.ACCESS))
    assert set(words.REASONS) == set(reading.REASONS) and set(words.STATES) == set(CONTACT.states())
    assert set(words.MOVES) == {move.verb for move in CONTACT.moves}
    # One key each, and none that the desk has for something else.
    assert len(set(words.KEYS.values())) == len(words.KEYS) and not set(words.KEYS.values()) & set("jkaens")
    assert set(silent_call().lines) == set(codes.HOUSE) <= set(codes.LANGUAGES)


@pytest.mark.parametrize("language", codes.HOUSE)
def test_a_night_without_network_has_a_sheet_that_asks_what_the_card_asks(nora: Browser, language: str) -> None:
    answer = nora.get(f"/contacts/sheet/{language}.pdf")
    read = pypdf.PdfReader(BytesIO(answer.content))
    assert answer["Content-Type"] == "application/pdf" and read.trailer["/Root"]["/Lang"] == language
    assert "/StructTreeRoot" in read.trailer["/Root"] and len(read.pages) == 2
    text = " ".join(read.pages[0].extract_text().split())
    with translation.override(language):
        asked = [*words.CALLERS.values(), *words.OUTCOMES.values(), *words.BRIEF.values()]
        assert [str(one) for one in asked if str(one) not in text] == [str(words.CALLERS["unknown"])]
    assert nora.get("/contacts/sheet/xx.pdf").status_code == 404
