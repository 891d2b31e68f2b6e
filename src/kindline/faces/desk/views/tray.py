"""The tray of an exercise: what would have left, to whom and when. Nothing in it ever leaves."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kindline.faces.desk.pages import desk_page
from kindline.faces.desk.roles import inside
from kindline.kernel.outbox.models import Parcel, State

SHOWN = 200


@inside
@require_GET
def tray(request: HttpRequest) -> HttpResponse:
    """The newest of what was kept; the bodies stay sealed as they would have left."""
    kept = Parcel.objects.filter(state=State.KEPT).defer("sealed_body").order_by("-created_at")
    return desk_page(request, "desk/tray.html", {"place": "tray", "rows": list(kept[:SHOWN])})
