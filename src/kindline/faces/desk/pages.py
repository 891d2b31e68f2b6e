"""What every page of the desk shows around its own content: the queues with their counts, the open ring."""

from collections import Counter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kindline.faces.desk import phrases
from kindline.faces.desk.contact_pages import ringing, start
from kindline.kernel.mandate.active import active
from kindline.kernel.rota.notes import unread
from kindline.sealing.errors import SealingError
from kindline.services.hotline import duty
from kindline.services.hotline.assessment.law import at_the_desk
from kindline.services.hotline.queue import CAP, counts

WAITING = ("late",)
ON_ITS_WAY = ("sealed", "verdict", "release", "held", "routing", "routed", "watching")


def desk_page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A whole page of the desk."""
    return local_page(request, template, around(request) | context, status=status)


def local_page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page or a part of one, its times in the zone of the mandate: that of the people who read it."""
    with timezone.override(zone()):
        return render(request, template, context, status=status)


def zone() -> ZoneInfo:
    """The mandate's zone; UTC when the mandate cannot be read, for the desk must open all the same."""
    try:
        return ZoneInfo(active().zone)
    except (OSError, SealingError, ValueError):
        return ZoneInfo("UTC")


def title_of(queue: str) -> tuple[Any, Any]:
    """Title and hint of a queue in the words of the mandate; a mandate that cannot be read has the founding one's."""
    try:
        here = at_the_desk(active().assessor_id)
    except (OSError, SealingError, ValueError):
        here = False
    return phrases.queue(queue, assessed_here=here)


def exercise() -> bool:
    """Whether the mandate in force is an exercise: every page says so."""
    try:
        return active().exercise
    except (OSError, SealingError, ValueError):
        return False


def around(request: HttpRequest) -> dict[str, Any]:
    """The navigation: three queries, none for an analyst; two more for a counsellor."""
    user: Any = request.user
    role = user.role
    # Analysts and counsellors have none of these queues.
    apart = role in ("analyst", "counsellor")
    found = Counter() if apart else counts(role)
    casework = role in ("operator", "supervisor")
    line = _line(user) if user.has_role("counsellor") else {}
    return {
        # Analysts open what rings; the duty itself is the operators'.
        "ring": None if apart else duty.open_ring(),
        "is_counsellor": bool(line),
        "is_apart": apart,
        **line,
        "exercise": exercise(),
        "is_casework": casework,
        "is_supervisor": role == "supervisor",
        "is_analyst": role == "analyst",
        "waiting_queues": [_entry(name, found) for name in WAITING] if casework else [],
        "way_queues": [_entry(name, found) for name in ON_ITS_WAY] if casework else [],
        "task_queues": [
            {"name": kind, "title": title, "count": shown(found[kind])}
            for kind, (title, _) in phrases.TASKS.items()
            if found[kind] or (casework and kind in ("confirm_mailbox", "dead_parcel"))
        ],
        "question_count": shown(found["questions"]),
        "turn_count": shown(found["turns"]),
        "notice_count": shown(found["notices"]),
    }


def _line(user: Any) -> dict[str, Any]:
    return ringing(user) | start() | {"note_count": unread(user).count()}


def _entry(name: str, found: dict[str, int]) -> dict[str, Any]:
    return {"name": name, "title": title_of(name)[0], "count": shown(found[name])}


def shown(count: int) -> str:
    """A count as far as we count."""
    return f"{CAP - 1}+" if count >= CAP else str(count)


def id_in(text: str) -> UUID:
    """The id that a form brought; 404 for anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def who(request: HttpRequest) -> str:
    """How the log names this person."""
    return f"user:{request.user.pk}"
