"""The two doors of the police's terminal: signed requests in, sealed parcels or results out. No session, no cookie."""

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kindline.faces.portal.requests import Asked, BadRequest, take
from kindline.faces.portal.views.answers import JSON, LIMIT, as_json
from kindline.faces.ui.body import accepts
from kindline.faces.ui.staff import public
from kindline.kernel import clock
from kindline.services.hotline.taking import AtTheDesk, take_away


def signed(want: str) -> Callable[[Any], Any]:
    """A view for whoever signs with an officer's key; the signature stands where a session would."""

    def mark(view: Callable[[Asked], HttpResponse]) -> Any:
        # Authority comes from the signature in the body, never from a cookie: nothing to forge across sites.
        @public
        @csrf_exempt
        @accepts(JSON, limit=LIMIT)
        @require_POST
        @wraps(view)
        def inside(request: HttpRequest) -> HttpResponse:
            try:
                return view(take(request.read(LIMIT), want=want))
            except BadRequest as bad:
                extra = {"now": clock.now().isoformat()} if bad.code == "stale" else {}
                return JsonResponse({"error": bad.code, **extra}, status=bad.status)

        return inside

    return mark


@signed("parcels")
def parcels(asked: Asked) -> HttpResponse:
    """Everything that waits for the signer's authority, or the named parcels of it."""
    named = asked.payload.get("parcels")
    only = [str(one) for one in named] if isinstance(named, list) else None
    try:
        data = take_away(asked.authority, only=only, by=asked.by)
    except AtTheDesk:
        raise BadRequest("at_the_desk", status=403) from None
    return HttpResponse(data, content_type=JSON)


@signed("answers")
def answers(asked: Asked) -> HttpResponse:
    """A signed answers file, carried by whoever signs the request; the file's own signature decides."""
    try:
        document = base64.b64decode(str(asked.payload.get("answers", "")), validate=True)
    except binascii.Error:
        raise BadRequest("unreadable", status=400) from None
    return as_json(document)
