"""Finding without knowing: numbers, names, what is not sealed, and exact addresses that the index worker compares."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from kindline.faces.worker.rounds import STEPS
from kindline.kernel import clock
from kindline.kernel.audit.models import Detail, Leaf
from kindline.kernel.directory.models import Provider
from kindline.services.hotline import lookups
from kindline.services.hotline.models import Lookup, Report
from tests.faces.desk.conftest import ADDRESS, Browser, person

pytestmark = pytest.mark.django_db(databases="__all__")


def ask(browser: Browser, address: str, *, reason: str = "caller") -> str:
    return browser.send("/find/address/", address=address, reason=reason).headers["Location"]


def everything_stored() -> bytes:
    """Every cell of every table of the core database."""
    connection, found = connections["core"], b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += repr([tuple(map(plain, row)) for row in cursor.fetchall()]).encode()
    return found


def plain(cell: object) -> object:
    return bytes(cell) if isinstance(cell, memoryview) else cell


def leaves(action: str) -> list[dict[str, object]]:
    rows = [*Leaf.objects.values_list("payload", flat=True), *Detail.objects.values_list("payload", flat=True)]
    return [leaf for payload in rows if (leaf := json.loads(bytes(payload)))["action"] == action]


@pytest.mark.parametrize("name", ["number", "id"])
def test_the_find_box_goes_straight_to_what_is_meant(name: str, operator: Browser, file: Callable[..., Report]) -> None:
    report = file()
    wanted = str(report.number if name == "number" else report.pk)
    assert operator.send("/find/", q=wanted).headers["Location"] == f"/envelopes/{report.pk}/"


def test_a_provider_is_found_by_name(operator: Browser) -> None:
    provider = Provider.objects.create(slug="quiet", name="Quiet Hosting", mailbox="abuse@quiet.example")
    assert operator.send("/find/", q="quiet").headers["Location"] == f"/providers/{provider.pk}/"


@pytest.mark.parametrize("text", ["", ADDRESS, "'", "x" * 500, "\x00", "９"])
def test_the_box_finds_no_address_and_says_none_back(text: str, operator: Browser, file: Callable[..., Report]) -> None:
    file()
    page = operator.send("/find/", q=text)
    assert page.status_code == 200 and "Nothing has that number or name" in page.content.decode()
    assert "pictures.example" not in page.content.decode()


def test_what_is_typed_into_a_form_never_stands_in_an_address(operator: Browser, file: Callable[..., Report]) -> None:
    page = operator.get("/find/").content.decode()
    box = page[page.index('role="search"') - 60 : page.index('role="search"')]
    assert 'method="post"' in box and "/find/address/" in page
    assert operator.get("/find/address/").status_code == 405


def test_a_month_is_searched_by_what_is_not_sealed(operator: Browser, file: Callable[..., Report]) -> None:
    french, dutch = file(language="fr", danger="now"), file(language="nl")
    month = f"{clock.now():%Y-%m}"

    def found(query: str) -> set[str]:
        page = operator.get(f"/find/?month={month}&{query}").content.decode()
        return {str(report.pk) for report in (french, dutch) if f"/envelopes/{report.pk}/" in page}

    assert found("language=fr") == {str(french.pk)} == found("urgent=yes")
    assert found("state=handed_over") == found("state=nonsense") == {str(french.pk), str(dutch.pk)}
    assert found("verdict=abuse_material") == found("provider=nobody") == set()
    assert str(french.pk) not in operator.get("/find/?month=2020-01").content.decode()


def test_exactly_this_address_is_found_and_no_other(operator: Browser, file: Callable[..., Report]) -> None:
    first, second = file("https://again.example/x"), file("https://again.example/x", "https://other.example/y")
    file("https://again.example/z")
    answer = ask(operator, "HTTPS://Again.example:443/x")
    assert "comparing" in operator.get(answer).content.decode()
    lookups.answer_waiting()
    page = operator.get(answer).content.decode()
    assert "in 2 reports" in page
    assert f"/envelopes/{first.pk}/" in page and f"/envelopes/{second.pk}/" in page and page.count("/envelopes/") == 2
    other = ask(operator, "https://again.example/never")
    lookups.answer_waiting()
    assert "No report that we hold" in operator.get(other).content.decode()


def test_what_was_asked_is_stored_nowhere_and_that_it_was_asked_is_in_the_log(
    operator: Browser, file: Callable[..., Report], caplog: pytest.LogCaptureFixture
) -> None:
    file()
    answer = ask(operator, ADDRESS, reason="authority")
    assert "pictures" not in answer
    lookups.answer_waiting()
    page = operator.get(answer)
    assert "pictures.example" not in page.content.decode() + caplog.text
    assert b"pictures.example" not in everything_stored()
    assert bytes(Lookup.objects.get().sealed) == b""
    (asked,), (answered,) = leaves("index.asked"), leaves("index.answered")
    assert str(asked["by"]).startswith("user:") and asked["facts"] == {"reason": "authority"}
    assert answered["facts"] == {"reports": 1}


def test_an_answer_is_for_who_asked_and_for_an_hour(
    operator: Browser, browse: Callable[..., Browser], file: Callable[..., Report]
) -> None:
    file()
    answer = ask(operator, ADDRESS)
    lookups.answer_waiting()
    assert browse(person("operator", name="another")).get(answer).status_code == 404
    clock.move(timedelta(minutes=61))
    lookups.answer_waiting()
    assert Lookup.objects.count() == 0


def test_no_reason_no_address_and_no_trying_out(operator: Browser, file: Callable[..., Report]) -> None:
    file()
    for address, reason in ((ADDRESS, ""), (ADDRESS, "curious"), ("nothing like one", "caller"), ("", "caller")):
        assert operator.send("/find/address/", address=address, reason=reason).status_code == 422
    assert Lookup.objects.count() == 0
    for number in range(lookups.AT_MOST_AN_HOUR):
        ask(operator, f"https://guess.example/{number}")
    assert operator.send("/find/address/", address=ADDRESS, reason="caller").status_code == 429


def test_the_worker_answers_in_every_round() -> None:
    assert lookups.answer_waiting in STEPS


def test_the_desk_itself_cannot_compare(operator: Browser, file: Callable[..., Report], settings: object) -> None:
    """The canary: without the worker's index key the question stays a question."""
    file()
    ask(operator, ADDRESS)
    for key in (settings.KEYS_DIR / "worker").glob("index*.key"):  # type: ignore[attr-defined]
        key.rename(key.with_suffix(".away"))
    from kindline.kernel import vault

    vault._line.cache_clear()
    lookups.answer_waiting()
    assert Lookup.objects.get().answered_at is None
