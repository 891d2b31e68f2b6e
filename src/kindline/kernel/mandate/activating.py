"""Putting a mandate in force: two offline signatures, two different persons on the record, and a moment to come.

The first mandate of an installation comes with `./kindline install`; every later one comes this way.
"""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.mandate import files
from kindline.kernel.mandate.active import pinned_keys
from kindline.kernel.mandate.models import Activation
from kindline.kernel.mandate.reading import read
from kindline.kernel.people.models import Role, User
from kindline.sealing.mandate_file import verify_mandate

MAY = (Role.SUPERVISOR, Role.INSTALLER)
# Whoever types "now" means this minute.
LATE = timedelta(minutes=10)


class FourEyes(PermissionError):
    """It takes two different persons of this installation, each a supervisor or its operator."""


class BadMoment(ValueError):
    """A mandate applies from a moment to come: nothing is put under another law afterwards."""


def ask(document: bytes, signatures: bytes, *, applies_from: datetime, by: User) -> Activation:
    """One person asks. Tampered without both pinned signatures; BadMandate for a file that cannot work."""
    _may(by)
    mandate = read(document, sha256=verify_mandate(document, signatures, pinned_keys()))
    if applies_from.tzinfo is None or applies_from < clock.now() - LATE:
        raise BadMoment(applies_from.isoformat())
    files.keep(_folder(), document, signatures)
    with transaction.atomic(using="core"):
        asked = Activation.objects.create(
            mandate=mandate.id,
            sha256=mandate.sha256.hex(),
            applies_from=applies_from,
            asked_by=by.get_username(),
            asked_at=clock.now(),
        )
        record("mandate.asked", subject=asked.pk, by=f"user:{by.pk}", facts=_facts(asked))
    return asked


def waiting_for_second(document: bytes) -> Activation | None:
    """The open request for exactly these bytes, if somebody asked."""
    digest = hashlib.sha256(document).hexdigest()
    return Activation.objects.filter(sha256=digest, agreed_at=None).order_by("-asked_at").first()


def agree(asked: Activation, *, by: User) -> Activation:
    """Another person agrees: from its moment on, or from now if that has passed, every process goes by it.

    FourEyes when it is the same person again. The log has both before a file is moved.
    """
    _may(by)
    if by.get_username() == asked.asked_by:
        raise FourEyes("the second person is another one")
    with transaction.atomic(using="core"):
        fresh = Activation.objects.select_for_update().get(pk=asked.pk, agreed_at=None)
        fresh.agreed_by, fresh.agreed_at = by.get_username(), clock.now()
        fresh.applies_from = max(fresh.applies_from, clock.now())
        fresh.save(update_fields=["agreed_by", "agreed_at", "applies_from"])
        record("mandate.agreed", subject=fresh.pk, by=f"user:{by.pk}", facts=_facts(fresh))
    files.put_in_force(_folder(), now=clock.now())
    files.announce(_folder(), sha256=fresh.sha256, applies_from=fresh.applies_from)
    return fresh


def begin_due() -> int:
    """Make the mandate whose moment has come the one that stands as active; 1 if there was one, for the worker."""
    return int(files.put_in_force(_folder(), now=clock.now()))


def _may(person: User) -> None:
    if not person.has_role(*MAY) or person.undertaking_signed_at is None:
        raise FourEyes("only a supervisor or the installation's operator, and only one who may work here")


def _facts(asked: Activation) -> dict[str, str]:
    return {"mandate": asked.mandate, "sha256": asked.sha256, "from": asked.applies_from.isoformat()}


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "mandate"
