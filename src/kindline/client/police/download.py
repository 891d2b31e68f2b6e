"""A download from the portal: parcels with their envelopes, and what the platform says about itself."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from kindline.client.police.trust import Trust
from kindline.client.refusals import Refused
from kindline.sealing.checkpoint import Checkpoint, parse_checkpoint
from kindline.sealing.errors import SealingError

FORM = "kindline/parcels/1"
EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # SHA-256 of nothing, RFC 6962 §2.1


@dataclass(frozen=True)
class Sealed:
    """One envelope as listed in a parcel."""

    purpose: str
    ordinal: int
    data: bytes


@dataclass(frozen=True)
class Parcel:
    """One parcel for the police: a report, an addition to one, or a dossier."""

    id: str
    kind: str
    report: str
    urgent: bool
    day: str
    dossier: str
    envelopes: tuple[Sealed, ...]


@dataclass(frozen=True)
class Download:
    """All that was fetched at once."""

    checkpoint: str
    parcels: tuple[Parcel, ...]


def parse(data: bytes, *, trust: Trust) -> Download:
    """Read a download; Refused when its keys are not the pinned ones or its checkpoint is not by the log's key."""
    try:
        document = json.loads(data)
        if document["form"] != FORM:
            raise Refused("this is not a download of parcels")
        _check_keys(document, trust)
        download = Download(document["checkpoint"], tuple(_parcel(entry) for entry in document["parcels"]))
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise Refused("this file is not a download of parcels, or is damaged") from None
    log_size_and_root(download.checkpoint, trust=trust)
    return download


def _check_keys(document: dict[str, Any], trust: Trust) -> None:
    said = {**document["platform_keys"], "routing": document["routing_key"]}
    for name in ("site", "platform", "routing"):
        if said[name] != getattr(trust, name).to_text():
            raise Refused(
                f"the download names another {name} key than your trust list: do not open it, call the hotline"
            )


def _parcel(entry: dict[str, Any]) -> Parcel:
    return Parcel(
        id=entry["parcel"],
        kind=entry["kind"],
        report=entry["report"],
        urgent=bool(entry["urgent"]),
        day=date.fromisoformat(entry["day"]).isoformat(),
        dossier=entry.get("dossier", ""),
        envelopes=tuple(
            Sealed(e["purpose"], int(e["ordinal"]), base64.b64decode(e["sealed"], validate=True))
            for e in entry["envelopes"]
        ),
    )


def log_size_and_root(note: str, *, trust: Trust) -> dict[str, Any]:
    """The checkpoint as answers quote it; quoting it makes the police a witness of the log."""
    if not note:
        return {"size": 0, "root": EMPTY_ROOT}
    try:
        checkpoint: Checkpoint = parse_checkpoint(note, trust.log)
    except SealingError:
        raise Refused("the log's checkpoint is not signed by the key of your trust list") from None
    return {"size": checkpoint.size, "root": checkpoint.root.hex()}
