"""The clock that leases are compared with: the database's own, the only one all workers share."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Func
from django.db.models.sql.compiler import SQLCompiler


class DatabaseEpoch(Func):
    """Seconds since the epoch, as the database sees them now."""

    output_field = BigIntegerField()
    arity = 0

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="unixepoch()")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        # Not now(): that stands still while a transaction waits for a lock.
        return self.as_sql(compiler, connection, template="floor(extract(epoch from clock_timestamp()))::bigint")
