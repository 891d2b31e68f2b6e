"""Work that ends at a person: what it is about, as far as the desk may know, and a decision with a reason (P3)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kindline.faces.desk import about, phrases
from kindline.faces.desk.factor import factor_for
from kindline.faces.desk.pages import desk_page, who
from kindline.faces.desk.roles import everybody
from kindline.kernel.directory.models import Provider
from kindline.services.hotline import task_decisions, tasks
from kindline.services.hotline.models import Task

LONGEST = 1000
# Work that has a page of its own, by the task's subject.
ELSEWHERE = {"read_reply": "reply", "fill_form": "form"}
TELLING = ("why", "place", "provider", "notice", "authority", "kind")


@everybody
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Open tasks of this person's role, oldest first; of one kind if asked."""
    kind = request.GET.get("kind", "")
    found = tasks.open_for(request.user.role)  # type: ignore[union-attr]
    title, hint = phrases.TASKS.get(kind, (_("All tasks"), ""))
    if kind in phrases.TASKS:
        found = found.filter(kind=kind)
    rows = [(one, phrases.TASKS[one.kind][0], note(one)) for one in found[:200]]
    context = {"tasks": rows, "kind": kind, "title": title, "hint": hint}
    return desk_page(request, "desk/tasks.html", context)


def note(task: Task) -> str:
    """The fact that tells one task of a kind from another."""
    return next((value for name, value in about.words_of(task.facts) if name in TELLING), "")


@everybody
@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, task: UUID) -> HttpResponse:
    """One task; a POST decides it, once."""
    found = get_object_or_404(tasks.open_for(request.user.role), pk=task)  # type: ignore[union-attr]
    if found.kind in ELSEWHERE:
        return redirect(ELSEWHERE[found.kind], found.subject)
    title, hint = phrases.TASKS[found.kind]
    context = {
        "task": found,
        "title": title,
        "hint": hint,
        "facts": about.about(found),
        "choices": [(code, _choice(code)) for code in task_decisions.choices_of(found)],
        "proposals": about.proposals(found),
        "longest": LONGEST,
    }
    if request.method == "POST":
        return _decide(request, found, context)
    return desk_page(request, "desk/task.html", context)


def _choice(code: str) -> Any:
    """The words of a choice; of a proposed provider its name."""
    if not code.startswith("ask:"):
        return phrases.DECISIONS[code]
    name = Provider.objects.filter(slug=code.removeprefix("ask:")).values_list("name", flat=True).first()
    return _("Ask %(name)s instead") % {"name": name or code}


def _decide(request: HttpRequest, found: Task, context: dict) -> HttpResponse:
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "").replace("\x00", "").strip()
    country = request.POST.get("country", "").strip().upper()
    known = decision in task_decisions.choices_of(found)
    if not known or not reason or len(reason) > LONGEST:
        again: dict[str, bool | str] = {"no_decision": not known, "no_reason": not reason or len(reason) > LONGEST}
        again |= {"chosen": decision, "reason": reason[:LONGEST], "country": country}
        return desk_page(request, "desk/task.html", context | again, status=422)
    named = f"{decision}:{country}" if decision == "abroad" and country else decision
    try:
        secret = task_decisions.decide(found, decision=named, reason=reason, by=who(request))
    except tasks.NotOpen:
        messages.error(request, _("Somebody else decided this a moment ago."))
        return redirect("tasks")
    except task_decisions.UnknownChoice:
        messages.error(request, _("This cannot be decided so, or not any more. Look again."))
        return redirect("task", task=found.pk)
    if secret:
        return desk_page(request, "desk/factor.html", factor_for(found.subject, secret))
    messages.success(request, _("Decided. The record says who, when and why."))
    return redirect("tasks")
