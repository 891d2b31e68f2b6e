"""The ledger of places: where an appeal stands, who takes it down there, and whether somebody saw that it is gone.

Our own places (page, feed, module) are seen to be gone by us, in the public database. For every other place a helper is
asked, or a person of ours; “it is gone” and “I saw that it is gone” are two different words, and are counted apart.
"""

from functools import cache
from pathlib import Path

from django.db import transaction

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.outbox.letter import body
from kindline.kernel.outbox.posting import key_for, post
from kindline.services.missing.publishing.models import Appeal, Helper, Spot

OURS = ("page", "feed", "module")
CHANNELS = (*OURS, "poster", "social", "press", "partner", "radio", "card")
CONFIRMED = ("seen", "said")
KIND = "recall"
TEXTS = Path(__file__).parent.parent / "texts"


class NotSo(ValueError):
    """Not a code of the lists above."""


def put_up_ours(row: Appeal) -> None:
    """The places that we put up ourselves when an appeal goes live."""
    now = clock.now()
    pages = [
        Spot(appeal=row, channel="page", language=language, place="site", put_up_at=now) for language in row.languages
    ]
    rest = [Spot(appeal=row, channel=channel, place="site", put_up_at=now) for channel in ("feed", "module")]
    Spot.objects.bulk_create([*pages, *rest])


@transaction.atomic(using="core")
def put_up(
    row: Appeal,
    *,
    channel: str,
    place: str,
    language: str = "",
    region: str = "",
    helper: Helper | None = None,
    proof: str = "",
    by: str,
) -> Spot:
    """Somebody put it up somewhere. An appeal that is over is recalled from there at once."""
    if channel not in CHANNELS or channel in OURS or not place.strip():
        raise NotSo(channel)
    held = Appeal.objects.select_for_update().get(pk=row.pk)
    spot = Spot.objects.create(
        appeal=held,
        channel=channel,
        language=language,
        region=region,
        place=place.strip(),
        helper=helper,
        proof=proof,
        put_up_at=clock.now(),
    )
    record("appeal.put_up", subject=held.pk, by=by, facts={"channel": channel})
    if held.state == "ended":
        _recall(spot, held)
    return spot


def recall(row: Appeal) -> None:
    """In the transaction that ends the appeal: everybody who put it up is asked to take it down."""
    for spot in row.spots.filter(down_at=None).exclude(channel__in=OURS).select_related("helper"):
        _recall(spot, row)


def _recall(spot: Spot, row: Appeal) -> None:
    spot.recalled_at = clock.now()
    spot.save(update_fields=["recalled_at"])
    helper = spot.helper
    if helper is None or not helper.mailbox or helper.ended_on:
        return
    said = _text(helper.language).format(number=f"KL-{row.slug.upper()}", channel=spot.channel, place=spot.place)
    letter = body(to=helper.mailbox, title=f"kindline 116 000 KL-{row.slug.upper()}", text=said)
    post(
        kind=KIND,
        subject=spot.pk,
        recipient=f"helper:{helper.pk}",
        channel="mail",
        body=vault.seal_to("mail", letter, info=b"mail"),
        idempotency_key=key_for(KIND, spot.pk),
        priority=2,
    )


@transaction.atomic(using="core")
def took_down(spot: Spot, *, confirmed: str, by: str) -> Spot:
    """It is gone there: `seen` by somebody, or only `said`. A place once seen to be gone stays so."""
    if confirmed not in CONFIRMED:
        raise NotSo(confirmed)
    held = Spot.objects.select_for_update().get(pk=spot.pk)
    if held.confirmed == "seen":
        return held
    held.down_at, held.confirmed = held.down_at or clock.now(), confirmed
    held.save(update_fields=["down_at", "confirmed"])
    record("appeal.took_down", subject=held.appeal_id, by=by, facts={"channel": held.channel, "how": confirmed})
    return held


@cache
def _text(language: str) -> str:
    path = TEXTS / f"recall.{language}.txt"
    return (path if path.exists() else TEXTS / "recall.en.txt").read_text("utf-8")
