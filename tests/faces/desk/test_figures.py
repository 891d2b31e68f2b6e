"""Figures at the desk: for the supervisor, with what defines them, the rows behind each number, and few queries."""

import json
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.figures.models import Snapshot
from kindline.kernel.figures.register import figures
from kindline.services.hotline.models import Report
from tests.faces.desk.conftest import ADDRESS, PASSWORD, Browser

pytestmark = pytest.mark.django_db(databases="__all__")


def queries(browser: Browser, path: str) -> int:
    with CaptureQueriesContext(connections["core"]) as core, CaptureQueriesContext(connections["intake"]) as intake:
        assert browser.get(path).status_code == 200, path
    return len(core) + len(intake)


def test_every_figure_opens_with_definition_picture_and_table(supervisor: Browser, file: Callable[..., Report]) -> None:
    file(language="fr", danger="now")
    file(language="de")
    for one in figures():
        page = supervisor.get(f"/figures/{one.name}/").content.decode()
        assert escape(one.definition) in page and "Source:" in page, one.name
    page = supervisor.get("/figures/reports/?by=language").content.decode()
    assert page.count("<rect class=") == 2 and "<style" not in page and "style=" not in page


def test_a_number_leads_to_its_rows_and_they_to_their_envelopes(
    supervisor: Browser, file: Callable[..., Report]
) -> None:
    french, _ = file(language="fr"), file(language="de")
    year = clock.now().year
    page = supervisor.get(f"/figures/reports/rows/?period={year}&by=language&value=fr&only=yes").content.decode()
    assert page.count("/envelopes/") == 1 and f"/envelopes/{french.pk}/" in page
    assert ADDRESS not in page and "pictures.example" not in page


def test_figures_stay_within_twelve_queries(supervisor: Browser, file: Callable[..., Report]) -> None:
    file()
    supervisor.get("/")
    paths = ["/figures/", *(f"/figures/{one.name}/?by={by}" for one in figures() for by in one.by())]
    assert {path: count for path in paths if (count := queries(supervisor, path)) > 12} == {}


def test_a_period_is_frozen_only_once_it_is_over_and_shows_in_the_list(
    supervisor: Browser, file: Callable[..., Report]
) -> None:
    last_month = clock.now().replace(day=1) - timedelta(days=3)
    file()
    Report.objects.update(received_hour=last_month)
    assert supervisor.send("/figures/freeze/", period=f"{clock.now():%Y-%m}").status_code == 404
    assert Snapshot.objects.count() == 0
    supervisor.send("/figures/freeze/", period=f"{last_month:%Y-%m}")
    page = supervisor.get("/figures/").content.decode()
    assert '<b class="n">1</b>' in page and "the past changed" not in page
    Report.objects.update(language="de", received_hour=last_month + timedelta(days=9))
    supervisor.send("/figures/freeze/", period=f"{last_month:%Y-%m}")
    assert "the past changed" in supervisor.get("/figures/").content.decode()


def test_what_leaves_as_csv_asks_for_a_proof_and_leaves_a_leaf(
    supervisor: Browser, file: Callable[..., Report]
) -> None:
    file()
    asked = supervisor.send("/figures/reports/csv/", by="language")
    assert asked.headers["Location"].startswith("/again/?next=")
    back = parse_qs(urlsplit(asked.headers["Location"]).query)["next"][0]
    assert supervisor.send("/again/", password=PASSWORD, next=back).headers["Location"] == back
    given = supervisor.send("/figures/reports/csv/", by="language")
    assert given.status_code == 200 and ",language,nl,1,1," in given.content.decode()
    leaves = [json.loads(bytes(payload)) for payload in Leaf.objects.values_list("payload", flat=True)]
    assert [leaf["subject"] for leaf in leaves if leaf["action"] == "figure.exported"] == ["reports"]


@pytest.mark.parametrize(
    "path",
    ["/figures/nothing/", "/figures/reports/rows/?by=month&value=2026-13", "/figures/reports/rows/?by=month&value=<b>"],
)
def test_what_is_not_there_is_not_found(path: str, supervisor: Browser) -> None:
    assert supervisor.get(path).status_code == 404


def test_nonsense_in_the_address_bar_falls_back(supervisor: Browser, file: Callable[..., Report]) -> None:
    file()
    assert supervisor.get("/figures/reports/?period=<b>&by=drop").status_code == 200
    assert supervisor.get("/figures/reports/rows/?by=drop&value=x&page=-1").status_code == 200


def test_an_operator_finds_no_figures(operator: Browser) -> None:
    assert operator.get("/figures/").status_code == 403
    assert "/figures/" not in operator.get("/queues/late/").content.decode()
