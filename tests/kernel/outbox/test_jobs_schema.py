"""The queue's tables are those of the installed library; another library version is another migration."""

import asyncio
import hashlib
import importlib.util
from pathlib import Path

import pytest
from django.db import connections
from procrastinate import App, PsycopgConnector

from kindline.faces.worker import jobs
from kindline.kernel.outbox.jobs_schema import SCHEMA, SHA256, granted_to


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


@pytest.mark.db
@pytest.mark.django_db(databases=["core"], transaction=True)
def test_a_role_with_these_grants_and_no_other_works_with_the_queue():
    if connections["core"].vendor != "postgresql":
        pytest.skip("SQLite has no queue")
    with connections["core"].cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS queue_probe; CREATE ROLE queue_probe")
        for statement in granted_to("queue_probe"):
            cursor.execute(statement)
    try:
        assert asyncio.run(one_job(role="queue_probe")) == [1]
    finally:
        with connections["core"].cursor() as cursor:
            cursor.execute("DROP OWNED BY queue_probe; DROP ROLE queue_probe")


async def one_job(*, role):
    address = jobs._address()
    kwargs = address | {"options": f"{address['options']} -c role={role}"}
    made, done = App(connector=PsycopgConnector(kwargs=kwargs, min_size=1, max_size=3)), []

    @made.task(name="probe", queue="probe")
    async def probe():
        done.append(1)

    async with made.open_async():
        await probe.defer_async()
        await made.run_worker_async(queues=["probe"], wait=False, delete_jobs="always", install_signal_handlers=False)
        await jobs.give_back(made)
    return done
