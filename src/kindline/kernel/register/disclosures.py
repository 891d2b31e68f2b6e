"""The register of lawful disclosures: what was told outside, to whom, on which ground (art. 458 of the penal code)."""

from datetime import date
from uuid import UUID

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.procedure.numbering import next_number
from kindline.kernel.register.holds import Unfounded
from kindline.kernel.register.models import Disclosure

GROUNDS = ("judge", "law", "danger", "own_request", "mandate")
WHAT = ("case_bundle", "existence", "metadata", "released_address", "statement")


def note(
    *,
    subject: UUID | None,
    recipient: str,
    ground: str,
    what: str,
    by: str,
    reference: str = "",
    told_on: date | None = None,
) -> Disclosure:
    """Enter what was told, in the transaction of the caller if there is one."""
    day = told_on or clock.today()
    if ground not in GROUNDS or what not in WHAT or not recipient.strip() or day > clock.today():
        raise Unfounded("recipient, ground, what or day")
    with transaction.atomic(using="core"):
        row = Disclosure.objects.create(
            number=next_number("disclosure"),
            subject=subject,
            recipient=recipient.strip(),
            ground=ground,
            reference=reference.strip(),
            what=what,
            by=by,
            told_on=day,
        )
        record("disclosure.noted", subject=row.pk, by=by, facts={"ground": ground, "what": what})
    return row
