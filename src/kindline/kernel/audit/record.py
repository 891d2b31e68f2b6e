"""Writing to the log: in the transaction of the act, so that neither exists without the other."""

import hashlib
import json
import os
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections

from kindline.kernel import clock

# Each database has its own table of waiting leaves; the sequencer brings them into one tree.
LEAF_MODELS = {"core": "audit.Leaf", "intake": "intake.Leaf"}


class OutsideTransaction(RuntimeError):
    """A leaf was about to be written outside the transaction of its act."""


def record(
    action: str, *, subject: UUID | str, by: str, facts: Mapping[str, Any] | None = None, using: str = "core"
) -> None:
    """Note an act. `facts` must hold no secret: hashes, counts, key fingerprints and codes only.

    The payload carries the hour, not the second, in the public database (P5).
    """
    if not connections[using].in_atomic_block:
        raise OutsideTransaction(action)
    moment = clock.this_hour() if using == "intake" else clock.now()
    payload = {
        "action": action,
        "subject": str(subject),
        "by": by,
        "at": moment.isoformat(),
        "facts": dict(facts or {}),
    }
    salt = os.urandom(16)
    apps.get_model(LEAF_MODELS[using]).objects.create(id=leaf_id(salt), salt=salt, payload=canonical(payload))


def leaf_id(salt: bytes) -> UUID:
    """A leaf's id follows from its salt, so that no column of the log is free to change."""
    return UUID(bytes=hashlib.sha256(b"kindline/leaf-id/1" + salt).digest()[:16])


def canonical(payload: Mapping[str, Any]) -> bytes:
    """The one byte form of a payload."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
