"""The queue's tables are those of the installed library; another library version is another migration."""

import hashlib
import importlib.util
from pathlib import Path

import pytest
from django.db import connections

from kindline.kernel.outbox.jobs_schema import SCHEMA, SHA256


def test_the_tables_were_made_for_this_version_of_the_library():
    folder = Path(importlib.util.find_spec("procrastinate").origin).parent
    assert hashlib.sha256((folder / "sql" / "schema.sql").read_bytes()).hexdigest() == SHA256


@pytest.mark.db
@pytest.mark.django_db(databases=["core"])
def test_the_queue_lies_apart_from_the_record():
    if connections["core"].vendor != "postgresql":
        pytest.skip("SQLite has no queue")
    with connections["core"].cursor() as cursor:
        cursor.execute("SELECT schemaname FROM pg_tables WHERE tablename LIKE 'procrastinate%%'")
        assert {row[0] for row in cursor.fetchall()} == {SCHEMA}
