"""The police's clock: that of the machine they sit at. The platform's own time is `kernel.clock` and nothing else."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)
