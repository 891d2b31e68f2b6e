"""What a reader meets when something is missing or broken: where to go on, and whom to call meanwhile."""

from django.http import HttpRequest, HttpResponse

from kindline.faces.site.pages import page
from kindline.faces.ui.language import language_of


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page("site/missing.html", at="home", language=language_of(request), status=404)


def refused(request: HttpRequest, *, status: int, title: str, advice: str) -> HttpResponse:
    return page(
        "site/refused.html", at="home", language=language_of(request), status=status, title=title, advice=advice
    )


def broken(request: HttpRequest) -> HttpResponse:
    return page("site/broken.html", at="home", language=language_of(request), status=500)
