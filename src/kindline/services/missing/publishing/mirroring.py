"""The public copy follows what the core database says: written again until both are the same, first what must die."""

from django.db import transaction

from kindline.kernel import clock
from kindline.services.missing.public.models import Appeal as Public
from kindline.services.missing.publishing import appealing, portraits, spots
from kindline.services.missing.publishing.models import Appeal, Spot

PORTION = 100


def bring(row: Appeal) -> None:
    """Write the public copy of one appeal; the same again changes nothing. The desk alone can publish: it holds the
    key to the facts. Taking down needs no key, and any process of the house does it."""
    if row.state == "live" and appealing.is_online(row):
        _publish(row)
    if row.state == "ended" and not _bury(row):
        # Somebody published it in the same moment: the worker comes again until it is gone.
        return
    Appeal.objects.filter(pk=row.pk, state=row.state).update(mirrored=row.state)


def bury_ended() -> int:
    """The worker's part: appeals that ended and whose public copy still lives."""
    rows = list(Appeal.objects.filter(state="ended").exclude(mirrored="ended")[:PORTION])
    for row in rows:
        bring(row)
    return len(rows)


def _publish(row: Appeal) -> None:
    raw = appealing.raw_of(row)
    picture = portraits.opened(row.portrait) if row.portrait else b""
    with transaction.atomic(using="intake"):
        # Whatever ended meanwhile stays ended.
        Public.objects.get_or_create(
            id=row.pk,
            defaults={
                "slug": row.slug,
                "live": True,
                "facts": raw | {"decided_by": {}, "areas": []},
                "languages": row.languages,
                "portrait": picture,
                "published_at": row.published_at,
                "changed_at": row.published_at,
            },
        )


def _bury(row: Appeal) -> bool:
    """Nothing of a child stays: the address says that it is over, and the feed that it is to be forgotten.

    False while the copy still lives.
    """
    tombstone = {"live": False, "facts": {}, "portrait": b"", "languages": [], "changed_at": clock.now()}
    with transaction.atomic(using="intake"):
        Public.objects.filter(id=row.pk, live=True).update(**tombstone)
        if row.published_at and appealing.is_online(row):
            born = tombstone | {"slug": row.slug, "published_at": row.published_at}
            Public.objects.get_or_create(id=row.pk, defaults=born)
        gone = not Public.objects.filter(id=row.pk, live=True).exists()
    if gone:
        for spot in Spot.objects.filter(appeal=row, channel__in=spots.OURS).exclude(confirmed="seen"):
            spots.took_down(spot, confirmed="seen", by="worker")
    return gone
