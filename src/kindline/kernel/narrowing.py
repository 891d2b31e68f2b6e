"""One mailbox at a time: on PostgreSQL the site's role sees only what it said here that it wants (`grants.toml`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connections, transaction

SAY = "SELECT set_config('kindline.locator', %s, true), set_config('kindline.report', %s, true)"


@contextmanager
def only(*, locator: str = "", report: UUID | None = None) -> Iterator[None]:
    """Inside, rows of this locator or of this report can be read; SQLite has no roles, and nothing is asked of it."""
    if connections["intake"].vendor != "postgresql":
        yield
        return
    with transaction.atomic(using="intake"), connections["intake"].cursor() as cursor:
        cursor.execute(SAY, [locator, str(report or "")])
        yield
        cursor.execute(SAY, ["", ""])
