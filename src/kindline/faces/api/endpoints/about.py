"""Who am I here, and what time is it: the first question of a new partner's system."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from kindline.faces.api.doors.signed import who
from kindline.faces.api.scoped import ClientAssertion
from kindline.faces.api.shapes import answers
from kindline.kernel import clock

router = Router(tags=["everyone"])


class Me(Schema):
    """A partner as we know it."""

    model_config = answers(
        {"id": "hoster", "kind": "provider", "name": "Klaproos Hosting", "speaks_for": "klaproos",
         "scopes": ["actions", "notices"], "key": "ed25519-9f3c2a1b00d4e5f6", "key_until": None,
         "now": "2026-11-21T10:00:00Z"}
    )  # fmt: skip
    id: str
    kind: str
    name: str
    speaks_for: str
    scopes: list[str]
    key: str
    key_until: datetime | None
    now: datetime


@router.get("/me", response=Me, auth=ClientAssertion(), url_name="me", operation_id="me")
def me(request: HttpRequest) -> Me:
    """How we know you, until when the key you signed with is good, and our time."""
    asking = who(request)
    partner = asking.partner
    key = partner.keys.get(pk=asking.key_id)
    return Me(
        id=partner.pk, kind=partner.kind, name=partner.name, speaks_for=partner.speaks_for, scopes=partner.scopes,
        key=key.key_id, key_until=key.active_until, now=clock.now(),
    )  # fmt: skip
