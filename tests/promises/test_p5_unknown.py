"""P5: a reporter can stay unknown. What is stored gives no code, no moment and no order."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from kindline.kernel import clock
from kindline.sealing import codes, receipt
from kindline.sealing.receipt import ReceiptCode
from kindline.services.hotline import mailbox
from kindline.services.hotline.intake import models
from tests.faces.site.conftest import ANSWERS, Form, form, keys, reader
from tests.promises.conftest import Play

__all__ = ["form", "keys", "reader"]

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
SECRET = 20
NEAR_A_REPORTER = (models.Report, models.Envelope, models.Message)


def values() -> list[Any]:
    """Everything that the public database holds, cell by cell."""
    return [
        getattr(row, field.attname)
        for model in (*NEAR_A_REPORTER, models.Leaf)
        for row in model._default_manager.all()
        for field in model._meta.concrete_fields
    ]


def guesses(value: Any) -> set[bytes]:
    """What a thief would try: the bytes, parts of them, their digests, what they spell in base64 or as an id."""
    raw = value.bytes if hasattr(value, "bytes") else bytes(value) if isinstance(value, bytes) else str(value).encode()
    forms = {raw, hashlib.sha256(raw).digest()}
    try:
        forms.add(base64.b64decode(raw.rpartition(b":")[2], validate=True))
    except ValueError:
        pass
    windows = {form[at : at + SECRET] for form in forms for at in range(len(form))}
    return windows | {codes.encode(int.from_bytes(form[:13]) >> 4, length=SECRET).encode() for form in forms}


def test_the_code_cannot_be_computed_from_what_is_stored(play: Play) -> None:
    code = play.file("https://album.test/a")
    found = mailbox.find(code.display())
    assert found
    mailbox.ask(found, text="how long?")
    secret = code.secret
    everything = {guess for value in values() for guess in guesses(value)}
    assert len(everything) > 100
    assert len(secret) == SECRET and secret not in everything
    salt, verifier = bytes(found.report.salt), bytes(found.report.verifier)
    assert receipt.check(code, salt, verifier)
    assert code.display().replace("-", "")[8:] not in "".join(map(str, values()))


def test_the_canary_a_secret_that_lies_there_is_found(play: Play) -> None:
    code: ReceiptCode = play.file("https://album.test/a")
    models.Report.objects.update(salt=b"ab" + code.secret)
    everything = {guess for value in values() for guess in guesses(value)}
    assert code.secret in everything


def test_no_page_from_the_first_to_the_receipt_sets_a_cookie(transactional_db: None, form: Callable[..., Form]) -> None:
    walk = form("nl")
    answers = [walk.response]
    while "at" in walk.page.hidden and len(answers) < 15:
        answers.append(walk.send(**ANSWERS[walk.page.hidden["at"]]).response)
    assert len(answers) > 5 and answers[-1].status_code == 200 and 'class="code"' in answers[-1].content.decode()
    for answer in answers:
        assert "Set-Cookie" not in answer.headers and not answer.cookies


def test_no_time_near_a_reporter_is_finer_than_an_hour_and_no_key_counts_up(play: Play) -> None:
    play.file("https://album.test/a")
    for model in NEAR_A_REPORTER:
        assert model._meta.pk and model._meta.pk.get_internal_type() == "UUIDField"
        names = {field.name for field in model._meta.concrete_fields}
        assert not names & {"ip", "address", "user_agent", "created_at", "session"}
    assert models.Report.objects.get().received_hour == clock.this_hour()
