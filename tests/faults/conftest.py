"""Installations on real files, run by real processes; the test itself plays reporter, police and provider."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.channels.mail_server import MailServer, listening
from tests.faults.crew import Crew, StandingMail, working
from tests.faults.engines import fresh_databases, private_server
from tests.faults.scene import Nursery, Scene, at_home
from tests.faults.tally import tally
from tests.installation import make_installation


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """Two empty databases, made once and copied."""
    folder = tmp_path_factory.mktemp("migrated")
    with django_db_blocker.unblock(), at_home(folder):
        for alias in ("intake", "core"):
            call_command("migrate", database=alias, verbosity=0)
    return folder


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    yield MailServer()


@pytest.fixture
def scene(
    tmp_path: Path, migrated: Path, mail: MailServer, nursery: Nursery, settings: Any, django_db_blocker: Any
) -> Iterator[Scene]:
    """A fresh installation and a mail server on loopback."""
    made = make_installation(tmp_path)
    for base in migrated.glob("*.sqlite3"):
        shutil.copy(base, made.data)
    settings.DATA_DIR, settings.KEYS_DIR = made.data, made.keys
    with listening(mail) as port, django_db_blocker.unblock(), at_home(made.data):
        yield Scene(made, mail, port, nursery)


@pytest.fixture(scope="session")
def postgres(django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """A private PostgreSQL, started once."""
    with django_db_blocker.unblock(), private_server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def crew(request: Any, tmp_path: Path, settings: Any, django_db_blocker: Any) -> Iterator[Crew]:
    """A fresh installation on each engine, a mail server that can stand still, and whole workers."""
    yield from _crew(request, request.param, tmp_path, settings, django_db_blocker)


@pytest.fixture
def crew_of_several(request: Any, tmp_path: Path, settings: Any, django_db_blocker: Any) -> Iterator[Crew]:
    """The same where there may be several workers."""
    yield from _crew(request, "postgresql", tmp_path, settings, django_db_blocker)


def _crew(request: Any, engine: str, folder: Path, settings: Any, blocker: Any) -> Iterator[Crew]:
    made, mail = make_installation(folder), StandingMail()
    settings.DATA_DIR, settings.KEYS_DIR = made.data, made.keys
    known: dict[str, str] = {}
    if engine == "postgresql":
        known = request.getfixturevalue("postgres")
    else:
        for base in request.getfixturevalue("migrated").glob("*.sqlite3"):
            shutil.copy(base, made.data)
    databases = fresh_databases() if known else at_home(made.data)
    with listening(mail) as port, blocker.unblock(), databases, working(made, mail, port, engine=known) as crew:
        yield crew


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for what, seconds in tally.taken_over.items():
        terminalreporter.write_line(f"taken over after {seconds:.1f} s: {what}")
    if tally.runs:
        terminalreporter.write_line(tally.line(), bold=True)
        tally.keep()
