"""The door that keeps the pace: who asks too fast is told when to come back; a child in danger never waits (P12)."""

import json
import math
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kindline.faces.api.doors.signed import who
from kindline.faces.api.doors.spoken import door
from kindline.faces.api.problems import Problem
from kindline.kernel.partners.pacing import wait_for_turn

REPORTS = "/v1/reports"


class Paced:
    """429 with `Retry-After` in whole seconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.inside = door(self._inside)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.inside(request) if hasattr(request, "asking") else self.get_response(request)

    def _inside(self, request: HttpRequest) -> HttpResponse:
        wait = wait_for_turn(who(request).partner.pk, urgent=is_urgent(request))
        if wait:
            raise Problem("too_fast", retry_after=math.ceil(wait.total_seconds()))
        return self.get_response(request)


def is_urgent(request: HttpRequest) -> bool:
    """Whether this is a report that says so; accepted at once, its sender's ordinary requests wait the longer."""
    if request.path_info != REPORTS or request.method != "POST":
        return False
    try:
        report = json.loads(request.body)
    except (ValueError, RecursionError):
        return False
    return isinstance(report, dict) and report.get("urgent") is True
