"""The signed answer comes in at the desk: by the key of who is signed in, about what that person has in hand."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from kindline.kernel.people.models import User
from kindline.sealing.answer import verify_document
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import VerifyKey
from kindline.services.hotline.answers import CONTEXT, AnswerResult, BadDocument, record_answers
from kindline.services.hotline.assessment import taking as hands
from kindline.services.hotline.assessment.models import Opinion, Taking

GOOD = ("accepted", "repeated")


def answer(document: bytes, *, by: User) -> list[AnswerResult]:
    """Record the signed answer and end the exposure. BadDocument, or NotNow when nothing is in this person's hands.

    Sending it again after a crash finds what was recorded and ends what is still open.
    """
    taking = hands.in_hand(by)
    if taking is None or taking.opened_at is None:
        raise hands.NotNow("not_in_hand")
    _check(document, taking, by)
    if _said_already(taking, by):
        # The word was recorded and whoever waited for it heard nothing: signed anew, it is the same word.
        ordinal = taking.address.ordinal if taking.address else None
        results = [AnswerResult(str(taking.report_id), ordinal, "repeated")]
    else:
        results = record_answers(document)
    if results and all(one.result in GOOD for one in results):
        with transaction.atomic(using="core"):
            hands.end(taking, "answered", by=by)
    return results


def _said_already(taking: Taking, by: User) -> bool:
    """Whether this person's opinion was kept since the envelope was handed out."""
    signer = str(VerifyKey.from_text(by.answer_key).key_id)
    mine = Opinion.objects.filter(address=taking.address_id, answer__signer=signer)
    return taking.address_id is not None and mine.filter(answer__received_at__gte=taking.opened_at).exists()


def _check(document: bytes, taking: Taking, by: User) -> None:
    """Signed with this person's own key, and about nothing but what they have in hand."""
    try:
        key = VerifyKey.from_text(by.answer_key)
        payload = verify_document(document, keys={key.key_id: key}, context=CONTEXT).payload
    except SealingError as error:
        raise BadDocument(f"not_signed_{type(error).__name__}") from None
    reports = payload.get("reports")
    if (
        payload.get("dossiers")
        or not isinstance(reports, list)
        or len(reports) != 1
        or not _is_about(reports[0], taking)
    ):
        raise BadDocument("another_address")


def _is_about(entry: Any, taking: Taking) -> bool:
    if not isinstance(entry, Mapping) or entry.get("report") != str(taking.report_id) or "feedback" in entry:
        return False
    lines = entry.get("addresses", [])
    named = [line.get("ordinal") for line in lines] if isinstance(lines, list) else [None]
    return named == ([taking.address.ordinal] if taking.address else []) and all(
        line.get("assessment") for line in lines
    )
