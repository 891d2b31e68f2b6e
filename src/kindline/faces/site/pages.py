"""Putting a page together: few facts, one template, and headers that say how long a browser may keep it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import timezone, translation

from kindline.faces.site import law, national
from kindline.faces.site.slugs import LINKS, PAGES
from kindline.faces.ui.language import KNOWN

NAMES = {"nl": "Nederlands", "fr": "Français", "de": "Deutsch", "en": "English"}
# `no-store` would break the back button: a browser cannot show the answer to a form again that it may not keep. These
# pages hold what was typed, so the page after sending, and the way out, tell the browser to empty its cache.
MAY_GO_BACK = "private, no-cache"
FORGET = '"cache"'


View = Callable[..., HttpResponse]


def spoken(view: View) -> View:
    """A view whose every word, the errors included, is in the language of its address."""

    @wraps(view)
    def in_its_language(request: HttpRequest, language: str, **facts: Any) -> HttpResponse:
        with translation.override(language):
            return view(request, language, **facts)

    return in_its_language


def page(*templates: str, at: str, language: str, status: int = 200, **facts: Any) -> HttpResponse:
    """A whole page in one language, by the first of these templates that exists."""
    links = LINKS[language]
    context = (
        law.told()
        | facts
        | {
            "page": at,
            "language": language,
            "links": links,
            "nation": national.facts(language),
            "tongues": facts.get("tongues")
            or [(code, NAMES.get(code, code), LINKS[code][at if at in PAGES else "home"]) for code in KNOWN],
        }
    )
    with translation.override(language), timezone.override(law.zone()):
        text = loader.select_template(templates).render(context)
    return HttpResponse(text, status=status, headers={"Content-Language": language})
