"""A known address: what was judged before is offered, so that nobody has to look twice (HOUSE P9)."""

from dataclasses import dataclass
from datetime import date

from kindline.services.hotline.assessment.models import Opinion
from kindline.services.hotline.models import Address, BlindTag

# These say something about what the address shows; `duplicate` and the like say something about a report.
TELLING = ("abuse_material", "not_illegal", "cannot_tell", "already_gone")


@dataclass(frozen=True)
class Earlier:
    """The newest verdict upon the same address: what and on which day, never by whom."""

    verdict: str
    classification: str
    codes: dict[str, str]
    judged_on: date


def earlier_of(address: Address) -> Earlier | None:
    """The earlier verdict of an address by its blind tag, which says nothing of the address itself."""
    same = BlindTag.objects.filter(tag__in=address.tags.values("tag")).exclude(address=address).values("address")
    judged = Address.objects.filter(pk__in=same, verdict__in=TELLING, judged_at__isnull=False).order_by("-judged_at")
    found = judged.first()
    if found is None or found.judged_at is None:
        return None
    counted = Opinion.objects.filter(address=found, counts_since__isnull=False).order_by("-number").first()
    codes = {entry["list"]: entry["code"] for entry in counted.codes} if counted else {}
    return Earlier(found.verdict, found.classification, codes, found.judged_at.date())
