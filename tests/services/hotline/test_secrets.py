"""No row, no letter, no log line holds what a reporter wrote: canaries planted and searched for (P1, P11)."""

import base64
import io
import logging
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pyotp
import pytest
from django.apps import apps
from django.db import models
from pytest_django import Settings

from kindline.faces.worker import rounds
from kindline.kernel import clock
from kindline.kernel.quiet_log import PlainFormatter
from kindline.services.hotline import (
    admission,
    announcing,
    carrying_out,
    deciding,
    duty,
    expiry,
    followup,
    mailbox,
    pickup,
    releases,
    stages,
    tasks,
)
from kindline.services.hotline.filing import Filing
from kindline.services.hotline.models import Notice, Released
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
HOST, PATH, TEXT, CONTACT = "canaryhost.wild.test", "canarypath-7q", "canarytext 8q", "canary9q@reporter.example"
ADDRESS = f"https://{HOST}/{PATH}?token=canarytoken5q"
WORDS = (HOST, "canaryhost", PATH, TEXT, CONTACT, "canarytoken5q")


def every_value() -> Iterator[tuple[str, bytes]]:
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed:
            continue
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                raw = bytes(value) if isinstance(field, models.BinaryField) and value else str(value).encode()
                yield f"{model._meta.label}.{field.name}", raw


def found() -> set[tuple[str, str]]:
    wanted = {
        form.encode(): word
        for word in WORDS
        for form in (word, quote(word), base64.b64encode(word.encode())[:-4].decode())
    }
    return {(place, word) for place, raw in every_value() for form, word in wanted.items() if form in raw}


def canary(play: Play) -> None:
    receipt = play.file(ADDRESS, account=TEXT, identity=CONTACT)
    mailbox.add(mailbox.find(receipt.display()), text=TEXT)  # type: ignore[arg-type]
    mailbox.ask(mailbox.find(receipt.display()), text=TEXT)  # type: ignore[arg-type]


def test_a_planted_word_would_be_found(play: Play) -> None:
    from django.db import transaction

    with transaction.atomic(using="core"):
        tasks.open_task("reconcile", subject=uuid4(), facts={"why": HOST})
    assert {place for place, _ in found()} >= {"hotline.Task.facts", "audit.Leaf.payload"}


def test_no_row_of_any_table_holds_a_word_of_the_report_at_any_stage(play: Play) -> None:
    canary(play)
    assert found() == set()
    play.rounds(1)
    assert found() == set()
    play.judge()
    play.rounds(2)
    assert Released.objects.exists()
    assert found() == set()
    secret = play.confirm()
    play.later(minutes=20)
    notice = Notice.objects.get()
    key = {"code": play.codes()[notice.number], "factor": pyotp.TOTP(secret).at(clock.now())}
    assert HOST in pickup.open_notice(notice.number, **key).text
    pickup.act(notice.number, **key, actions={1: "removed"})
    play.later(hours=80)
    assert found() == set()


def test_no_letter_holds_a_word_of_the_report_or_an_hour(play: Play, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DUTY_LADDER = ["mail:duty@hotline.example"]
    play.file(ADDRESS, danger="now", account=TEXT, identity=CONTACT)
    play.rounds(2)
    play.judge()
    play.rounds(2)
    play.confirm()
    play.later(minutes=20)
    play.later(hours=25)
    letters = [mail for kind in ("notice", "reminder", "ring") for mail in play.mails(kind)]
    assert len(letters) >= 3
    for mail in letters:
        assert not [word for word in (*WORDS, "wild.test", "canary") if word in str(mail)]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that this process logs, as its handlers write it."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(PlainFormatter())
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def test_every_handler_of_every_place_writes_plainly(settings: Settings) -> None:
    made = settings.LOGGING["formatters"]["plain"]["()"]
    assert made == f"{PlainFormatter.__module__}.{PlainFormatter.__qualname__}"
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"plain"}


STEPS = [
    (admission, "_admit"), (duty, "_call"), (releases, "_read"), (deciding, "gather"), (carrying_out, "_chosen"),
    (announcing, "_still_there"), (followup, "asked_last"), (expiry.letters, "send"), (stages, "_publish"),
]  # fmt: skip


@pytest.mark.parametrize(("module", "name"), STEPS, ids=[name for _, name in STEPS])
def test_a_step_that_fails_says_where_and_never_what(
    play: Play, monkeypatch: pytest.MonkeyPatch, log: io.StringIO, settings, module, name: str
) -> None:  # type: ignore[no-untyped-def]
    settings.DUTY_LADDER = ["mail:duty@hotline.example"]

    def fails(*given: object, **named: object) -> None:
        planted = ADDRESS
        try:
            raise KeyError(planted)
        except KeyError as error:
            raise ValueError(f"cannot read {planted!r}") from error

    play.file(ADDRESS, danger="now" if name == "_call" else "no")
    if name not in ("_admit", "_call"):
        play.rounds(1)
    if name not in ("_admit", "_call", "send", "_publish"):
        play.judge()
        if name not in ("_read", "gather"):
            play.rounds(2)
            play.confirm()
    if name == "_chosen":
        from django.db import transaction

        from kindline.services.hotline import task_decisions
        from kindline.services.hotline.models import Address

        with transaction.atomic(using="core"):
            task = tasks.open_task("route_person", subject=Address.objects.get().pk)
        task_decisions.decide(task, decision="police", reason="r", by="user:1")
    if name == "asked_last":
        play.later(minutes=20)
        notice = Notice.objects.get()
        from django.db import transaction

        with transaction.atomic(using="core"):
            pickup.take_actions(notice, {1: "removed"}, by="provider:klaproos", role="provider", at=clock.now())
    monkeypatch.setattr(module, name, fails)
    log.truncate(0)
    clock.move(timedelta(hours=80))
    rounds.round_once()
    rounds.round_once()
    said = log.getvalue()
    assert "failed with ValueError" in said
    assert not [word for word in (*WORDS, "canary", "wild.test") if word in said]


def test_what_was_typed_has_no_repr() -> None:
    filing = Filing("now", "web", (ADDRESS,), "", "", TEXT, CONTACT, "nl")
    assert not [word for word in WORDS if word in repr(filing) + str(filing)]
