"""The log and the mandate's keys as the desk shows them."""

import json
from datetime import datetime
from typing import Any

from kindline.kernel import clock
from kindline.kernel.audit.models import Checkpoint, Detail
from kindline.kernel.mandate.active import active
from kindline.kernel.welfare.discretion import without_person
from kindline.sealing.errors import SealingError
from kindline.services.hotline.tasks import WARNING

TAIL = 50


def checkpoints(limit: int = 5) -> list[Checkpoint]:
    """The newest signed notes."""
    return list(Checkpoint.objects.order_by("-size")[:limit])


def last_entries() -> list[dict[str, Any]]:
    """The tail of the log, newest first; an erased detail leaves only its number."""
    rows = Detail.objects.order_by("-entry_id").values_list("entry_id", "payload")[:TAIL]
    return [_entry(index, bytes(payload)) for index, payload in rows]


def _entry(index: int, payload: bytes) -> dict[str, Any]:
    leaf = json.loads(payload)
    at = datetime.fromisoformat(leaf["at"])
    by = without_person(leaf["by"])
    return {"index": index, "action": leaf["action"], "subject": leaf["subject"], "by": by, "at": at}


def ending_keys() -> tuple[list[dict[str, Any]], bool]:
    """Recipients' keys that end within thirty days or have ended; False when the mandate itself does not verify."""
    try:
        authorities = active().authorities.values()
    except (OSError, SealingError):
        return [], False
    today = clock.today()
    keys = [
        {"authority": authority.name, "role": key.role, "id": key.sealing.key_id, "not_after": key.not_after}
        for authority in authorities
        for key in authority.keys
        if key.not_after - today <= WARNING
    ]
    return keys, True
