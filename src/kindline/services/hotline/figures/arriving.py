"""What arrives: reports, addresses, and how often the same address comes again."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop as _

from kindline.kernel.figures.definition import Expression, Figure, Kind
from kindline.services.hotline.models import Address, BlindTag, Report

HOUR_ONLY = _("Reports carry the hour only: times from receipt may be up to an hour too long.")


# Practice is not work: reports of an exercise stand in no figure.
EXERCISE = "exercise"


def reports() -> QuerySet[Any]:
    return Report.objects.exclude(mandate=EXERCISE)


def addresses() -> QuerySet[Any]:
    return Address.objects.exclude(report__mandate=EXERCISE)


def of_report(path: str = "") -> dict[str, Expression]:
    """How everything that belongs to a report can be divided."""
    names = ("channel", "language", "seen", "urgent", "mandate")
    return {name: F(f"{path}{name}") for name in names}


def _known_before() -> QuerySet[Any]:
    mine = BlindTag.objects.filter(address=OuterRef(OuterRef("pk"))).values("tag")
    earlier = BlindTag.objects.filter(tag__in=mine, address__report__number__lt=OuterRef("report__number")).order_by()
    rows: QuerySet[Any] = addresses().annotate(known=Exists(earlier))
    return rows


FIGURES = (
    Figure(
        "reports",
        title=_("Reports received"),
        definition=_("Reports accepted from the public and admitted, by the hour of receipt."),
        denominator=_("every report"),
        unit=_("reports"),
        kind=Kind.COUNT,
        rows=reports,
        on="received_hour",
        opens="report",
        key="pk",
        shown=("number", "received_hour", "channel", "language", "seen", "urgent", "state"),
        dimensions=of_report(),
        cannot=_("How many people reported: nobody who reports is known."),
    ),
    Figure(
        "addresses",
        title=_("Addresses reported"),
        definition=_("Addresses in the reports received; the same address in two reports counts twice."),
        denominator=_("every address of every report"),
        unit=_("addresses"),
        kind=Kind.COUNT,
        rows=addresses,
        on="report__received_hour",
        opens="report",
        key="report_id",
        shown=("report__number", "ordinal", "report__received_hour", "state"),
        dimensions=of_report("report__"),
    ),
    Figure(
        "reported_before",
        title=_("Addresses reported before"),
        definition=_("Addresses that an earlier report had named too, compared by their blind tag."),
        denominator=_("every address of every report"),
        unit=_("addresses"),
        kind=Kind.SHARE,
        rows=_known_before,
        on="report__received_hour",
        opens="report",
        key="report_id",
        shown=("report__number", "ordinal", "report__received_hour", "state"),
        counted=Q(known=True),
        dimensions={"seen": F("report__seen"), "language": F("report__language")},
        cannot=_("Repeats of erased reports, and across epochs of the index key that no longer overlap."),
    ),
)
