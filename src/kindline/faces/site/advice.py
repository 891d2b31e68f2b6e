"""Pages beside the form: in each language, for one country, signed by a professional or saying that they are not."""

from django.http import HttpRequest, HttpResponse

from kindline.faces.site import national
from kindline.faces.site.pages import page, spoken
from kindline.faces.site.slugs import ADVICE


@spoken
def show(request: HttpRequest, language: str, topic: str) -> HttpResponse:
    """One advice page; unsigned it says so and asks search engines to stay away."""
    nation = national.facts(language)
    signed = nation.get("signed", {}).get(f"{language}/{topic}", "")
    shown = page(
        f"site/advice/{nation['home']}/{language}/{topic}.html",
        f"site/advice/{nation['home']}/en/{topic}.html",
        at=topic,
        language=language,
        signed=signed,
        topics=ADVICE,
    )
    if not signed:
        shown.headers["X-Robots-Tag"] = "noindex"
    return shown
