"""“The same child” between two files: asked by one person with a reason, agreed by another."""

import json

from django.db import transaction
from django.db.models import Q, QuerySet

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.people.models import User
from kindline.services.missing.models import File, SameChild


class NotSo(ValueError):
    """A link needs a reason and two different files."""


class SamePerson(PermissionError):
    """Whoever asks does not agree to it."""


@transaction.atomic(using="core")
def ask(one: File, other: File, *, reason: str, by: User) -> SameChild:
    """The same pair asked again is the same question."""
    if one.pk == other.pk or not reason.strip():
        raise NotSo
    first, second = sorted((one, other), key=lambda file: file.number)
    row = SameChild.objects.filter(one=first, other=second).first()
    if row is None:
        row = SameChild(one=first, other=second, asked_by=by, asked_at=clock.now())
        row.sealed = vault.seal_contact(json.dumps({"reason": reason[:2000]}).encode(), contact=row.pk)
        row.save(force_insert=True)
        record(
            "missing.link_asked", subject=row.pk, by=f"user:{by.pk}", facts={"files": [str(first.pk), str(second.pk)]}
        )
    return row


@transaction.atomic(using="core")
def agree(row: SameChild, *, by: User) -> SameChild:
    held = SameChild.objects.select_for_update().get(pk=row.pk)
    if held.asked_by_id == by.pk:
        raise SamePerson
    if held.agreed_at is None:
        held.agreed_by, held.agreed_at = by, clock.now()
        held.save(update_fields=["agreed_by", "agreed_at"])
        record("missing.link_agreed", subject=held.pk, by=f"user:{by.pk}")
    return held


def reason(row: SameChild) -> str:
    return str(json.loads(vault.open_contact(bytes(row.sealed), contact=row.pk))["reason"])


def of(file: File) -> QuerySet[SameChild]:
    """The links of a file, agreed or asked: for the page of a file that this person may open."""
    return SameChild.objects.filter(Q(one=file) | Q(other=file)).select_related("one", "other")
