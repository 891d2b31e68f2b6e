"""The partner's clock: that of the machine the client runs on. The hotline's own time is `kernel.clock`."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)
