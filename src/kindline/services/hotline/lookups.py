"""Was exactly this address reported? The desk seals the question to the index worker, which answers with reports.

The desk holds no index key and the worker no words: the hash of the canonical address travels sealed, is turned into
keyed tags, and is dropped with the question. Who asked and why is in the log before anything is answered; what was
asked is nowhere (FOUNDATIONS §2).
"""

import json
from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.provenance.address import Locator, parse
from kindline.sealing import blind
from kindline.services.hotline.models import BlindTag, Lookup
from kindline.services.hotline.one_by_one import each

REASONS = ("caller", "authority", "check")
KEPT = timedelta(hours=1)
AT_MOST_AN_HOUR = 30
SHOWN = 200


class NotAnAddress(ValueError):
    """What was typed has no canonical form: there is nothing to compare."""


class TooMany(ValueError):
    """One person asks so many times an hour; more would be trying out."""


def ask(text: str, *, reason: str, by: str) -> Lookup:
    """Seal the question for the worker. NotAnAddress or TooMany when there is nothing, or no more, to ask."""
    locator = parse(text.strip())
    if not isinstance(locator, Locator) or reason not in REASONS:
        raise NotAnAddress
    with transaction.atomic(using="core"):
        if Lookup.objects.filter(asked_by=by, asked_at__gt=clock.now() - KEPT).count() >= AT_MOST_AN_HOUR:
            raise TooMany
        row = Lookup(id=uuid4(), asked_by=by, asked_at=clock.now())
        question = json.dumps({"key": locator.key.hex(), "canon_version": locator.canon_version}).encode()
        row.sealed = vault.seal_to("index", question, info=b"lookup:" + row.pk.bytes)
        row.save(force_insert=True)
        record("index.asked", subject=row.pk, by=by, facts={"reason": reason})
    return row


def answer_waiting(*, limit: int = 50) -> int:
    """Answer what waits, oldest first, and forget what was answered an hour ago; worker only."""
    Lookup.objects.filter(asked_at__lt=clock.now() - KEPT).delete()
    return each(list(Lookup.objects.filter(answered_at=None).order_by("asked_at")[:limit]), _answer)


def _answer(row: Lookup) -> int:
    question = json.loads(vault.open_with("worker", "index", bytes(row.sealed), info=b"lookup:" + row.pk.bytes))
    same = BlindTag.objects.filter(tag__in=_tags(question["canon_version"], bytes.fromhex(question["key"])))
    reports = same.order_by("-address__report__number").values_list("address__report_id", flat=True).distinct()
    found = [str(report) for report in reports]
    with transaction.atomic(using="core"):
        answered = Lookup.objects.filter(pk=row.pk, answered_at=None).update(
            answered_at=clock.now(), sealed=b"", times=len(found), reports=found[:SHOWN]
        )
        if answered:
            record("index.answered", subject=row.pk, by="worker", facts={"reports": len(found)})
    return answered


def _tags(version: str, key: bytes) -> list[bytes]:
    """The address under every epoch whose key still exists."""
    return [
        blind.tag(vault.index_key(epoch), epoch=epoch, canon_version=version, address_key=key)
        for epoch in vault.index_epochs()
    ]
