"""The public form, in the site process: sealed in memory and on the disk before anybody is thanked (P4)."""

import hashlib
import json
import threading
from dataclasses import asdict
from uuid import UUID

from django.db import IntegrityError, transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.services.missing import seen as sightings
from kindline.services.missing.public.models import Waiting
from kindline.services.missing.seen import Seen

_one_writer = threading.Lock()


def accept_sighting(seen: Seen, *, appeal: UUID | None, language: str, nonce: bytes) -> UUID:
    """Take in what a witness wrote; the same page sent twice is one sighting. TooLong when it does not fit."""
    said = json.dumps([asdict(seen), str(appeal)], sort_keys=True).encode()
    sighting = UUID(bytes=hashlib.sha256(b"kindline/sighting/1" + nonce + said).digest()[:16], version=4)
    row = Waiting(
        id=sighting,
        appeal=appeal,
        language=language,
        received_at=clock.now(),
        for_desk=sightings.for_desk(seen, sighting=sighting),
        for_police=sightings.for_worker(seen, sighting=sighting),
    )
    try:
        with _one_writer, transaction.atomic(using="intake"):
            row.save(force_insert=True)
            record("sighting.accepted", subject=sighting, by="site", using="intake")
    except IntegrityError:
        # The same page once more: it is here already.
        pass
    return sighting
