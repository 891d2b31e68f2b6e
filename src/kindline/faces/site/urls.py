"""Every address of the public site: four languages, words of their own in each, none of them telling."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from kindline.faces.site import advice, failures, replies, views
from kindline.faces.site.slugs import ADVICE, LINKS
from kindline.faces.site.steps import STEPS
from kindline.faces.ui.language import KNOWN


def _in(language: str) -> Iterator[URLPattern]:
    def at(page: str) -> str:
        return LINKS[language][page].lstrip("/")

    fixed = {"language": language}
    yield path(at("home"), views.home, fixed, name=f"home-{language}")
    yield path(at("leave"), views.leave, fixed, name=f"leave-{language}")
    yield path(at("code"), replies.code, fixed, name=f"code-{language}")
    yield path(at("mailbox"), replies.box, fixed, name=f"mailbox-{language}")
    for page in (*STEPS, "sent"):
        yield path(at(page), views.journey, fixed | {"at": page}, name=f"{page}-{language}")
    for topic in ADVICE:
        yield path(at(topic), advice.show, fixed | {"topic": topic}, name=f"{topic}-{language}")


urlpatterns = [path("", views.languages, name="languages")]
for code in KNOWN:
    urlpatterns += _in(code)

handler404 = failures.not_found
handler500 = failures.broken
handler_refused = failures.refused
