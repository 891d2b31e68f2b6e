"""What passes the site's doors: no cookie, no file, no foreign form, and the same headers on every answer."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client, RequestFactory

from kindline.faces.site import national
from kindline.faces.site.slugs import ADVICE, LINKS, PAGES
from kindline.faces.ui.headers import locked_headers
from tests.faces.site.conftest import FORM_TYPE, Form, post
from tests.faces.site.pages import Page

Open = Callable[..., Form]
LANGUAGES = ("nl", "fr", "de", "en")
READABLE = ("home", "danger", "code", *ADVICE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", READABLE)
def test_every_page_says_the_same_things_around_its_own(reader: Client, language: str, name: str) -> None:
    answer = reader.get(LINKS[language][name])
    page = Page(answer.content.decode())
    assert answer.status_code == 200
    assert page.lang == language
    assert "tel:116000" in page.links
    assert LINKS[language]["leave"] in page.links
    assert f"tel:{national.facts(language)['worried']['tel']}" in page.links
    assert len(answer.content) < 60_000
    assert not answer.cookies
    assert "<script" not in page.html
    assert 'style="' not in page.html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", ADVICE)
def test_unsigned_advice_says_so_and_is_not_indexed(reader: Client, language: str, topic: str) -> None:
    answer = reader.get(LINKS[language][topic])
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert 'class="banner"' in answer.content.decode()


def test_no_page_on_the_way_sets_a_cookie(form: Open) -> None:
    page = form().to("check")
    assert not page.client.cookies


def test_the_headers_are_locked(reader: Client) -> None:
    locked = {
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
    }
    assert locked.items() <= locked_headers("site").items()
    for path in ("/", "/nl/", LINKS["fr"]["danger"], "/nl/nowhere", "/static/ui/kindline.css"):
        answer = reader.get(path)
        assert locked_headers("site").items() <= dict(answer.headers).items()
        assert "Server" not in answer.headers


def test_only_pages_of_the_form_may_be_kept_for_the_back_button(reader: Client) -> None:
    assert reader.get(LINKS["nl"]["danger"]).headers["Cache-Control"] == "private, no-cache"
    for name in ("home", "code", "privacy"):
        assert reader.get(LINKS["nl"][name]).headers["Cache-Control"] == "no-store"


def test_leaving_goes_somewhere_ordinary_and_empties_the_cache(reader: Client) -> None:
    answer = reader.get(LINKS["de"]["leave"])
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (303, '"cache"')
    assert answer.headers["Location"] == national.facts("de")["leave"]["link"]


class Canary(BytesIO):
    """A body that notes whether anybody touched it."""

    touched = False

    def read(self, *args: object) -> bytes:
        self.touched = True
        return super().read(*args)  # type: ignore[arg-type]


FILE = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.jpg"\r\n\r\nx\r\n--b--\r\n'


@pytest.mark.parametrize(
    ("kind", "length", "status"),
    [
        ("multipart/form-data; boundary=b", str(len(FILE)), 415),
        ("MULTIPART/form-data; boundary=b", str(len(FILE)), 415),
        ("image/jpeg", str(len(FILE)), 415),
        ("application/json", str(len(FILE)), 415),
        ("text/plain", str(len(FILE)), 415),
        ("", str(len(FILE)), 415),
        (FORM_TYPE, str(10_000_000), 413),
        (FORM_TYPE, "", 411),
        (FORM_TYPE, "-1", 411),
    ],
)
def test_what_we_do_not_take_is_answered_before_a_byte_is_read(
    reader: Client, kind: str, length: str, status: int
) -> None:
    canary = Canary(FILE)
    answer = reader.generic(
        "POST", LINKS["fr"]["doors"], **{"wsgi.input": canary, "CONTENT_TYPE": kind, "CONTENT_LENGTH": length}
    )
    assert answer.status_code == status
    assert not canary.touched
    assert Page(answer.content.decode()).lang == "fr"


def test_the_canary_sings(rf: RequestFactory) -> None:
    canary = Canary(b"a=b")
    request = rf.generic("POST", "/", **{"wsgi.input": canary, "CONTENT_TYPE": FORM_TYPE, "CONTENT_LENGTH": "3"})
    assert request.POST["a"] == "b"
    assert canary.touched


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused(reader: Client, method: str) -> None:
    assert getattr(reader, method)(LINKS["nl"]["danger"]).status_code == 405


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver"}, 200),
        ({"HTTP_ORIGIN": "null"}, 200),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, 403),
        ({"HTTP_ORIGIN": "https://elsewhere.example"}, 403),
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
    ],
)
def test_a_form_from_elsewhere_is_refused(form: Open, headers: dict[str, str], status: int) -> None:
    page = form()
    answer = post(page.client, page.page.action, page.page.hidden | {"danger": "no"}, **headers)
    assert answer.status_code == status


def test_the_first_page_offers_the_browsers_language_first_and_sends_nobody_away(reader: Client) -> None:
    answer = reader.get("/", HTTP_ACCEPT_LANGUAGE="de-BE,fr;q=0.8")
    page = Page(answer.content.decode())
    assert answer.status_code == 200
    assert [link for link in page.links if link in ("/nl/", "/fr/", "/de/", "/en/")] == ["/de/", "/fr/", "/nl/", "/en/"]


def test_no_address_of_a_page_repeats_within_a_language() -> None:
    for language in LANGUAGES:
        assert len(set(LINKS[language].values())) == len(PAGES)


def test_a_page_that_does_not_exist_still_gives_the_number(reader: Client) -> None:
    answer = reader.get("/fr/nulle-part")
    assert answer.status_code == 404
    assert "tel:116000" in Page(answer.content.decode()).links


def test_a_language_without_national_words_of_its_own_gets_the_english_ones(keys: object) -> None:
    assert national.facts("bg") == national.facts("en")


def test_every_national_fact_is_said_in_every_language(keys: object) -> None:
    def gaps(node: object, path: str) -> list[str]:
        if isinstance(node, dict):
            return [gap for key, value in node.items() for gap in gaps(value, f"{path}.{key}")]
        if isinstance(node, list):
            return [gap for value in node for gap in gaps(value, path)]
        return [path] if node == "" else []

    assert [gap for language in LANGUAGES for gap in gaps(national.facts(language), language)] == []
