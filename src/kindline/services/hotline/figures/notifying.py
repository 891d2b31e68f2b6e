"""What providers were asked, what they did, and how soon."""

from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext_noop as _

from kindline.kernel.figures.definition import CROSS, Figure, Kind
from kindline.services.hotline.figures.arriving import EXERCISE
from kindline.services.hotline.models import Notice, NoticeItem

PROVIDER = F("notice__provider__name")
ACTION = Case(When(action="", then=Value("none_yet")), default=F("action"), output_field=CharField())
GONE = ("removed", "not_found")
OF_NOTICE = ("number", "provider__name", "language", "state", "made_at", "announced_at", "acknowledged_at")
OF_LINE = ("notice__number", "line", "notice__provider__name", "action", "notice__announced_at", "acted_at")
# The end of a line is removal; what else a provider did is no end of that clock.
REMOVED_AT = Case(When(action__in=GONE, then=F("acted_at")), default=Value(None))


def _announced() -> QuerySet[Any]:
    return Notice.objects.exclude(announced_at=None).exclude(mandate=EXERCISE)


def _lines() -> QuerySet[Any]:
    return NoticeItem.objects.exclude(notice__announced_at=None).exclude(notice__mandate=EXERCISE)


FIGURES = (
    Figure(
        "notices",
        title=_("Notices to providers"),
        definition=_("Notices announced to a provider's mailbox."),
        denominator=_("every notice announced"),
        unit=_("notices"),
        kind=Kind.COUNT,
        rows=_announced,
        on="announced_at",
        opens="notice",
        key="pk",
        shown=OF_NOTICE,
        dimensions={"provider": F("provider__name"), "language": F("language"), "state": F("state")},
    ),
    Figure(
        "notice_lines",
        title=_("Addresses in notices"),
        definition=_("Addresses in announced notices, by provider and by what the provider said it did."),
        denominator=_("every address in every notice announced"),
        unit=_("addresses"),
        kind=Kind.COUNT,
        rows=_lines,
        on="notice__announced_at",
        opens="notice",
        key="notice_id",
        shown=OF_LINE,
        dimensions={
            "provider": PROVIDER,
            "action": ACTION,
            "provider_action": Concat(PROVIDER, Value(CROSS), ACTION, output_field=CharField()),
        },
        crossed={"provider_action": ("provider", "action")},
        cannot=_("Whether the provider did what it says."),
    ),
    Figure(
        "time_to_notice",
        title=_("From release to notice"),
        definition=_("From the release of an address until the notice with it was announced."),
        denominator=_("every address in every notice announced"),
        unit=_("hours"),
        kind=Kind.TIME,
        rows=_lines,
        on="notice__announced_at",
        opens="notice",
        key="notice_id",
        shown=OF_LINE,
        counted=Q(address__released_at__isnull=False),
        start=F("address__released_at"),
        end=F("notice__announced_at"),
        dimensions={"provider": PROVIDER},
    ),
    Figure(
        "time_to_notice_ack",
        title=_("From notice to the provider's acknowledgement"),
        definition=_("From the announcement until the provider confirmed that it has read the notice."),
        denominator=_("every notice announced"),
        unit=_("hours"),
        kind=Kind.TIME,
        rows=_announced,
        on="announced_at",
        opens="notice",
        key="pk",
        shown=OF_NOTICE,
        counted=Q(acknowledged_at__isnull=False),
        start=F("announced_at"),
        end=F("acknowledged_at"),
        dimensions={"provider": F("provider__name")},
    ),
    Figure(
        "time_to_removal",
        title=_("From notice to removal"),
        definition=_(
            "From the announcement until the provider said that the address is removed, or was no longer there."
        ),
        denominator=_("every address in every notice announced"),
        unit=_("hours"),
        kind=Kind.TIME,
        rows=_lines,
        on="notice__announced_at",
        opens="notice",
        key="notice_id",
        shown=OF_LINE,
        counted=Q(action__in=GONE, acted_at__isnull=False),
        start=F("notice__announced_at"),
        end=REMOVED_AT,
        dimensions={"provider": PROVIDER},
        cannot=_("Whether the provider did what it says, and when exactly it did."),
    ),
)
