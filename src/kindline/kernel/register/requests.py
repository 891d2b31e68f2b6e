"""Requests of persons about their data: taken in, answered in time, refused only on a named ground and looked at again.

Sources: GDPR Art. 15 and following; a refusal in the child's interest names who decided, on which ground, on which day,
and when it is looked at again (step 3, "the record").
"""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.procedure.numbering import next_number
from kindline.kernel.register.holds import Unfounded
from kindline.kernel.register.models import PersonRequest

RIGHTS = ("access", "rectification", "erasure", "restriction", "objection")
ASKERS = ("reporter", "person_concerned", "parent", "representative")
OUTCOMES = ("granted", "partly", "refused", "withdrawn")
GROUNDS = ("child_interest", "investigation", "rights_of_others", "legal_hold", "not_identifiable")
NEEDS_GROUND = ("partly", "refused")
# A house rule, to be set by the organisation's data protection officer.
ANSWER_WITHIN = timedelta(days=30)


def take(*, right: str, asker: str, subject: UUID | None, received_on: date, by: str) -> PersonRequest:
    """Enter a request with the day by which it is answered."""
    if right not in RIGHTS or asker not in ASKERS or received_on > clock.today():
        raise Unfounded("right, asker or day")
    with transaction.atomic(using="core"):
        row = PersonRequest.objects.create(
            number=next_number("person_request"),
            right=right,
            asker=asker,
            subject=subject,
            received_on=received_on,
            answer_by=received_on + ANSWER_WITHIN,
            taken_by=by,
        )
        record("person_request.taken", subject=row.pk, by=by, facts={"right": right, "asker": asker})
    return row


def decide(row: PersonRequest, *, outcome: str, ground: str, review_on: date | None, by: str) -> PersonRequest:
    """Answer it. What is not granted needs a ground and, unless it is withdrawn, a later day to look at it again."""
    _refuse_unfounded(outcome, ground, review_on)
    with transaction.atomic(using="core"):
        row = PersonRequest.objects.select_for_update().get(pk=row.pk)
        needs = outcome in NEEDS_GROUND
        row.outcome, row.ground, row.review_on = outcome, ground if needs else "", review_on if needs else None
        row.decided_by, row.decided_on = by, clock.today()
        row.save()
        facts = {"outcome": outcome, "ground": row.ground, "review_on": row.review_on and row.review_on.isoformat()}
        record("person_request.decided", subject=row.pk, by=by, facts=facts)
    return row


def _refuse_unfounded(outcome: str, ground: str, review_on: date | None) -> None:
    if outcome not in OUTCOMES:
        raise Unfounded("outcome")
    if outcome in NEEDS_GROUND and (ground not in GROUNDS or review_on is None or review_on <= clock.today()):
        raise Unfounded("ground and review day")


def waiting() -> QuerySet[PersonRequest]:
    """Not answered yet, or refused and due to be looked at again; what is due first comes first."""
    due = Q(outcome="") | Q(outcome__in=NEEDS_GROUND, review_on__lte=clock.today())
    return PersonRequest.objects.filter(due).order_by("answer_by", "number")
