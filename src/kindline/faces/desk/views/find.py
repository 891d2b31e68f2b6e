"""The one search box."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from kindline.faces.desk.pages import desk_page
from kindline.faces.desk.roles import casework
from kindline.services.hotline.find import Found
from kindline.services.hotline.find import find as look_for


@casework
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Goes straight to the one thing that is meant, or lists what could be."""
    text = request.GET.get("q", "")
    hits = look_for(text)
    if len(hits) == 1:
        return redirect(place(hits[0]))
    return desk_page(request, "desk/find.html", {"text": text, "hits": [(hit, place(hit)) for hit in hits]})


def place(hit: Found) -> str:
    """The page of a hit."""
    if hit.kind == "notice":
        return reverse("notice", args=[hit.id])
    if hit.kind == "provider":
        return reverse("provider", args=[hit.id])
    return reverse("envelope", args=[hit.id])
