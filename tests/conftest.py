"""Tiers, their order and their times; the browser; the folder a test run may write to."""

import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from kindline.faces.cli import catalogues, machine
from tests import roles
from tests.installation import Installation, make_installation

TIERS = ("unit", "db", "browser", "faults", "slow")
NO_BROWSER = "no Chromium on this machine (apt install chromium)"
IN_CI = os.environ.get("CI") == "true"
SCRATCH = "kindline-test-"

seconds: dict[str, float] = dict.fromkeys(TIERS, 0.0)
journeys_run = 0
counts: dict[str, Counter[str]] = {tier: Counter() for tier in TIERS}


def tier_of(marks: object) -> str:
    """The last tier a test is marked with; without a mark it is a unit test."""
    return next((tier for tier in reversed(TIERS) if tier in marks), "unit")  # type: ignore[operator]


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    catalogues.compile_stale()
    if getattr(config.option, "numprocesses", None) and SCRATCH in os.environ.get("KINDLINE_DATA", ""):
        shutil.rmtree(os.environ.pop("KINDLINE_DATA"), ignore_errors=True)  # each worker makes its own


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`db` and pytest-django's own mark mean each other; of two processes one has what needs calm."""
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("faults"):
            item.add_marker(pytest.mark.xdist_group("one after the other"))
        if item.get_closest_marker("django_db"):
            item.add_marker("db")
        elif item.get_closest_marker("db"):
            item.add_marker(pytest.mark.django_db(databases=["core", "intake"]))


class Order:
    """Sorts after every other plugin has had its say."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: TIERS.index(tier_of({mark.name for mark in item.iter_markers()})))


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.pluginmanager.register(Order())


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and machine.chromium() is None:
        pytest.fail(NO_BROWSER, pytrace=False) if IN_CI else pytest.skip(NO_BROWSER)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    global journeys_run
    tier = tier_of(report.keywords)
    seconds[tier] += report.duration
    journeys_run += tier == "browser" and report.when == "call"
    if report.when == "call" or report.outcome != "passed":
        counts[tier][report.outcome] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    ran = [tier for tier in TIERS if counts[tier]]
    if not ran:
        return
    terminalreporter.section("tiers")
    for tier in ran:
        outcomes = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts[tier].items()))
        terminalreporter.write_line(f"{tier:<8} {seconds[tier]:7.1f} s   {outcomes}")
    journeys = counts["browser"]
    if journeys:
        terminalreporter.write_line(f"browser journeys run: {journeys_run}", bold=True)
    if journeys["skipped"] and machine.chromium() is None:
        terminalreporter.write_line(f"BROWSER JOURNEYS SKIPPED: {journeys['skipped']}: {NO_BROWSER}", red=True)


def pytest_unconfigure() -> None:
    data = os.environ.get("KINDLINE_DATA", "")
    if SCRATCH in os.path.basename(data):
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """On PostgreSQL with the roles of the faces."""
    if roles.POSTGRES:
        with django_db_blocker.unblock():
            roles.make_roles()
        roles.answer_under_roles()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser that journeys drive; without one the journey was skipped or failed before."""
    return machine.chromium() or pytest.fail(NO_BROWSER)


@pytest.fixture
def installation(tmp_path: Path, settings: Settings) -> Installation:
    """A fresh installation that this process is the platform of."""
    made = make_installation(tmp_path)
    settings.DATA_DIR, settings.KEYS_DIR = made.data, made.keys
    return made
