"""A provider's own system collects its notices, acknowledges, and says what was done. Who it is, is proved before.

The same verbs as at the pick-up page; the lines come sealed to the provider's keys, and this process can open none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from kindline.services.hotline import law, pickup
from kindline.services.hotline.copies import as_sealed
from kindline.services.hotline.models import Notice
from kindline.services.hotline.pickup import LEFT, Refused

SHOWN = 200


@dataclass(frozen=True)
class Line:
    """One line: what was said of it, and its copy for each key of the provider's that it was sealed to."""

    line: int
    action: str
    copies: Mapping[str, bytes] = field(repr=False)


def notices_for(provider: str) -> list[Notice]:
    """What was announced to a provider and has not ended, oldest first, with the count of lines; at most 200."""
    left = _theirs(provider).exclude(state__in=("acted", "closed"))
    rows = left.annotate(line_count=Count("items")).defer("sealed").order_by("announced_at")[:SHOWN]
    return [row for row in rows if not law.of(row).exercise]


def find(number: str, *, provider: str) -> Notice:
    """A notice that was announced to this provider; Refused for any other."""
    found = _theirs(provider).filter(number=number.strip().upper()).first()
    # What an exercise would have announced has left nowhere.
    if found is None or law.of(found).exercise:
        raise Refused
    return found


def collect(number: str, *, provider: str, by: str) -> tuple[Notice, list[Line]]:
    """The notice with its sealed lines. The log's leaf is committed before a line is returned (P7)."""
    notice = pickup.note_shown(find(number, provider=provider).pk, by=by)
    return notice, lines(notice)


def acknowledge(number: str, *, provider: str, by: str) -> Notice:
    """The provider has read it. Repeating changes nothing."""
    return pickup.note_acknowledged(find(number, provider=provider).pk, by=by)


def act(number: str, *, provider: str, actions: Mapping[int, str], by: str) -> Notice:
    """What the provider did, per line. ValueError for an unknown line or action, and nothing is kept."""
    return pickup.note_actions(find(number, provider=provider).pk, actions=actions, by=by)


def lines(notice: Notice) -> list[Line]:
    """The lines that were not withdrawn."""
    items = notice.items.order_by("line").prefetch_related("copies")
    return [Line(item.line, item.action, as_sealed(item.copies.all())) for item in items]


def _theirs(provider: str) -> QuerySet[Notice]:
    return Notice.objects.filter(provider__slug=provider, state__in=LEFT).select_related("provider")
