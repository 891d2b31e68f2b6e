"""The way back with a code."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kindline.faces.site.slugs import LINKS
from kindline.kernel import clock
from kindline.kernel.vault import opening_key
from kindline.sealing.box import open_box
from kindline.sealing.keys import SealingPrivateKey
from kindline.sealing.padding import unpad
from kindline.services.hotline import mailbox
from kindline.services.hotline.intake.models import Envelope, Message, Report
from tests.faces.site.conftest import Form, post
from tests.faces.site.pages import Page
from tests.faces.site.test_journey import code_of, opened_by

Open = Callable[..., Form]
BOX = LINKS["en"]["mailbox"]
pytestmark = pytest.mark.db


def ask(client: Client, **fields: str) -> Page:
    return Page(post(client, BOX, fields).content.decode())


@pytest.fixture
def code(form: Open) -> str:
    return code_of(form("en").to("check").send())


def test_a_code_opens_its_stage_however_it_is_typed(reader: Client, code: str) -> None:
    for typed in (code, code.lower(), code.replace(" ", ""), code.replace(" ", "-")):
        page = ask(reader, code=typed)
        assert "There is no answer yet." in page.text
        assert page.html.count('<li class="done">') == 1


@pytest.mark.parametrize(
    ("stage", "withheld", "done"), [("handed_over", False, 2), ("closed", False, 3), ("closed", True, 1)]
)
def test_the_stage_is_coarse_and_a_withheld_one_looks_like_waiting(
    reader: Client, code: str, stage: str, withheld: bool, done: int
) -> None:
    Report.objects.update(stage=stage, stage_withheld=withheld)
    assert ask(reader, code=code).html.count('<li class="done">') == done


def test_an_addition_is_sealed_to_the_police(reader: Client, code: str, keys: dict[str, SealingPrivateKey]) -> None:
    page = ask(reader, code=code)
    assert (
        "on its way to the police"
        in ask(reader, held=page.hidden["held"], letter="add", **{"add-text": "one more"}).text
    )
    row = Envelope.objects.get(purpose="addition")
    assert opened_by(keys["duty"], row) == {"text": "one more"}


def test_a_question_is_read_by_the_hotline_and_answered_in_the_mailbox(reader: Client, code: str) -> None:
    page = ask(reader, code=code)
    ask(reader, held=page.hidden["held"], letter="ask", **{"ask-text": "How long?"})
    row = Message.objects.get()
    own = open_box(bytes(row.for_staff), key=opening_key("desk", "staff"), info=b"mailbox:" + row.id.bytes)
    assert unpad(own) == b"How long?"
    mailbox.write(Report.objects.get(), text="A few days.", to_reporter=True, by="operator")
    assert "A few days." in ask(reader, code=code).text


def test_an_empty_letter_says_so_and_changes_nothing(reader: Client, code: str) -> None:
    page = ask(reader, code=code)
    again = ask(reader, held=page.hidden["held"], letter="add", **{"add-text": " "})
    assert again.text.count("Write your text first.") == 2
    assert not Envelope.objects.filter(purpose="addition").exists()


def test_an_unknown_code_gets_one_answer_whatever_it_is(reader: Client, code: str) -> None:
    last = "0" if code[-1] != "0" else "1"
    near, far = code[:-1] + last, "0" * 28
    pages = [post(reader, BOX, {"code": text}) for text in (near, far)]
    assert {answer.status_code for answer in pages} == {422}
    bodies = [answer.content.decode().replace(near, "").replace(far, "") for answer in pages]
    assert bodies[0] == bodies[1]


def test_a_text_that_cannot_be_a_code_is_told_what_a_code_looks_like(reader: Client) -> None:
    assert "28 letters and digits, in seven groups" in ask(reader, code="hello").text
    assert "28 letters and digits, in seven groups" in ask(reader, code="").text


def test_the_code_stands_in_no_address_and_no_clear_field(reader: Client, code: str) -> None:
    page = ask(reader, code=code)
    assert code.replace(" ", "") not in page.html.replace("-", "").replace(" ", "")
    assert reader.get(BOX, {"code": code}).headers["Location"] == LINKS["en"]["code"]


def test_an_old_mailbox_page_gives_the_letter_back(reader: Client, code: str) -> None:
    page = ask(reader, code=code)
    clock.move(timedelta(hours=2))
    again = ask(reader, held=page.hidden["held"], letter="add", **{"add-text": "long thought over"})
    assert "long thought over" in again.html


def test_the_draft_of_a_report_opens_no_mailbox(form: Open, reader: Client) -> None:
    draft = form("en").page.hidden["draft"]
    answer = post(reader, BOX, {"held": draft, "letter": "add", "add-text": "x"})
    assert answer.status_code == 422
