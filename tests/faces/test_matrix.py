"""Every address of every face, for every kind of visitor: open or closed exactly as the written matrix says."""

import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, reverse

from kindline.faces.ui.language import KNOWN
from kindline.settings.faces import FACES
from tests.faces.desk.conftest import FORM, person
from tests.faces.roles import LEADS_TO, MATRIX, ROLES, VISITORS

pytestmark = pytest.mark.django_db(databases="__all__")
EXAMPLES = {"UUID": "00000000-0000-4000-8000-000000000000", "Int": 1, "Slug": "late", "String": "x", "Path": "x"}


def patterns(face: str) -> Iterator[URLPattern]:
    """Every pattern of a face, those of included modules too."""

    def walk(found: list) -> Iterator[URLPattern]:
        for entry in found:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns)
            else:
                yield entry

    return walk(import_module(FACES[face].urls).urlpatterns)


def page(name: str) -> str:
    """The name in the matrix: the site has each page once a language."""
    return re.sub(rf"-({'|'.join(KNOWN)})$", "", name)


def address(pattern: URLPattern) -> str:
    kinds = {name: type(one).__name__.removesuffix("Converter") for name, one in pattern.pattern.converters.items()}
    given = {name: EXAMPLES[kind] for name, kind in kinds.items()}
    return reverse(str(pattern.name), kwargs=given)


def visitor(kind: str) -> Client:
    browser = Client()
    if kind == "anonymous":
        return browser
    role = kind if kind in ROLES else "operator"
    user = person(role, factor=kind != "no_factor", signed=kind in ROLES)
    browser.force_login(user)
    if kind in ("no_factor", "unproved"):
        session = browser.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": 0}]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session.save()
    return browser


def expected(kind: str, allowed: frozenset[str]) -> tuple[int, str]:
    if kind in allowed:
        return 299, ""
    if kind == "unsigned" and "unsigned" not in allowed:
        return 302, "/undertaking/"
    return (302, LEADS_TO[kind]) if kind in LEADS_TO else (403, "")


@pytest.mark.parametrize("face", MATRIX)
def test_the_matrix_names_every_address_and_no_other(face: str) -> None:
    names = [pattern.name for pattern in patterns(face)]
    assert None not in names and len(names) == len(set(names))
    assert {page(name) for name in names if name} == set(MATRIX[face])


@pytest.mark.parametrize("kind", VISITORS)
@pytest.mark.parametrize("face", MATRIX)
def test_every_address_is_open_or_closed_as_the_matrix_says(face: str, kind: str) -> None:
    middleware = [*FACES[face].middleware, "tests.faces.roles.Beyond"]
    with override_settings(ROOT_URLCONF=FACES[face].urls, MIDDLEWARE=middleware):
        browser = visitor(kind)
        found = {}
        for pattern in patterns(face):
            for ask in (browser.get, lambda url: browser.post(url, "a=b", content_type=FORM)):
                response = ask(address(pattern))
                answer = (response.status_code, response.headers.get("Location", ""))
                if answer != expected(kind, MATRIX[face][page(str(pattern.name))]):
                    found[pattern.name] = answer
        assert found == {}


@pytest.mark.parametrize("kind", VISITORS)
def test_a_view_without_a_mark_opens_for_nobody(kind: str) -> None:
    with override_settings(ROOT_URLCONF="tests.faces.forgotten_urls", MIDDLEWARE=FACES["desk"].middleware):
        assert visitor(kind).get("/forgotten/").status_code in (302, 403)
