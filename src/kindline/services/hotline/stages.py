"""What reporters see moves once a day, 72 hours late at least, and stands still under a hold (P11)."""

from datetime import timedelta

from django.db.models import Q

from kindline.kernel import clock
from kindline.kernel.mandate.active import active
from kindline.services.hotline.intake.models import Report as Accepted
from kindline.services.hotline.models import Report


def publish_stages() -> int:
    """The daily batch: copy coarse stages to the mailboxes. Returns how many changed."""
    ripe = clock.now() - timedelta(hours=active().stage_delay_hours)
    open_reports = Report.objects.exclude(addresses__state="held")
    closed = set(open_reports.filter(closed_at__lte=ripe).values_list("pk", flat=True))
    handed = set(open_reports.filter(acknowledged_at__lte=ripe).values_list("pk", flat=True)) - closed
    withheld = set(Report.objects.filter(withheld=True).values_list("pk", flat=True))
    changed = _write(handed, "handed_over", before=("received",))
    changed += _write(closed, "closed", before=("received", "handed_over"))
    Accepted.objects.filter(~Q(stage_withheld=True), pk__in=withheld).update(stage_withheld=True)
    Accepted.objects.filter(stage_withheld=True).exclude(pk__in=withheld).update(stage_withheld=False)
    return changed


def _write(reports: set[object], stage: str, *, before: tuple[str, ...]) -> int:
    rows = list(reports)
    return sum(
        Accepted.objects.filter(pk__in=rows[at : at + 500], stage__in=before).update(stage=stage)
        for at in range(0, len(rows), 500)
    )
