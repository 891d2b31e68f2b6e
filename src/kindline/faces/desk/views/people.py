"""Who carries how much, and which talks are due: a supervisor sees load, never what anybody judged (HOUSE P9)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kindline.faces.desk.assessment_words import TALKS, stopped
from kindline.faces.desk.pages import desk_page
from kindline.faces.desk.roles import supervision, whoever_talks
from kindline.kernel import clock
from kindline.kernel.people.models import User
from kindline.kernel.welfare import talks
from kindline.kernel.welfare.load import loads
from kindline.kernel.welfare.models import Talk
from kindline.services.hotline.assessment import law

LICENCE_ENDS_SOON = timedelta(days=30)
EXPOSED = ("analyst", "counsellor")


@supervision
@require_GET
def load(request: HttpRequest) -> HttpResponse:
    """Minutes, sittings and talks of analysts, talks of counsellors; from a room of the kernel that knows no more."""
    found = User.objects.filter(Q(role__in=EXPOSED) | Q(also__in=EXPOSED), is_active=True).select_related("licence")
    people = list(found.order_by("last_name", "username"))
    rows = [
        (row, stopped(row.today.why, row.today.until) if row.today.why else "", [(t, TALKS[t.kind]) for t in row.talks])
        for row in loads(people, limits=law.limits(), zone=law.zone())
    ]
    context = {"place": "load", "rows": rows, "soon": clock.today() + LICENCE_ENDS_SOON}
    return desk_page(request, "desk/load.html", context)


@whoever_talks
@require_POST
def talk_done(request: HttpRequest, talk: UUID) -> HttpResponse:
    """The person or the supervisor says that it took place."""
    user: Any = request.user
    mine = {} if user.role == "supervisor" else {"person": user}
    said = talks.say_done(get_object_or_404(Talk, pk=talk, **mine), by=user)
    messages.success(request, _("Noted, with the day and nothing else."))
    if said.person_id == user.pk and user.has_role("counsellor"):
        return redirect("contacts")
    return redirect("load" if user.role == "supervisor" else "assessment")
