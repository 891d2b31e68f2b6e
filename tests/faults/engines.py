"""The same scene on either engine: SQLite files, or a private PostgreSQL with two databases made for each test."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from psycopg import connect

from kindline.faces.cli.machine import postgresql
from kindline.settings.engines import postgres
from tests.postgres import server

ALIASES = ("intake", "core")


@contextmanager
def at(databases: Mapping[str, Mapping[str, Any]]) -> Iterator[None]:
    """This process looks at these databases, whatever engine they have."""
    before = {alias: connections.settings[alias] for alias in databases}
    _turn_to(connections.configure_settings({"default": {}, **{alias: dict(one) for alias, one in databases.items()}}))
    try:
        yield
    finally:
        _turn_to(before)


def _turn_to(databases: Mapping[str, Any]) -> None:
    for alias in ALIASES:
        connections[alias].close()
        del connections[alias]
        connections.settings[alias] = databases[alias]


@contextmanager
def private_server() -> Iterator[dict[str, str]]:
    """A PostgreSQL with `clean_intake` and `clean_core`, migrated and empty; skips where there is none."""
    programs = postgresql()
    if programs is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no PostgreSQL on this machine")
        pytest.skip("no PostgreSQL on this machine (apt install postgresql)")
    with server(programs) as address, pytest.MonkeyPatch.context() as patch:
        for name, value in address.items():
            patch.setenv(name, value)
        for alias in ALIASES:
            _say(f"CREATE DATABASE clean_{alias}")
        with at({alias: postgres(f"clean_{alias}") for alias in ALIASES}):
            for alias in ALIASES:
                call_command("migrate", database=alias, verbosity=0)
        yield address | {"KINDLINE_TEST_ENGINE": "postgres"}


@contextmanager
def fresh_databases() -> Iterator[None]:
    """Two databases as new, at which this process and every worker it starts look."""
    for alias in ALIASES:
        _say(f"DROP DATABASE IF EXISTS kindline_{alias} WITH (FORCE)")
        _say(f"CREATE DATABASE kindline_{alias} TEMPLATE clean_{alias}")
    with at({alias: postgres(f"kindline_{alias}") for alias in ALIASES}):
        yield


def _say(statement: str) -> None:
    place = {"host": os.environ["KINDLINE_PG_HOST"], "port": os.environ["KINDLINE_PG_PORT"], "user": "kindline"}
    with connect(**place, dbname="postgres", autocommit=True) as connection:
        connection.execute(statement)
