"""Who may assess: a licence with a number and two dates, on top of the role and the undertaking (HOUSE P9)."""

from datetime import date

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.people.models import Licence, User


class BadLicence(ValueError):
    """A licence needs a number and an end that lies after its beginning."""


@transaction.atomic(using="core")
def license_analyst(user: User, *, number: str, valid_from: date, valid_until: date, by: str) -> Licence:
    """Note the licence that the competent authority gave this person; a newer one takes the place of the old."""
    if not number.strip() or valid_until < valid_from:
        raise BadLicence(number)
    dates = {"valid_from": valid_from, "valid_until": valid_until}
    licence, _ = Licence.objects.update_or_create(user=user, defaults={"number": number.strip(), **dates})
    facts = {"number": licence.number} | {name: day.isoformat() for name, day in dates.items()}
    record("person.licensed", subject=user.pk, by=by, facts=facts)
    return licence


def what_bars(user: User) -> str:
    """Why nothing may be handed to this person today, as a code; empty when they may assess."""
    licence = Licence.objects.filter(user=user).first()
    today = clock.today()
    if not user.has_role("analyst"):
        return "not_an_analyst"
    if user.undertaking_signed_at is None:
        return "no_undertaking"
    if licence is None:
        return "no_licence"
    return "licence_expired" if today > licence.valid_until else "licence_not_yet" if today < licence.valid_from else ""
