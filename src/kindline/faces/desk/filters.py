"""The filters of a queue as they stand in the address bar; what makes no sense there narrows nothing."""

from datetime import date
from typing import Any

from django.http import QueryDict

from kindline.faces.desk import phrases
from kindline.services.hotline.queue import SORTS, Filters

LANGUAGES = ("nl", "fr", "de", "en")


def filters_of(query: QueryDict) -> Filters:
    sort = query.get("sort", "")
    return Filters(
        language=_known(query.get("language", ""), LANGUAGES),
        channel=_known(query.get("channel", ""), phrases.CHANNELS),
        seen=_known(query.get("seen", ""), phrases.SEEN),
        urgent=query.get("urgent") == "yes",
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
        sort=sort if sort in SORTS else "due",
    )


def page_of(query: QueryDict) -> int:
    """The page asked for, at least one and no deeper than anybody reads."""
    text = query.get("page", "1")
    return max(1, min(200, int(text))) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def _known(value: str, values: Any) -> str:
    return value if value in values else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
