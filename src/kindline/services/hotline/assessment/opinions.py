"""What an analyst said of an address: kept, and counted when the mandate is satisfied with it.

Where two must agree, the second analyst is not told what the first said. Where they differ, a supervisor decides
between what was said, not between who said it.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.taxonomy.lists import UnknownCode
from kindline.services.hotline import tasks, verdicts
from kindline.services.hotline.assessment import codes, law
from kindline.services.hotline.assessment.earlier import earlier_of
from kindline.services.hotline.assessment.models import Opinion
from kindline.services.hotline.closing import close_if_ended
from kindline.services.hotline.models import Address, Answer, Report

DIFFER = "opinions_differ"
UNJUDGED = ("sealed", "acknowledged")


@dataclass(frozen=True)
class Said:
    """One signed line about one address."""

    verdict: str
    classification: str
    instruction: str
    box: bytes | None
    codes: Mapping[str, Any]


def record_opinion(address: Address, said: Said, *, by: str, authority: str, at: datetime, answer: Answer) -> str:
    """Keep what an analyst signed of an address, and count it if nobody else is to be asked.

    In the transaction of the answer. `accepted`, `repeated`, or a code saying what is wrong.
    """
    mine = Opinion.objects.filter(address=address, answer__signer=answer.signer)
    if mine.filter(answer=answer).exists():
        return "repeated"
    if said.verdict and mine.exists() and address.state in UNJUDGED:
        return "same_analyst"
    problem = verdicts.what_is_wrong(
        address, verdict=said.verdict, classification=said.classification, instruction=said.instruction, box=said.box,
        authority=authority, at=at,
    )  # fmt: skip
    if problem:
        return problem
    try:
        chosen = codes.recorded(said.codes, verdict=said.verdict, classification=said.classification)
    except UnknownCode:
        return "unknown_code"
    opinion = Opinion.objects.create(
        address=address, number=address.opinions.count() + 1, verdict=said.verdict,
        classification=said.classification, instruction=said.instruction, codes=chosen, answer=answer,
        authority=authority, said_at=at,
    )  # fmt: skip
    record("assessment.said", subject=address.pk, by=by, facts={"number": opinion.number})
    return _weigh(opinion, adopted=_is_adopted(address, said))


@transaction.atomic(using="core")
def count_opinion(address: Address, number: int) -> str:
    """A supervisor found this one of several differing opinions to be right: it becomes the verdict."""
    opinion = Opinion.objects.select_related("answer", "address").get(address=address, number=number)
    result = _count(opinion)
    report = Report.objects.select_for_update().get(pk=address.report_id)
    close_if_ended(report, by=_signer(opinion), role=law.ANALYST)
    return result


def _weigh(opinion: Opinion, *, adopted: bool) -> str:
    before = list(Opinion.objects.filter(address=opinion.address, number__lt=opinion.number))
    if any(_same(opinion, other) for other in before):
        return _count(opinion)
    if before:
        tasks.open_task(DIFFER, subject=opinion.address.pk, facts={"opinions": opinion.number})
        return "accepted"
    asked = law.needs_second(opinion.address, opinion.classification)
    return "accepted" if asked and not adopted else _count(opinion)


def _same(one: Opinion, other: Opinion) -> bool:
    return (one.verdict, one.classification) == (other.verdict, other.classification)


def _count(opinion: Opinion) -> str:
    result = verdicts.record_verdict(
        opinion.address,
        verdict=opinion.verdict,
        classification=opinion.classification,
        instruction=opinion.instruction,
        box=_release(opinion),
        by=_signer(opinion),
        authority=opinion.authority,
        at=opinion.said_at,
        answer=opinion.answer,
    )
    if result in ("accepted", "repeated"):
        Opinion.objects.filter(pk=opinion.pk).update(counts_since=clock.now())
    return result


def _signer(opinion: Opinion) -> str:
    return f"{law.ANALYST}:{opinion.answer.signer}"


def _release(opinion: Opinion) -> bytes | None:
    """The sealed release in the signed document, which stands nowhere else."""
    signed = json.loads(erasable.unlock(opinion.answer.document))
    payload = json.loads(base64.b64decode(signed["payload"]))
    mine = next(entry for entry in payload["reports"] if entry["report"] == str(opinion.address.report_id))
    line = next(line for line in mine["addresses"] if line["ordinal"] == opinion.address.ordinal)
    return base64.b64decode(line["release"]) if line.get("release") else None


def _is_adopted(address: Address, said: Said) -> bool:
    """Taken over from the earlier verdict upon the same address, which was counted under the same law."""
    known = earlier_of(address) if said.codes.get("adopted") is True else None
    return known is not None and (known.verdict, known.classification) == (said.verdict, said.classification)
