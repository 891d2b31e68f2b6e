"""Answers: one signed file for many receipts, with a release for every address that may now be acted upon."""

import base64
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from kindline.client.police.judgements import RELEASING, Judgement
from kindline.client.police.opening import Item
from kindline.client.police.trust import Trust
from kindline.client.refusals import Refused
from kindline.sealing import canonical_json
from kindline.sealing.answer import sign_document
from kindline.sealing.box import seal_box
from kindline.sealing.keys import SealingPublicKey, SigningPrivateKey

FORM = "kindline/answers/1"
CONTEXT = "answers"


def answers(
    items: Sequence[Item],
    judgements: Iterable[Judgement],
    *,
    trust: Trust,
    checkpoint: dict[str, Any],
    at: datetime,
    key: SigningPrivateKey,
) -> bytes:
    """The signed document: every parcel that opened whole is acknowledged, and judged as far as `judgements` say.

    A parcel with one refused envelope is left out entirely: acknowledging it would say that all is well.
    """
    broken = {item.parcel for item in items if item.refused}
    whole = [item for item in items if item.parcel not in broken]
    said = _by_subject(judgements, whole)
    parcels: dict[str, list[Item]] = defaultdict(list)
    for item in whole:
        parcels[item.parcel].append(item)
    payload = {
        "form": FORM,
        "authority": trust.authority,
        "at": stamp(at),
        "checkpoint": checkpoint,
        "reports": [_report(found, said, trust.routing) for found in parcels.values() if found[0].kind != "dossier"],
        "dossiers": [_dossier(found[0], said) for found in parcels.values() if found[0].kind == "dossier"],
    }
    return sign_document(payload, key=key, context=CONTEXT)


def concerned(items: Sequence[Item], judgements: Iterable[Judgement], *, fetched: Collection[str]) -> list[Item]:
    """The items of the parcels fetched last and of those judged now; older ones were answered before."""
    said = {_subject(judged) for judged in judgements if judged.speaks}
    parcels = set(fetched)
    for item in items:
        subjects = {(item.dossier, 0)} if item.dossier else {(item.report, item.ordinal), (item.report, 0)}
        if item.purpose in ("address", "dossier") and subjects & said:
            parcels.add(item.parcel)
    return [item for item in items if item.parcel in parcels]


def _by_subject(judgements: Iterable[Judgement], items: Sequence[Item]) -> dict[tuple[str, int], Judgement]:
    """Judgements by (report, ordinal) or (dossier, 0); Refused for one about something that was not opened."""
    known = {(item.dossier, 0) for item in items if item.dossier}
    known |= {(item.report, item.ordinal) for item in items if item.purpose == "address"}
    known |= {(item.report, 0) for item in items}
    said: dict[tuple[str, int], Judgement] = {}
    for judged in filter(lambda each: each.speaks, judgements):
        subject = _subject(judged)
        if subject not in known:
            raise Refused(f"no opened address {subject[1]} of report or dossier {subject[0]}")
        if subject in said and said[subject] != judged:
            raise Refused(f"two different verdicts about address {subject[1]} of {subject[0]}")
        said[subject] = judged
    return said


def _subject(judged: Judgement) -> tuple[str, int]:
    return (judged.dossier, 0) if judged.dossier else (judged.report, judged.ordinal)


def _report(items: list[Item], said: dict[tuple[str, int], Judgement], routing: SealingPublicKey) -> dict[str, Any]:
    first = items[0]
    answer: dict[str, Any] = {"report": first.report, "parcel": first.parcel, "acknowledged": True}
    mine = [said[subject] for item in items if (subject := (item.report, item.ordinal)) in said]
    mine += [said[(first.report, 0)]] if (first.report, 0) in said else []
    if any(judged.feedback == "none" for judged in mine):
        answer["feedback"] = "none"
    if any(judged.withhold for judged in mine):
        answer["withhold"] = True
    addresses = [
        _address(item, said[(item.report, item.ordinal)], routing)
        for item in items
        if item.purpose == "address" and said.get((item.report, item.ordinal), Judgement()).verdict
    ]
    return answer | ({"addresses": addresses} if addresses else {})


def _address(item: Item, judged: Judgement, routing: SealingPublicKey) -> dict[str, Any]:
    answer: dict[str, Any] = {"ordinal": item.ordinal, "envelope": item.envelope, "verdict": judged.verdict}
    if judged.verdict != "abuse_material":
        return answer
    instruction = judged.instruction or "wait"
    answer |= {"classification": judged.classification, "instruction": instruction}
    if instruction in RELEASING:
        answer["release"] = release(item, routing)
    return answer


def release(item: Item, routing: SealingPublicKey) -> str:
    """The address in canonical form, sealed to the routing key and bound to its envelope.

    Never the raw form: what a reporter pasted may name the reporter.
    """
    released = {name: item.content.get(name, "") for name in ("canonical", "canon_version", "kind")}
    if not released["canonical"]:
        raise Refused(f"address {item.ordinal} of {item.report} has no canonical form and cannot be released")
    box = seal_box(canonical_json.dump(released), recipient=routing, info=b"release:" + item.envelope.encode("ascii"))
    return base64.b64encode(box).decode("ascii")


def _dossier(item: Item, said: dict[tuple[str, int], Judgement]) -> dict[str, Any]:
    answer: dict[str, Any] = {"dossier": item.dossier, "parcel": item.parcel, "acknowledged": True}
    judged = said.get((item.dossier, 0))
    if judged and judged.channel:
        country = judged.country or str(item.content.get("country") or "")
        answer["transferred"] = {"channel": judged.channel, "country": country, "at": judged.transferred_at}
        answer["transferred"] |= {"reference": judged.reference} if judged.reference else {}
    if judged and judged.outcome:
        answer["outcome"] = judged.outcome
    return answer


def stamp(at: datetime) -> str:
    """A moment as answers carry it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
