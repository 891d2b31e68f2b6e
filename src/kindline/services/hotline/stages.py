"""What reporters see moves once a day, 72 hours late at least, and stands still under a hold (P11)."""

from datetime import timedelta
from uuid import UUID

from kindline.kernel import clock
from kindline.kernel.mandate.nouns import Mandate
from kindline.kernel.mandate.versions import under
from kindline.services.hotline.intake.models import Report as Accepted
from kindline.services.hotline.models import Report

BATCH = 500


def publish_stages() -> int:
    """The daily batch: copy coarse stages to the mailboxes. Returns how many changed.

    It reads those that can still change, not all that ever were.
    """
    _withhold()
    moving: dict[str, list[UUID]] = {}
    for report, filed_under in Accepted.objects.exclude(stage="closed").values_list("pk", "mandate_sha256"):
        moving.setdefault(filed_under, []).append(report)
    return sum(
        _publish(reports[at : at + BATCH], under(filed_under))
        for filed_under, reports in moving.items()
        for at in range(0, len(reports), BATCH)
    )


def _publish(reports: list[UUID], mandate: Mandate) -> int:
    """Move what is ripe by the mandate it was filed under, to those stages which that lets a reporter know."""
    ripe = clock.now() - timedelta(hours=mandate.stage_delay_hours)
    free = Report.objects.filter(pk__in=reports).exclude(addresses__state="held")
    closed = list(free.filter(state="closed", closed_at__lte=ripe).values_list("pk", flat=True))
    handed = list(free.filter(acknowledged_at__lte=ripe).exclude(pk__in=closed).values_list("pk", flat=True))
    told = mandate.reporter_told
    if "handed_over" not in told:
        handed = []
    if "closed" not in told:
        closed = []
    changed = Accepted.objects.filter(pk__in=handed, stage="received").update(stage="handed_over")
    return changed + Accepted.objects.filter(pk__in=closed).update(stage="closed")


def _withhold() -> None:
    """First of all: a stage that the police withhold is not shown, not even for the length of this batch."""
    told = set(Report.objects.filter(withheld=True).values_list("pk", flat=True))
    known = set(Accepted.objects.filter(stage_withheld=True).values_list("pk", flat=True))
    _mark(told - known, withheld=True)
    _mark(known - told, withheld=False)


def _mark(reports: set[UUID], *, withheld: bool) -> None:
    rows = list(reports)
    for at in range(0, len(rows), BATCH):
        Accepted.objects.filter(pk__in=rows[at : at + BATCH]).update(stage_withheld=withheld)
