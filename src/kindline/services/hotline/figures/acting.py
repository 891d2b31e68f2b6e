"""Where released addresses are hosted, which route they took, how they ended and how surely we know."""

from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_noop as _

from kindline.kernel.figures.definition import Figure, Kind
from kindline.services.hotline import grading
from kindline.services.hotline.figures.arriving import EXERCISE, HOUR_ONLY, addresses
from kindline.services.hotline.figures.judging import OF_ADDRESS
from kindline.services.hotline.models import Decision, Dossier
from kindline.services.hotline.verdicts import ABUSE

# How an end is known, and the ends that are no removal.
GRADES = grading.GRADES | {
    "transferred": "with_others",
    "with_police": "with_others",
    "police_no_action": "no_removal",
    "closed_by_person": "no_removal",
}
GRADE = Case(
    *(When(outcome=outcome, then=Value(grade)) for outcome, grade in GRADES.items()),
    default=Value("ungraded"), output_field=CharField(),
)  # fmt: skip
OF_DECISION = ("address__report__number", "address__ordinal", "route", "place", "country", "confidence", "decided_at")
OF_DOSSIER = ("number", "address__report__number", "address__ordinal", "purpose", "country", "outcome")
KNOWN_PLACES = ("home", "abroad_member", "abroad_other")


def _in_force() -> QuerySet[Any]:
    return Decision.objects.filter(superseded_by=None).exclude(address__report__mandate=EXERCISE)


def _placed() -> QuerySet[Any]:
    return _in_force().filter(place__in=KNOWN_PLACES)


def _ended() -> QuerySet[Any]:
    """Ends of what was released; an end by verdict alone has no `removed_at`."""
    return addresses().filter(verdict=ABUSE, state="closed").exclude(removed_at=None)


def _released() -> QuerySet[Any]:
    return addresses().exclude(released_at=None)


def _dossiers() -> QuerySet[Any]:
    return Dossier.objects.exclude(address__report__mandate=EXERCISE)


def _transfers() -> QuerySet[Any]:
    return _dossiers().filter(purpose__in=("transfer", "member"))


FIGURES = (
    Figure(
        "routes",
        title=_("Routes taken"),
        definition=_("Addresses by the routing decision in force, by the day of that decision."),
        denominator=_("every released address with a decision"),
        unit=_("addresses"),
        kind=Kind.COUNT,
        rows=_in_force,
        on="decided_at",
        opens="report",
        key="address__report_id",
        shown=OF_DECISION,
        dimensions={name: F(name) for name in ("country", "place", "route", "confidence", "mandate")},
        cannot=_("Where a host behind a proxy really is, until somebody who may ask has said so."),
    ),
    Figure(
        "hosted_at_home",
        title=_("Hosted in the home country"),
        definition=_("Addresses that the sources place in the home country of the mandate."),
        denominator=_("decisions in force whose country the sources agree on"),
        unit=_("addresses"),
        kind=Kind.SHARE,
        rows=_placed,
        on="decided_at",
        opens="report",
        key="address__report_id",
        shown=OF_DECISION,
        counted=Q(place="home"),
        dimensions={"mandate": F("mandate")},
        cannot=_("Hidden, unresolved and disputed places are not in the denominator."),
    ),
    Figure(
        "dossiers",
        title=_("Dossiers to authorities"),
        definition=_("Dossiers made: to investigate at home, or to transfer abroad."),
        denominator=_("every dossier"),
        unit=_("dossiers"),
        kind=Kind.COUNT,
        rows=_dossiers,
        on="made_at",
        opens="report",
        key="address__report_id",
        shown=OF_DOSSIER,
        dimensions={"purpose": F("purpose"), "country": F("country"), "outcome": F("outcome")},
    ),
    Figure(
        "time_to_authority",
        title=_("From receipt to the authority's acknowledgement"),
        definition=_("From the hour of receipt until the authority signed that it has the dossier."),
        denominator=_("every dossier"),
        unit=_("hours"),
        kind=Kind.TIME,
        rows=_dossiers,
        on="made_at",
        opens="report",
        key="address__report_id",
        shown=(*OF_DOSSIER, "made_at", "acknowledged_at"),
        counted=Q(acknowledged_at__isnull=False),
        start=F("address__report__received_hour"),
        end=F("acknowledged_at"),
        dimensions={"purpose": F("purpose"), "mandate": F("address__report__mandate")},
        cannot=HOUR_ONLY,
    ),
    Figure(
        "time_to_transfer",
        title=_("From dossier to transfer abroad"),
        definition=_("From the dossier until the moment at which its transfer abroad was made, as recorded."),
        denominator=_("every transfer dossier"),
        unit=_("hours"),
        kind=Kind.TIME,
        rows=_transfers,
        on="made_at",
        opens="report",
        key="address__report_id",
        shown=(*OF_DOSSIER, "made_at", "transferred_at"),
        counted=Q(transferred_at__isnull=False),
        start=F("made_at"),
        end=F("transferred_at"),
        dimensions={name: F(name) for name in ("country", "purpose", "transfer_channel")},
    ),
    Figure(
        "outcomes",
        title=_("How addresses ended"),
        definition=_("Released addresses that ended, by outcome and by how surely it is known."),
        denominator=_("every released address that ended"),
        unit=_("addresses"),
        kind=Kind.COUNT,
        rows=_ended,
        on="removed_at",
        opens="report",
        key="report_id",
        shown=(*OF_ADDRESS, "removed_at"),
        dimensions={"grade": GRADE, "outcome": F("outcome")},
        cannot=_("Whether something is gone for everybody: nobody here looks."),
    ),
    Figure(
        "removal_confirmed",
        title=_("Removal confirmed"),
        definition=_("Addresses whose removal somebody else than the provider confirmed."),
        denominator=_("every released address that ended"),
        unit=_("addresses"),
        kind=Kind.SHARE,
        rows=_ended,
        on="removed_at",
        opens="report",
        key="report_id",
        shown=(*OF_ADDRESS, "removed_at"),
        counted=Q(outcome__in=[outcome for outcome, grade in GRADES.items() if grade == "confirmed"]),
    ),
    Figure(
        "time_to_end",
        title=_("From release to the end"),
        definition=_("From the release until the address ended, whatever the outcome."),
        denominator=_("every released address"),
        unit=_("hours"),
        kind=Kind.TIME,
        rows=_released,
        on="released_at",
        opens="report",
        key="report_id",
        shown=(*OF_ADDRESS, "released_at", "removed_at"),
        counted=Q(removed_at__isnull=False),
        start=F("released_at"),
        end=F("removed_at"),
        dimensions={"grade": GRADE},
        cannot=_("When it was really gone: the end is when we were told, or when a look-up found its name silent."),
    ),
)
