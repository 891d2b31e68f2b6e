"""A person's word on what no system can show, with the day on which it is looked at again."""

import hashlib
from datetime import date, timedelta

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.binder.models import Statement
from kindline.kernel.binder.reading import standard

LONGEST = 4000
FURTHEST = timedelta(days=731)


class NoStatement(ValueError):
    """No words, too many, or a day of review that is past or too far away."""


@transaction.atomic(using="core")
def state(*, standard_id: str, requirement: str, text: str, review_on: date, by: str) -> Statement:
    """Note a statement; the log gets its hash. KeyError when nothing is asked under this name."""
    known = {one.id for one in standard(standard_id).requirements}
    words = text.replace("\x00", "").strip()
    if requirement not in known:
        raise KeyError(requirement)
    if not words or len(words) > LONGEST or not clock.today() < review_on <= clock.today() + FURTHEST:
        raise NoStatement
    row = Statement.objects.create(
        standard=standard_id, requirement=requirement, text=words, by=by, at=clock.now(), review_on=review_on
    )
    facts = {"standard": standard_id, "requirement": requirement, "sha256": hashlib.sha256(words.encode()).hexdigest()}
    record("binder.stated", subject=row.pk, by=by, facts=facts)
    return row
