"""The police's side of the monthly reconciliation: what we hold of a month, from our own folder, signed."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from kindline.client.police.answering import CONTEXT, FORM, stamp
from kindline.client.police.download import Parcel
from kindline.client.police.opening import Item
from kindline.client.police.trust import Trust
from kindline.client.refusals import Refused
from kindline.sealing.answer import sign_document
from kindline.sealing.keys import SigningPrivateKey

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def held(items: Iterable[Item], fetched: Iterable[Parcel], *, month: str) -> list[str]:
    """The receipts of a month that are in our folder, opened or still sealed, by the day their parcel names."""
    if not MONTH.fullmatch(month):
        raise Refused(f"{month} is no month: write it as 2026-11")
    opened = {item.report for item in items if item.kind == "handover" and item.day.startswith(month)}
    return sorted(opened | {one.report for one in fetched if one.kind == "handover" and one.day.startswith(month)})


def statement(
    holds: Sequence[str],
    *,
    month: str,
    of: str,
    trust: Trust,
    checkpoint: dict[str, Any],
    at: datetime,
    key: SigningPrivateKey,
) -> bytes:
    """The signed file: in this month we hold these. `of` is the hash of the platform's list, when it was given."""
    entry: dict[str, Any] = {"month": month, "holds": list(holds)} | ({"of": of} if of else {})
    payload = {
        "form": FORM,
        "authority": trust.authority,
        "at": stamp(at),
        "checkpoint": checkpoint,
        "reports": [],
        "dossiers": [],
        "reconciliations": [entry],
    }
    return sign_document(payload, key=key, context=CONTEXT)
