"""On PostgreSQL every request of a test is answered under the database role of its face, as in an installation."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connections
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from psycopg import Error

from kindline.kernel.postgres.grants import FACES
from kindline.kernel.postgres.roles import ROLES, apply, role_of

__all__ = ["ROLES", "acting_as", "answer_under_roles", "make_roles", "role_of"]
POSTGRES = os.environ.get("KINDLINE_TEST_ENGINE") == "postgres"


def make_roles() -> None:
    """In the databases that this run made: a run of few tests may need one only."""
    for alias in ("intake", "core"):
        if str(connections[alias].settings_dict["NAME"]).startswith(TEST_DATABASE_PREFIX):
            apply(alias)


@contextmanager
def acting_as(face: str) -> Iterator[None]:
    """What is asked of either database inside is asked under the role of this face."""
    for alias in ("intake", "core"):
        connections[alias].ensure_connection()
        # Below Django's cursor: these are not queries of the page.
        connections[alias].connection.execute(f"SET ROLE {role_of(face)}")
    try:
        yield
    finally:
        for alias in ("intake", "core"):
            # A transaction that failed gives the role back by itself, when it is rolled back.
            with suppress(Error):
                connections[alias].connection.execute("RESET ROLE")


def answer_under_roles() -> None:
    """From now on, whichever face's addresses are in force decides under which role a request is answered."""
    answer: Callable[..., Any] = BaseHandler.get_response

    def under_a_role(handler: BaseHandler, request: Any) -> Any:
        face = str(settings.ROOT_URLCONF).removeprefix("kindline.faces.").partition(".")[0]
        if face not in FACES or "core" not in settings.DATABASES:
            return answer(handler, request)
        with acting_as(face):
            return answer(handler, request)

    BaseHandler.get_response = under_a_role  # type: ignore[method-assign, assignment]
