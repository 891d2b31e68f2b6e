"""The queues: metadata and clocks, a fixed number of queries, and not one byte of what was reported."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from kindline.kernel import clock
from kindline.services.hotline.models import Report
from tests.faces.desk.conftest import ADDRESS, Browser

pytestmark = pytest.mark.django_db(databases="__all__")
PAGES = (
    "/queues/late/", "/queues/sealed/", "/queues/verdict/", "/queues/release/", "/queues/held/", "/queues/routing/",
    "/queues/routed/", "/queues/watching/", "/questions/", "/tasks/", "/notices/", "/late/",
    "/providers/", "/reconciliations/", "/log/", "/find/",
    "/find/?month=2026-01&language=nl",
)  # fmt: skip


def queries(browser: Browser, path: str) -> int:
    with CaptureQueriesContext(connections["core"]) as core, CaptureQueriesContext(connections["intake"]) as intake:
        response = browser.get(path)
    assert response.status_code == 200, path
    return len(core) + len(intake)


def test_an_envelope_is_shown_as_metadata_and_nothing_else(operator: Browser, file: Callable[..., Report]) -> None:
    report = file(danger="now", language="fr")
    page = operator.get("/queues/sealed/").content.decode()
    assert f"▮▮▮▮ {report.number}" in page
    assert "urgent" in page and "fr" in page and "first time" in page
    for secret in (ADDRESS, "pictures.example", "by chance", "someone"):
        assert secret not in page


def test_the_line_of_an_envelope_shows_no_more_than_metadata(operator: Browser, file: Callable[..., Report]) -> None:
    report = file()
    page = operator.get(f"/envelopes/{report.pk}/").content.decode()
    assert "Sealed to 2 keys" in page and "Handed over" in page
    assert "the keys are with those whom the mandate names" in page
    for secret in (ADDRESS, "pictures.example", "by chance"):
        assert secret not in page


def test_equal_addresses_meet_without_being_known(operator: Browser, file: Callable[..., Report]) -> None:
    for _ in range(3):
        file("https://again.example/x")
    file("https://other.example/y")
    page = operator.get("/queues/sealed/").content.decode()
    assert page.count("3 times since") == 3
    assert page.count("first time") == 1


def test_what_is_late_says_so_in_words(operator: Browser, file: Callable[..., Report]) -> None:
    file()
    clock.move(timedelta(hours=26))
    page = operator.get("/queues/late/").content.decode()
    assert "25 h over, hand-over" in page


def test_late_empties_when_nothing_is_late(operator: Browser, file: Callable[..., Report]) -> None:
    file()
    assert "Nothing is waiting here" in operator.get("/queues/late/").content.decode()


def test_filters_stand_in_the_address_bar(operator: Browser, file: Callable[..., Report]) -> None:
    first, second = file(language="nl"), file(language="de", danger="now")
    german = operator.get("/queues/sealed/?language=de").content.decode()
    assert f"▮▮▮▮ {second.number}<" in german and f"▮▮▮▮ {first.number}<" not in german
    urgent = operator.get("/queues/sealed/?urgent=yes").content.decode()
    assert f"▮▮▮▮ {second.number}<" in urgent and f"▮▮▮▮ {first.number}<" not in urgent


@pytest.mark.parametrize(
    "query", ["?language=xx&seen=<b>&since=never&page=-1&sort=drop", "?page=99999999999", "?since="]
)
def test_nonsense_in_the_address_bar_narrows_nothing(
    query: str, operator: Browser, file: Callable[..., Report]
) -> None:
    file()
    assert operator.get(f"/queues/sealed/{query}").status_code == 200


def test_no_page_asks_more_than_twelve_queries_nor_more_with_more_rows(
    operator: Browser, file: Callable[..., Report]
) -> None:
    reports = [file("https://same.example/a", f"https://one{n}.example/") for n in range(2)]
    clock.move(timedelta(hours=2))
    operator.get("/")  # notes the moment of this session, once a while
    few = {path: queries(operator, path) for path in (*PAGES, f"/envelopes/{reports[0].pk}/")}
    for n in range(12):
        file("https://same.example/a", f"https://two{n}.example/")
    many = {path: queries(operator, path) for path in few}
    assert {path: count for path, count in many.items() if count > 12} == {}
    assert many == few


def test_an_unknown_queue_or_envelope_is_not_there(operator: Browser) -> None:
    assert operator.get("/queues/everything/").status_code == 404
    assert operator.get("/envelopes/00000000-0000-4000-8000-000000000000/").status_code == 404
