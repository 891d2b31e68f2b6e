"""What the police, or in `assess` the analysts, said; and how long each step up to there took."""

from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_noop as _

from kindline.kernel.figures.definition import Figure, Kind
from kindline.services.hotline.figures.arriving import HOUR_ONLY, addresses, of_report, reports
from kindline.services.hotline.verdicts import ABUSE

UNOPENED = _("What unopened reports contain: only those who may open them know, and they need not say.")
OF_ADDRESS = ("report__number", "ordinal", "state", "verdict", "classification", "outcome")
# An end by agreement without feedback is an answer and no verdict.
ANSWER = Case(
    When(~Q(verdict=""), then=F("verdict")), When(~Q(outcome=""), then=F("outcome")), default=Value("unknown"),
    output_field=CharField(),
)  # fmt: skip


def _answered() -> QuerySet[Any]:
    return addresses().exclude(judged_at=None)


def _judged() -> QuerySet[Any]:
    return _answered().exclude(verdict="")


def _abuse() -> QuerySet[Any]:
    return _answered().filter(verdict=ABUSE)


FIGURES = (
    Figure(
        "answers",
        title=_("Addresses answered"),
        definition=_("Addresses about which a signed answer was recorded, by the answer that stands."),
        denominator=_("every address that was answered"),
        unit=_("addresses"),
        kind=Kind.COUNT,
        rows=_answered,
        on="judged_at",
        opens="report",
        key="report_id",
        shown=OF_ADDRESS,
        dimensions={"answer": ANSWER, "classification": F("classification"), **of_report("report__")},
        cannot=UNOPENED,
    ),
    Figure(
        "illegal",
        title=_("Judged to be abuse material"),
        definition=_("Addresses judged to be images of sexual abuse of children."),
        denominator=_("addresses with a verdict; answers without one are left out"),
        unit=_("addresses"),
        kind=Kind.SHARE,
        rows=_judged,
        on="judged_at",
        opens="report",
        key="report_id",
        shown=OF_ADDRESS,
        counted=Q(verdict=ABUSE),
        dimensions=of_report("report__"),
        cannot=UNOPENED,
    ),
    Figure(
        "time_to_handover",
        title=_("From receipt to hand-over"),
        definition=_("From the hour of receipt until the parcel was fetched by the authority."),
        denominator=_("every report"),
        unit=_("hours"),
        kind=Kind.TIME,
        rows=reports,
        on="received_hour",
        opens="report",
        key="pk",
        shown=("number", "received_hour", "handed_over_at", "state"),
        counted=Q(handed_over_at__isnull=False),
        start=F("received_hour"),
        end=F("handed_over_at"),
        dimensions={"urgent": F("urgent"), "channel": F("channel"), "mandate": F("mandate")},
        cannot=HOUR_ONLY,
    ),
    Figure(
        "time_to_assessor",
        title=_("From receipt to those who assess"),
        definition=_("From the hour of receipt until those who may open it, the police or the analysts, took it on."),
        denominator=_("every report"),
        unit=_("hours"),
        kind=Kind.TIME,
        rows=reports,
        on="received_hour",
        opens="report",
        key="pk",
        shown=("number", "received_hour", "acknowledged_at", "state"),
        counted=Q(acknowledged_at__isnull=False),
        start=F("received_hour"),
        end=F("acknowledged_at"),
        dimensions={"urgent": F("urgent"), "channel": F("channel"), "mandate": F("mandate")},
        cannot=HOUR_ONLY,
    ),
    Figure(
        "time_to_verdict",
        title=_("From receipt to the answer"),
        definition=_("From the hour of receipt until an answer about the address was recorded."),
        denominator=_("every address of every report"),
        unit=_("hours"),
        kind=Kind.TIME,
        rows=addresses,
        on="report__received_hour",
        opens="report",
        key="report_id",
        shown=OF_ADDRESS,
        counted=Q(judged_at__isnull=False),
        start=F("report__received_hour"),
        end=F("judged_at"),
        dimensions={"answer": ANSWER, "urgent": F("report__urgent")},
        cannot=HOUR_ONLY,
    ),
    Figure(
        "time_to_release",
        title=_("From verdict to release"),
        definition=_("From the verdict until the address was released to the hotline."),
        denominator=_("addresses judged to be abuse material"),
        unit=_("hours"),
        kind=Kind.TIME,
        rows=_abuse,
        on="judged_at",
        opens="report",
        key="report_id",
        shown=(*OF_ADDRESS, "judged_at", "released_at"),
        counted=Q(released_at__isnull=False),
        start=F("judged_at"),
        end=F("released_at"),
        dimensions={"instruction": F("instruction"), "classification": F("classification")},
        cannot=_("Why an address waits: the police need not say."),
    ),
)
