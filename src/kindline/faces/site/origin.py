"""Whether a form was sent from our own page. The sealed draft is the other half of the answer."""

from urllib.parse import urlsplit

from django.http import HttpRequest

OURS = ("same-origin", "none")


def is_foreign(request: HttpRequest) -> bool:
    """True when the browser says that another site sent this form.

    Browsers that say nothing pass (old ones, and Tor at its safest level may hide it): the draft still has to be ours.
    `Origin: null` alone proves nothing either way.
    """
    fetched_from = request.META.get("HTTP_SEC_FETCH_SITE", "")
    if fetched_from and fetched_from not in OURS:
        return True
    origin = request.META.get("HTTP_ORIGIN", "")
    return origin not in ("", "null") and urlsplit(origin).netloc != request.get_host()
