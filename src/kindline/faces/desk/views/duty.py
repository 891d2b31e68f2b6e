"""The duty: taken, handed over, and the ring that stops only when a person answers (P12)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kindline.faces.desk.pages import who
from kindline.faces.desk.roles import casework
from kindline.kernel.people.duty import go_on_duty
from kindline.services.hotline import duty
from kindline.services.hotline.models import Ring


@casework
@require_POST
def on_duty(request: HttpRequest) -> HttpResponse:
    """Take the duty or lay it down."""
    go_on_duty(request.user, on_duty=request.POST.get("on") == "yes")  # type: ignore[arg-type]
    return redirect("home")


@casework
@require_POST
def answer(request: HttpRequest, ring: UUID) -> HttpResponse:
    """Answer the ring: it stops for everybody."""
    duty.acknowledge_ring(get_object_or_404(Ring, pk=ring), by=who(request))
    messages.success(request, _("You answered. The ringing has stopped."))
    return redirect("home")
