"""What must agree: figures that count the same thing, and tables that each know one side of it."""

from kindline.kernel.figures.definition import Agreement, Place, Sides
from kindline.kernel.figures.period import Period
from kindline.kernel.procedure.models import Counter, Event
from kindline.services.hotline.figures.acting import GRADES
from kindline.services.hotline.models import Address, Report

AGREEMENTS = (
    Agreement("abuse material: verdict and share", Place("illegal"), (Place("answers", "answer", "abuse_material"),)),
    Agreement("confirmed: grade and share", Place("removal_confirmed"), (Place("outcomes", "grade", "confirmed"),)),
    *(
        Agreement(
            f"{grade}: grade and outcomes",
            Place("outcomes", "grade", grade),
            tuple(Place("outcomes", "outcome", outcome) for outcome, known in GRADES.items() if known == grade),
        )
        for grade in dict.fromkeys(GRADES.values())
    ),
    Agreement(
        "removed or not found: action and time",
        Place("time_to_removal"),
        (Place("notice_lines", "action", "removed"), Place("notice_lines", "action", "not_found")),
    ),
)


def _numbers_and_reports(period: Period) -> tuple[int, int]:
    given = Counter.objects.filter(series="report").values_list("value", flat=True).first()
    return int(given or 0), Report.objects.count()


def _said_and_held(period: Period) -> tuple[int, int]:
    """What each report says that it holds, and the addresses that are there."""
    of_period = Report.objects.filter(received_hour__gte=period.start, received_hour__lt=period.until)
    said = sum(of_period.values_list("address_count", flat=True).iterator())
    return said, Address.objects.filter(report__in=of_period).count()


def _judged_and_moved(period: Period) -> tuple[int, int]:
    """Addresses with an answer, and addresses that an event says were judged or dismissed."""
    answered = Address.objects.exclude(judged_at=None)
    moved = Event.objects.filter(procedure="address", verb__in=("judge", "dismiss")).values("noun")
    return answered.count(), Address.objects.filter(pk__in=moved).count()


SIDES = (
    Sides("numbers given and reports held", "No report was removed, and none counted twice.", _numbers_and_reports),
    Sides("addresses said and held", "Each report holds as many addresses as it said at receipt.", _said_and_held),
    Sides("answers recorded and moves made", "Every recorded answer has its move.", _judged_and_moved),
)
