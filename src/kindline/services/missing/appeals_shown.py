"""Appeals as the public site shows them: what lives, and for what has ended only that it has."""

from datetime import timedelta

from kindline.kernel import clock
from kindline.services.missing.facts import Facts, facts_from
from kindline.services.missing.public.models import Appeal

# A feed names what ended for so long, so that every reader of it forgets it too.
TOLD_GONE = timedelta(days=30)
MOST = 100


def at(slug: str) -> Appeal | None:
    """The appeal at this address, live or ended; None where there never was one."""
    return Appeal.objects.filter(slug=slug).first()


def live() -> list[Appeal]:
    """Newest first."""
    return list(Appeal.objects.filter(live=True).defer("portrait").order_by("-published_at")[:MOST])


def gone() -> list[Appeal]:
    """Those that ended lately."""
    since = clock.now() - TOLD_GONE
    return list(
        Appeal.objects.filter(live=False, changed_at__gte=since).defer("portrait").order_by("-changed_at")[:MOST]
    )


def facts_of(row: Appeal) -> Facts:
    """The public facts of a live one."""
    return facts_from({name: value for name, value in row.facts.items() if value not in ({}, [])})
