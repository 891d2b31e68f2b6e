"""One address by its envelope and ordinal: how old it is, how its end is known, and who confirmed it."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kindline.faces.desk import phrases
from kindline.faces.desk.pages import desk_page, who
from kindline.faces.desk.roles import casework
from kindline.kernel import clock
from kindline.services.hotline import confirming
from kindline.services.hotline.ageing import age_of
from kindline.services.hotline.grading import grade_of
from kindline.services.hotline.models import Address


@casework
@require_GET
def address(request: HttpRequest, address: UUID) -> HttpResponse:
    """Its age, its end and the confirmations; what it says stays sealed."""
    return desk_page(request, "desk/address.html", _about(_found(address)))


@casework
@require_POST
def confirm(request: HttpRequest, address: UUID) -> HttpResponse:
    """Somebody outside confirmed that it is gone: which office or station, and on which day."""
    found, said = _found(address), {name: request.POST.get(name, "") for name in ("source", "said_by", "day")}
    try:
        day = date.fromisoformat(said["day"])
    except ValueError:
        day = clock.today().replace(year=1)
    try:
        said_by = said["said_by"].replace("\x00", "")
        confirming.confirm(found, source=said["source"], said_by=said_by, day=day, by=who(request))
    except confirming.Refused as refused:
        problem = {"wrong": refused.code, "says": phrases.CONFIRMING_FAULTS[refused.code], "said": said}
        return desk_page(request, "desk/address.html", _about(found) | problem, status=422)
    messages.success(request, _("Recorded: confirmed as gone."))
    return redirect("address", address=address)


def _found(address: UUID) -> Address:
    return get_object_or_404(Address.objects.select_related("report"), pk=address)


def _about(found: Address) -> dict:
    grade = grade_of(found.outcome)
    return {
        "address": found,
        "age": age_of(found),
        "grade": grade,
        "confirmations": found.confirmations.order_by("recorded_at"),
        "may_confirm": found.state in confirming.FOLLOWED or bool(found.state == "closed" and grade),
        "sources": phrases.CONFIRMERS,
        "longest": confirming.LONGEST,
        "today": clock.today(),
    }
