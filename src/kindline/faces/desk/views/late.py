"""What is late, whose turn it is, and what happens next."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kindline.faces.desk import phrases
from kindline.faces.desk.filters import page_of
from kindline.faces.desk.pages import desk_page
from kindline.faces.desk.roles import casework
from kindline.services.hotline import late


@casework
@require_GET
def turns(request: HttpRequest) -> HttpResponse:
    """Late first, then what is due within a day; narrowed to one whose turn it is."""
    asked = request.GET.get("whose", "")
    role, number = (asked if asked in phrases.ROLES else ""), page_of(request.GET)
    over, soon, more = late.late_and_coming(role=role, page=number)
    context = {"place": "late", "over": over, "soon": soon, "more": more, "number": number, "whose": role}
    return desk_page(request, "desk/late.html", context | {"roles": phrases.ROLES})
