"""Two databases: `intake` holds what reporters leave, `core` everything else. No query may guess between them."""

from typing import Any

INTAKE_LABELS = {"intake", "missing_public"}


class TwoDatabases:
    """Sends each app to its database and forbids relations across the border."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "intake" if model._meta.app_label in INTAKE_LABELS else "core"

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return self.db_for_read(one) == self.db_for_read(other)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == ("intake" if app_label in INTAKE_LABELS else "core")
