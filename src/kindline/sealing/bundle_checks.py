"""What an expert checks in a bundle, without us and without our database: that its parts bear each other out.

The log's checkpoint and every entry's place under it; the mandate's two signatures; the police's signed answers; every
event by its entry, every parcel by its hash, every acknowledgement by its document, every decision by its claims.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kindline.sealing.answer import UnknownSigner, verify_document
from kindline.sealing.bundle import Bundle
from kindline.sealing.checkpoint import Checkpoint, parse_checkpoint
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import KeyId, VerifyKey
from kindline.sealing.mandate_file import verify_mandate
from kindline.sealing.merkle import leaf_hash, verify_inclusion

__all__ = ["Finding", "check"]

MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError)


@dataclass(frozen=True)
class Finding:
    """One kind of thing that was checked: how many, and what is wrong with which."""

    name: str
    checked: int
    problems: tuple[str, ...]


def check(bundle: Bundle) -> list[Finding]:
    """Everything that can be checked in the parts that could be read."""
    return [_finding(name, look, bundle) for name, look in CHECKS.items() if _NEEDS[name] <= set(bundle.parts)]


Look = Callable[[Mapping[str, Any]], Iterator[str]]


def _finding(name: str, look: Look, bundle: Bundle) -> Finding:
    try:
        said = list(look(bundle.parts))
    except MALFORMED as error:
        return Finding(name, 0, (f"{name}: not of the form it must have ({type(error).__name__})",))
    return Finding(name, len(said), tuple(problem for problem in said if problem))


def _log(parts: Mapping[str, Any]) -> Iterator[str]:
    """Each entry: where it stands, and that the signed root covers it there."""
    note = _checkpoint(parts)
    yield "" if note else "log: its checkpoint is not signed by the log's key"
    for entry in parts["log"]["entries"]:
        hashed = leaf_hash(bytes.fromhex(entry["salt"]), base64.b64decode(entry["payload"]))
        path = [bytes.fromhex(step) for step in entry["proof"]]
        held = note is not None and verify_inclusion(hashed, entry["index"], note.size, path, note.root)
        yield "" if held else f"log: entry {entry['index']} is not under the signed root"


def _checkpoint(parts: Mapping[str, Any]) -> Checkpoint | None:
    try:
        return parse_checkpoint(parts["log"]["checkpoint"], VerifyKey.from_text(parts["keys"]["log"]))
    except SealingError:
        return None


def _mandates(parts: Mapping[str, Any]) -> Iterator[str]:
    """Both holders signed each."""
    for found in parts["mandates"]:
        first, second = (VerifyKey.from_text(text) for text in found["pinned"])
        try:
            verify_mandate(base64.b64decode(found["file"]), base64.b64decode(found["signatures"]), (first, second))
            yield ""
        except SealingError:
            yield "mandates: one is not signed by both of its holders"


def _answers(parts: Mapping[str, Any]) -> Iterator[str]:
    """Each document of the police: the hash it goes by, and its officer's signature.

    One that also spoke of a report erased meanwhile is there by its hash alone; the police hold theirs.
    """
    keys = _officers(parts)
    for entry in (entry for entry in parts["answers"] if entry["document"]):
        document = base64.b64decode(entry["document"])
        if hashlib.sha256(document).hexdigest() != entry["sha256"]:
            yield f"answers: {entry['sha256'][:16]} is another document"
            continue
        try:
            verify_document(document, keys=keys, context="answers")
            yield ""
        except UnknownSigner:
            yield f"answers: {entry['sha256'][:16]} is signed by nobody whom these mandates name"
        except SealingError:
            yield f"answers: {entry['sha256'][:16]} was changed after it was signed"


def _officers(parts: Mapping[str, Any]) -> dict[KeyId, VerifyKey]:
    documents = (tomllib.loads(base64.b64decode(found["file"]).decode()) for found in parts["mandates"])
    authorities = (authority for document in documents for authority in document["authorities"])
    officers = (officer for authority in authorities for officer in authority.get("officers", []))
    keys = (VerifyKey.from_text(officer["key"]) for officer in officers)
    return {key.key_id: key for key in keys}


def _events(parts: Mapping[str, Any]) -> Iterator[str]:
    """Each move has an entry in the log that says the same, by the same person."""
    said = {(leaf["action"], leaf["subject"], leaf["by"]) for leaf in _leaves(parts)}
    for event in parts["events"]:
        known = (f"{event['procedure']}.{event['verb']}", event["noun"], event["by"]) in said
        yield "" if known else f"events: {event['procedure']}.{event['verb']} of {event['noun']} is in no entry"


def _parcels(parts: Mapping[str, Any]) -> Iterator[str]:
    """Each parcel: its body has the hash that the log noted when it was posted; its acknowledgement is a document."""
    posted = {leaf["subject"]: leaf["facts"]["body_sha256"] for leaf in _said(parts, "parcel.posted")}
    documents = {entry["sha256"] for entry in parts["answers"]}
    words = {leaf["subject"]: leaf["facts"]["proof_sha256"] for leaf in _said(parts, "parcel.acknowledged")}
    for parcel in parts["parcels"]:
        name, body = parcel["id"], parcel["body"]
        if posted.get(name) != parcel["body_sha256"]:
            yield f"parcels: {name} has another hash than the log noted"
        elif body and hashlib.sha256(base64.b64decode(body)).hexdigest() != parcel["body_sha256"]:
            yield f"parcels: {name} has another body than was posted"
        elif parcel["proof_sha256"] != words.get(name, "") or not {parcel["proof_sha256"]} <= {"", *documents}:
            yield f"parcels: {name} was acknowledged by another document than the log noted, or it is missing"
        else:
            yield ""


def _decisions(parts: Mapping[str, Any]) -> Iterator[str]:
    """Each decision's claims, where the recipient's key opened them, are those that were hashed."""
    for decision in parts["decisions"]:
        claims = base64.b64decode(parts["content"]["claims"].get(decision["id"], ""))
        same = hashlib.sha256(claims).hexdigest() == decision["claims_sha256"]
        yield "" if same else f"decisions: the claims of {decision['id']} are not those it rested on"


def _said(parts: Mapping[str, Any], action: str) -> list[dict[str, Any]]:
    return [leaf for leaf in _leaves(parts) if leaf["action"] == action]


def _leaves(parts: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [json.loads(base64.b64decode(entry["payload"])) for entry in parts["log"]["entries"]]


CHECKS: Mapping[str, Look] = {
    "log": _log,
    "mandates": _mandates,
    "answers": _answers,
    "events": _events,
    "parcels": _parcels,
    "decisions": _decisions,
}
_NEEDS = {
    "log": {"log", "keys"},
    "mandates": {"mandates"},
    "answers": {"answers", "mandates"},
    "events": {"events", "log"},
    "parcels": {"parcels", "log", "answers"},
    "decisions": {"decisions", "content"},
}
