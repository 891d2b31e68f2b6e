"""What the mandate lets us say truthfully: whether analysts of ours open reports, and whether this is an exercise."""

from zoneinfo import ZoneInfo

from kindline.kernel.mandate.active import active
from kindline.kernel.mandate.versions import UnknownVersion, under
from kindline.sealing.errors import SealingError

ANALYST = "analyst"


def told(mandate_sha256: str = "") -> dict[str, bool]:
    """For a new report, or for one filed under this mandate. Without a readable mandate nothing can be filed anyway."""
    try:
        mandate = under(mandate_sha256)
    except (OSError, SealingError, ValueError, UnknownVersion):
        return {"assessed": False, "exercise": False}
    return {"assessed": mandate.assessor().role == ANALYST, "exercise": mandate.exercise}


def zone() -> ZoneInfo:
    """The country's own time, in which its people read; UTC where no mandate can be read."""
    try:
        return ZoneInfo(active().zone)
    except (OSError, SealingError, ValueError):
        return ZoneInfo("UTC")
