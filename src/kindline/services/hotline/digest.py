"""The daily digest: what is late and whose turn it is, as counts, to the mailboxes of those who work the desk.

Metadata only: no number of a report, no provider, no address. The page it points to says the rest to who signs in.
"""

from datetime import timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from kindline.kernel import clock
from kindline.services.hotline import late, letters, notice_text

_DAYS = UUID("0d9a1b52-6c1c-4f7e-8f3e-1c5f0e2a9b77")
HOUR = timedelta(hours=1)


def send_digests() -> int:
    """Post today's digest to each mailbox that `KINDLINE_DIGEST` names, once a day; how many mailboxes."""
    if not settings.DIGEST:
        return 0
    counted, day = late.summary(), clock.today()
    with transaction.atomic(using="core"):
        for place, line in enumerate(settings.DIGEST):
            language, _, mailbox = line.partition(":")
            letters.send(
                kind="digest",
                subject=uuid5(_DAYS, day.isoformat()),
                recipient=f"desk:{place}",
                to=mailbox,
                title="kindline",
                text=text(counted, language=language),
                once=day,
            )
    return len(settings.DIGEST)


def text(counted: late.Summary, *, language: str) -> str:
    """The digest in words, hours rounded down."""

    def of(counts: dict[str, int], *roles: str) -> int:
        return sum(n for role, n in counts.items() if role in roles)

    return notice_text.text("digest", language).format(
        late=sum(counted.late.values()),
        police=of(counted.late, "police"),
        provider=of(counted.late, "provider"),
        ours=of(counted.late, *(role for role in counted.late if role not in ("police", "provider"))),
        longest=counted.longest // HOUR,
        soon=sum(counted.soon.values()),
        soon_police=of(counted.soon, "police"),
        soon_provider=of(counted.soon, "provider"),
        tasks=counted.tasks,
        url=f"{settings.DESK_URL}/late/",
    )
