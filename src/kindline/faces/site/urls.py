"""Every address of the public site: four languages, words of their own in each, none of them telling."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from kindline.faces.site import advice, failures, families, missing, replies, views
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
    yield path(at("missing"), missing.appeals, fixed, name=f"missing-{language}")
    yield path(at("witness"), missing.witness, fixed, name=f"witness-{language}")
    yield path(at("family"), families.family, fixed, name=f"family-{language}")
    # The address of an appeal is the same in every language: it stands on posters and in shared messages.
    one = f"{language}/116000/"
    yield path(f"{one}feed.xml", missing.feed, fixed, name=f"feed-{language}")
    yield path(f"{one}module", missing.module, fixed, name=f"module-{language}")
    yield path(f"{one}module.json", missing.module_json, fixed, name=f"module_json-{language}")
    yield path(f"{one}<slug:slug>", missing.appeal, fixed, name=f"appeal-{language}")
    yield path(f"{one}<slug:slug>/portrait.jpg", missing.portrait, fixed, name=f"portrait-{language}")
    yield path(f"{one}<slug:slug>/seen", missing.witness, fixed, name=f"witness_of-{language}")
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
