"""The API against its own description: whatever is sent, nothing undescribed comes back and nothing fails.

Each kind of partner signs what schemathesis makes, in a thin layer in front of the real application.
"""

import io
import json
import secrets
from collections.abc import Callable, Iterable
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kindline.faces.api.assembled import openapi
from kindline.faces.api.doors.once import KEY
from kindline.kernel.partners import pacing
from kindline.services.hotline.models import Notice, Report
from tests.faces.api.conftest import Caller
from tests.faces.portal.conftest import Waiting

pytestmark = pytest.mark.django_db(transaction=True, databases=["core", "intake"])
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
EXAMPLES = 15
# Who may ask what is in the matrix; here each path is asked by those for whom it is there.
ASKS = {
    "/v1/police/": "authority",
    "/v1/notices": "provider",
    "/v1/referrals": "member",
    "/v1/reports": "site",
    "/v1/mandate": "site",
}
EXAMPLE_NUMBER = "N-7K2M9QXA"
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Signing:
    """A WSGI application in front of the API's that signs whatever passes, as the partner concerned."""

    application: Application
    callers: dict[str, Caller]

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        # The generator's transport leaves other letters than Latin ones as they are; a server would not.
        environ = environ | {"PATH_INFO": environ["PATH_INFO"].encode("utf-8", "replace").decode("latin-1")}
        request = WSGIRequest(environ)
        body = request.body
        who = next((kind for path, kind in ASKS.items() if request.path_info.startswith(path)), "provider")
        assertion = self.callers[who].assertion(str(request.method), request.get_full_path(), body)
        signed = {"HTTP_AUTHORIZATION": f"Bearer {assertion}", "wsgi.input": io.BytesIO(body)}
        # A key that was used before is a conflict and hides what would have come of it.
        if KEY.fullmatch(environ.get("HTTP_IDEMPOTENCY_KEY", "")):
            signed["HTTP_IDEMPOTENCY_KEY"] = secrets.token_hex(16)
        return self.application(environ | signed, start)


signing = Signing()
description = schemathesis.openapi.from_dict(json.loads(openapi()))
description.app = signing


@pytest.fixture
def callers(
    partner: Callable[..., Caller], waiting_notice: Waiting, parcel: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A partner of each kind, in a house where something waits for each."""
    monkeypatch.setattr(pacing, "BURST", 1_000_000)
    Notice.objects.update(number=EXAMPLE_NUMBER)
    signing.application = get_wsgi_application()
    signing.callers = {kind: partner(kind) for kind in sorted({*ASKS.values(), "provider"})}


@description.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True
)
def test_nothing_undescribed_comes_back_and_nothing_fails(case: schemathesis.Case, callers: None) -> None:
    case.call_and_validate(checks=CHECKS)


def test_the_description_is_itself_as_openapi_describes_it() -> None:
    description.validate()


def test_a_status_that_is_not_described_would_be_seen(callers: None) -> None:
    def teapot(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("418 I'm a teapot", [("Content-Type", "application/json")])
        return [b"{}"]

    signing.application = teapot
    with pytest.raises(FailureGroup, match="1 distinct failure"):
        description["/v1/me"]["GET"].Case().call_and_validate(checks=CHECKS)
