"""The record: signed checkpoints, the last entries as metadata, the keys that end soon."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kindline.faces.desk.pages import desk_page
from kindline.faces.desk.record import checkpoints, ending_keys, last_entries
from kindline.faces.desk.roles import everybody


@everybody
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """What was written last, and how far it is signed."""
    keys, verified = ending_keys()
    context = {
        "place": "log",
        "checkpoints": checkpoints(),
        "entries": last_entries(),
        "keys": keys,
        "mandate_verified": verified,
    }
    return desk_page(request, "desk/log.html", context)
