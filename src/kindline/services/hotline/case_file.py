"""One case as a court's expert receives it: events, decisions, proofs of hand-over, signed answers, and the log's own
proof that nothing of it was rewritten (P7). Four eyes: two different persons answer for every export (art. 458)."""

import base64
import json
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction

from kindline.kernel import clock, vault
from kindline.kernel.audit.models import Checkpoint, Detail, Entry
from kindline.kernel.audit.record import record
from kindline.kernel.audit.sequencing import sequence
from kindline.kernel.erasable import keys as erasable
from kindline.kernel.mandate.active import active, pinned_keys
from kindline.kernel.mandate.files import VERSIONS
from kindline.kernel.outbox.models import Acknowledgement, Attempt, Parcel
from kindline.kernel.people.models import Role, User
from kindline.kernel.procedure.models import Event
from kindline.kernel.register import disclosures
from kindline.sealing.bundle import pack
from kindline.sealing.erasable import KeyGone
from kindline.sealing.keys import SealingPublicKey
from kindline.sealing.merkle import inclusion_proofs
from kindline.services.hotline.assessment.models import Opinion
from kindline.services.hotline.models import Address, Answer, Decision, Dossier, Notice, NoticeItem, Released, Report
from kindline.services.hotline.traces import answers_about, nouns

MAY_REQUEST, MAY_CONFIRM = (Role.SUPERVISOR,), (Role.SUPERVISOR, Role.OPERATOR)
WITH_BODY = ("handover", "addition", "dossier")


class NotTwo(PermissionError):
    """An export needs a supervisor and another person who may work on cases, both bound to secrecy."""


def export_case(
    report: Report, *, by: User, confirmed_by: User, ground: str, reference: str, recipient: SealingPublicKey | None
) -> bytes:
    """The bundle of a case. Entered in the log and in the register of disclosures before a byte is returned.

    The caller has seen both persons' second factors. With a `recipient` the released addresses and the claims of each
    decision are in it, sealed to that key; without one they are not in it at all.
    """
    _refuse_one(by, confirmed_by)
    about = sorted(_subjects(report), key=str)
    with transaction.atomic(using="core"):
        facts = {"confirmed_by": f"user:{confirmed_by.pk}", "sealed_to": recipient.key_id if recipient else ""}
        record("case.exported", subject=report.pk, by=f"user:{by.pk}", facts=facts)
        disclosures.note(
            subject=report.pk,
            recipient=recipient.key_id if recipient else "bearer",
            ground=ground,
            reference=reference,
            what="case_bundle",
            by=f"user:{by.pk}",
        )
    # The entry of this very export is in the bundle, under its checkpoint.
    while sequence():
        pass
    head = {
        "case": report.number,
        "report": str(report.pk),
        "made_on": clock.today().isoformat(),
        "exported_by": [f"user:{by.pk}", f"user:{confirmed_by.pk}"],
        "reference": reference,
    }
    sealed = {"content": _content(report)} if recipient else None
    signer = vault.signing_key("worker", "platform")
    return pack(head, _parts(report, about), signer=signer, sealed=sealed, recipient=recipient)


def _refuse_one(by: User, confirmed_by: User) -> None:
    bound = all(user.undertaking_signed_at for user in (by, confirmed_by))
    roles = by.has_role(*MAY_REQUEST) and confirmed_by.has_role(*MAY_CONFIRM)
    if by.pk == confirmed_by.pk or not bound or not roles:
        raise NotTwo("two different persons, the first a supervisor")


def _subjects(report: Report) -> Iterator[UUID]:
    """Everything the log may have said something about."""
    addresses = nouns(report)
    yield from addresses
    within = {"address__in": addresses}
    for model in (Decision, Dossier):
        yield from model.objects.filter(**within).values_list("pk", flat=True)
    notices = set(NoticeItem.objects.filter(**within).values_list("notice", flat=True))
    yield from notices
    yield from Parcel.objects.filter(subject__in=[*addresses, *notices]).values_list("pk", flat=True)
    yield from answers_about(report).values_list("pk", flat=True)


def _parts(report: Report, about: Collection[UUID]) -> dict[str, Any]:
    own = nouns(report)
    return {
        "report": _row(report),
        "addresses": [_row(row) for row in report.addresses.order_by("ordinal")],
        "events": [_row(row) for row in Event.objects.filter(noun__in=about).order_by("recorded_at", "pk")],
        "decisions": [_row(row) for row in Decision.objects.filter(address__in=own).order_by("decided_at", "pk")],
        "opinions": [_row(row) for row in Opinion.objects.filter(address__in=own).order_by("address", "number")],
        "dossiers": [_row(row) for row in Dossier.objects.filter(address__in=own).order_by("number")],
        "notices": [_row(row) for row in Notice.objects.filter(pk__in=about).order_by("made_at", "pk")],
        "lines": [_row(row) for row in NoticeItem.objects.filter(address__in=own).order_by("notice", "line")],
        "parcels": [_parcel(row) for row in Parcel.objects.filter(pk__in=about).order_by("created_at", "pk")],
        "answers": list(_documents(answers_about(report))),
        "log": _log({str(subject) for subject in about}),
        "mandates": [_mandate(path) for path in _mandate_files()],
        "keys": {name: vault.verify_key(name).to_text() for name in ("platform", "site", "log")},
    }


def _row(row: models.Model) -> dict[str, Any]:
    """Every column but sealed bytes, in a form that has one spelling."""
    return {field.attname: _plain(getattr(row, field.attname)) for field in _columns(type(row))}


def _columns(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.BinaryField)]


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _parcel(parcel: Parcel) -> dict[str, Any]:
    word = Acknowledgement.objects.filter(parcel=parcel).first()
    return _row(parcel) | {
        # What the police alone can open. A mail's text is the platform's own and opens nothing that is not in here.
        "body": _text(parcel.sealed_body) if parcel.kind in WITH_BODY else "",
        "attempts": [_row(row) for row in Attempt.objects.filter(parcel=parcel).order_by("started_at", "pk")],
        "acknowledged_by": word.by if word else "",
        "proof_sha256": word.proof_sha256 if word else "",
    }


def _documents(answers: Iterable[Answer]) -> Iterator[dict[str, Any]]:
    """Of one that went with another report it also spoke of only the hash is left; the police hold theirs."""
    for answer in answers:
        yield _row(answer) | {"document": _text(answer.document)}


def _text(stored: bytes | memoryview) -> str:
    try:
        return base64.b64encode(erasable.unlock(stored)).decode()
    except KeyGone:
        return ""


def _log(about: Collection[str]) -> dict[str, Any]:
    """Every entry about the case with its path to the signed root. Reads the whole log once."""
    newest = Checkpoint.objects.order_by("-size")[0]
    found = [
        (index, bytes(salt), bytes(payload))
        for index, salt, payload in Detail.objects.order_by("pk").values_list("pk", "salt", "payload").iterator()
        if json.loads(bytes(payload))["subject"] in about
    ]
    hashes = [bytes(row) for row in _hashes(newest.size)]
    proofs = inclusion_proofs(hashes, [index for index, _, _ in found])
    entries = [
        {
            "index": index,
            "salt": salt.hex(),
            "payload": base64.b64encode(payload).decode(),
            "proof": [step.hex() for step in proofs[index]],
        }
        for index, salt, payload in found
        if index < newest.size
    ]
    return {"checkpoint": newest.note, "entries": entries}


def _hashes(size: int) -> Iterable[bytes | memoryview]:
    rows = Entry.objects.filter(pk__lt=size).order_by("pk")
    return rows.values_list("leaf_hash", flat=True).iterator()


def _mandate_files() -> Iterator[Path]:
    """Every mandate that was ever in force: whoever answered was named by one of them."""
    folder = Path(settings.DATA_DIR) / "mandate"
    kept = sorted((folder / VERSIONS).glob("*.toml"))
    yield from kept
    if active().sha256.hex() not in {path.stem for path in kept}:
        yield folder / "active.toml"


def _mandate(path: Path) -> dict[str, Any]:
    files = {"file": path, "signatures": path.with_suffix(".toml.sig")}
    said = {name: base64.b64encode(file.read_bytes()).decode() for name, file in files.items()}
    return said | {"pinned": [key.to_text() for key in pinned_keys()]}


def _content(report: Report) -> dict[str, Any]:
    """Released addresses and the claims of every decision, in the clear, for the recipient's eyes. Worker only."""
    released = Released.objects.filter(address__report=report)
    decisions = Decision.objects.filter(address__report=report).exclude(claims_sealed=b"")
    for address in Address.objects.filter(released__in=released):
        with transaction.atomic(using="core"):
            record("released.opened", subject=address.pk, by="worker", facts={"why": "case_export"})
    return {
        "addresses": {
            str(row.pk): json.loads(vault.unwrap_released(bytes(row.sealed), bytes(row.wrapped_key), address=row.pk))
            for row in released
        },
        "claims": {str(row.pk): _text(_claims(row)) for row in decisions},
    }


def _claims(row: Decision) -> bytes:
    return vault.unwrap_released(bytes(row.claims_sealed), bytes(row.claims_key), address=row.address_id)
