"""The child calls: what it says and wishes is kept from the family's side, and telling the police is decided.

Nothing of this is ever part of a family page. A message home goes there only when somebody passes it on, as the child
gave it. Whether the police are told is a decision with its reason and whoever made it, never a default.
"""

import json
from dataclasses import asdict, dataclass, field

from django.db import transaction

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.people.models import User
from kindline.sealing.errors import TooLarge
from kindline.services.missing.limits import TooLong
from kindline.services.missing.models import File, OwnCall

# Told: with the child's consent, or because its life is in danger. Not told: the child asks so, and is safe.
DECISIONS = ("told", "emergency", "not_told", "undecided")
LONGEST = {"wishes": 8_000, "message": 2_000, "why": 2_000, "safe": 1_000}


class NotSo(ValueError):
    """Without a decision about the police, and its reason unless it is still open, a call is not kept."""


@dataclass(frozen=True)
class Call:
    """What the child said: its wishes, a message home (nothing is a message too), how safe it is; and why the police
    are told or not."""

    wishes: str = field(default="", repr=False)
    message: str = field(default="", repr=False)
    safe: str = field(default="", repr=False)
    why: str = field(default="", repr=False)


@transaction.atomic(using="core")
def keep(file: File, call: Call, *, police: str, by: User) -> OwnCall:
    """One call of the child itself. NotSo, TooLong: nothing is kept."""
    if police not in DECISIONS or (police != "undecided" and not call.why.strip()):
        raise NotSo(police)
    if any(len(getattr(call, part)) > most for part, most in LONGEST.items()):
        raise TooLong
    row = OwnCall(file=file, at=clock.now(), by=by, police=police, message_home=bool(call.message.strip()))
    row.sealed = _sealed(call, row)
    row.save(force_insert=True)
    record("missing.own_call", subject=file.pk, by=f"user:{by.pk}", facts={"police": police})
    return row


@transaction.atomic(using="core")
def decide(row: OwnCall, *, police: str, why: str, by: User) -> OwnCall:
    """What was still open is decided, or decided anew; the log keeps each decision."""
    held = OwnCall.objects.select_for_update().get(pk=row.pk)
    if police not in DECISIONS[:3] or not why.strip():
        raise NotSo(police)
    said = asdict(opened(held)) | {"why": why}
    held.police, held.sealed = police, _sealed(Call(**said), held)
    held.save(update_fields=["police", "sealed"])
    facts = {"police": police, "call": str(held.pk)}
    record("missing.own_call_decided", subject=held.file_id, by=f"user:{by.pk}", facts=facts)
    return held


@transaction.atomic(using="core")
def passed_on(row: OwnCall, *, by: User) -> None:
    """The message home has been given."""
    OwnCall.objects.filter(pk=row.pk, passed_on_at=None).update(passed_on_at=clock.now())
    record("missing.message_home", subject=row.file_id, by=f"user:{by.pk}", facts={"call": str(row.pk)})


def opened(row: OwnCall) -> Call:
    """KeyGone once it is erased. Shown through `read` only."""
    return Call(**json.loads(vault.open_contact(bytes(row.sealed), contact=row.pk)))


def read(row: OwnCall, *, by: User) -> Call:
    """The leaf first (P7): this is read more rarely, and for a reason of its own."""
    with transaction.atomic(using="core"):
        record("missing.own_call_read", subject=row.file_id, by=f"user:{by.pk}", facts={"call": str(row.pk)})
    return opened(row)


def _sealed(call: Call, row: OwnCall) -> bytes:
    try:
        return vault.seal_contact(json.dumps(asdict(call), ensure_ascii=False).encode(), contact=row.pk)
    except TooLarge:
        raise TooLong from None
