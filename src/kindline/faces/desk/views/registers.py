"""The supervisor's registers: legal holds, requests of persons, lawful disclosures. Each page lists and adds."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kindline.faces.desk import record_forms as forms
from kindline.faces.desk import record_phrases as phrases
from kindline.faces.desk.pages import desk_page, who
from kindline.faces.desk.roles import supervision
from kindline.kernel import clock
from kindline.kernel.contacts.models import Contact
from kindline.kernel.register import disclosures as telling
from kindline.kernel.register import holds as holding
from kindline.kernel.register import requests as asking
from kindline.kernel.register.models import Disclosure, LegalHold, PersonRequest
from kindline.services.hotline import retention
from kindline.services.hotline.models import Report

SHOWN = 200


@supervision
@require_http_methods(["GET", "POST"])
def legal_holds(request: HttpRequest) -> HttpResponse:
    """Holds that stand, what they keep beyond its time, and a form to place one."""
    form = _bound(forms.HoldForm, request)
    if form.is_valid():
        facts = form.cleaned_data
        subject = facts.pop("report")
        holding.place(subject=subject, **facts, by=who(request))
        messages.success(request, _("The hold stands: nothing about it is erased until it is lifted."))
        return redirect("legal_holds")
    rows = list(holding.standing()[:SHOWN])
    context = {"holds": _numbered(rows), "kept_back": list(retention.kept_back()[:SHOWN])}
    return _page(request, "desk/legal_holds.html", "legal_holds", form, context)


@supervision
@require_http_methods(["GET", "POST"])
def legal_hold(request: HttpRequest, hold: UUID) -> HttpResponse:
    """One hold; a POST lifts it."""
    found = get_object_or_404(holding.standing(), pk=hold)
    form = _bound(forms.LiftForm, request)
    if form.is_valid():
        holding.lift(found, because=form.cleaned_data["because"], by=who(request))
        messages.success(request, _("Lifted. Retention goes on from here."))
        return redirect("legal_holds")
    ((number, _row),) = _numbered([found])
    return _page(request, "desk/legal_hold.html", "legal_holds", form, {"hold": found, "number": number})


@supervision
@require_http_methods(["GET", "POST"])
def person_requests(request: HttpRequest) -> HttpResponse:
    """Requests that wait for an answer or for another look, and a form to take one in."""
    form = _bound(forms.PersonRequestForm, request)
    if form.is_valid():
        facts = form.cleaned_data
        subject = facts.pop("report")
        row = asking.take(subject=subject, **facts, by=who(request))
        messages.success(request, _("Taken in. The day by which it is answered stands beside it."))
        return redirect("person_request", row=row.pk)
    context = {"requests": [_worded(row) for row in asking.waiting()[:SHOWN]], "today": clock.today()}
    return _page(request, "desk/person_requests.html", "person_requests", form, context)


@supervision
@require_http_methods(["GET", "POST"])
def person_request(request: HttpRequest, row: UUID) -> HttpResponse:
    """One request; a POST decides it. A refusal needs its ground and the day on which it is looked at again."""
    found = get_object_or_404(PersonRequest, pk=row)
    form = _bound(forms.DecisionForm, request)
    if form.is_valid():
        try:
            asking.decide(found, **form.cleaned_data, by=who(request))
        except holding.Unfounded:
            form.add_error("ground", _("A refusal needs a ground and a day, still to come, to look at it again."))
        else:
            messages.success(request, _("Decided. The record says who, when and why."))
            return redirect("person_requests")
    return _page(request, "desk/person_request.html", "person_requests", form, {"row": _worded(found)})


@supervision
@require_http_methods(["GET", "POST"])
def disclosures(request: HttpRequest) -> HttpResponse:
    """What was lawfully told outside, newest first, and a form to enter what was told by voice or letter."""
    form = _bound(forms.DisclosureForm, request)
    if form.is_valid():
        facts = form.cleaned_data
        subject = facts.pop("report")
        telling.note(subject=subject, **facts, by=who(request))
        messages.success(request, _("Entered in the register."))
        return redirect("disclosures")
    rows = _numbered(list(Disclosure.objects.order_by("-number")[:SHOWN]))
    told = [(number, row, phrases.DISCLOSURE_GROUNDS[row.ground], phrases.TOLD[row.what]) for number, row in rows]
    return _page(request, "desk/disclosures.html", "disclosures", form, {"disclosures": told})


def _bound(form: type[Form], request: HttpRequest) -> Form:
    return form(request.POST if request.method == "POST" else None)


def _page(request: HttpRequest, template: str, place: str, form: Form, context: dict[str, Any]) -> HttpResponse:
    return desk_page(request, template, context | {"form": form, "place": place}, status=422 if form.is_bound else 200)


def _numbered(rows: Iterable[LegalHold | Disclosure]) -> list[tuple[int | str | None, Any]]:
    """Each with the number of the report or contact it is about, if it is about one that is still here."""
    found = list(rows)
    subjects = [row.subject for row in found if row.subject]
    numbers: dict[Any, int | str] = dict(Report.objects.filter(pk__in=subjects).values_list("pk", "number"))
    contacts = Contact.objects.filter(pk__in=subjects).values_list("pk", "number")
    numbers |= {pk: f"C-{number}" for pk, number in contacts}
    return [(numbers.get(row.subject) if row.subject else None, row) for row in found]


def _worded(row: PersonRequest) -> dict[str, Any]:
    return {
        "row": row,
        "right": phrases.RIGHTS[row.right],
        "asker": phrases.ASKERS[row.asker],
        "outcome": phrases.OUTCOMES.get(row.outcome, ""),
        "ground": phrases.GROUNDS.get(row.ground, ""),
    }
