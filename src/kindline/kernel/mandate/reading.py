"""Reads a mandate file (TOML) strictly: an unknown or missing entry is an error that names it."""

import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

from kindline.kernel.mandate import letter_law
from kindline.kernel.mandate.nouns import Assessment, Authority, AuthorityKey, Clock, Mandate, Officer, Rule
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SealingPublicKey, VerifyKey

PURPOSES = ("address", "account", "identity", "addition", "question")
HOME_NOTICE = ("together", "after_release", "authority_only")
SENDERS = ("hotline", "police")
ROLES = ("police", "analyst")
SECOND_OPINIONS = ("none", "national", "always")
STAGES = ("received", "handed_over", "closed")
STEPS = ("refer", "transfer", "member", "notify", "person", "watch", "wait", "close")
FIELDS = ("verdict", "instruction", "kind", "place")
# Clocks the procedure starts by name, whatever the routes say.
CLOCKS = ("handover", "handover_ack", "handover_ack_urgent", "verdict", "release", "hold_review", "route_person",
          "referral_ack", "transfer_record", "notice_ack", "notice_action", "confirm_mailbox", "watch")  # fmt: skip
# Started where a route goes to a member hotline: until it is transferred, until they answer.
MEMBER_CLOCKS = ("member_transfer", "member_answer")


class BadMandate(ValueError):
    """The file is not a mandate; the message says which entry is wrong."""


def read(data: bytes, *, sha256: bytes) -> Mandate:
    """The mandate in these bytes. The caller has checked its signatures, or says that it has not."""
    try:
        document = tomllib.loads(data.decode())
        mandate = _mandate(document, sha256)
    except KeyError as missing:
        raise BadMandate(f"missing entry {missing}") from None
    except BadMandate:
        raise
    except (ValueError, TypeError, AttributeError, SealingError) as error:
        raise BadMandate(f"not readable: {type(error).__name__}") from None
    _check(mandate)
    return mandate


def _mandate(document: dict[str, Any], sha256: bytes) -> Mandate:
    return Mandate(
        id=document["id"],
        sha256=sha256,
        procedure=document["procedure"],
        since=document["since"],
        exercise=document.get("exercise", False),
        home=document["home"],
        zone=document["zone"],
        basis=document["basis"],
        home_notice=document["home_notice"],
        home_notice_sender=document["home_notice_sender"],
        assessor_id=document["assessor"],
        police_id=document["police"],
        assessment=_assessment(document["assessment"]),
        authorities={entry["id"]: _authority(entry) for entry in document["authorities"]},
        envelopes={purpose: tuple(document["envelopes"][purpose]) for purpose in PURPOSES},
        clocks={kind: _clock(kind, entry) for kind, entry in document["clocks"].items()},
        rules=tuple(_rule(entry) for entry in document["routes"]),
        letters=letter_law.read_law(document["letters"]),
        stage_delay_hours=document["stage_delay_hours"],
        reporter_told=tuple(document["reporter_told"]),
    )


def _assessment(entry: dict[str, Any]) -> Assessment:
    return Assessment(
        classifications=tuple(entry["classifications"]),
        second_opinion=entry["second_opinion"],
        exposure_minutes=int(entry["exposure_minutes"]),
        sitting_minutes=int(entry["sitting_minutes"]),
        pause_minutes=int(entry["pause_minutes"]),
    )


def _authority(entry: dict[str, Any]) -> Authority:
    return Authority(
        id=entry["id"],
        role=entry["role"],
        name=entry["name"],
        language=entry["language"],
        mailbox=entry["mailbox"],
        keys=tuple(
            AuthorityKey(key["role"], SealingPublicKey.from_text(key["sealing"]), _day(key["not_after"]))
            for key in entry["keys"]
        ),
        officers=tuple(
            Officer(officer["name"], VerifyKey.from_text(officer["key"])) for officer in entry.get("officers", [])
        ),
    )


def _clock(kind: str, entry: dict[str, Any]) -> Clock:
    return Clock(kind, float(entry["hours"]), entry["role"], entry["follows"], entry["basis"])


def _rule(entry: dict[str, Any]) -> Rule:
    steps = tuple(entry["steps"])
    return Rule(
        name=entry["name"],
        when={field: tuple(values) for field, values in entry["when"].items()},
        steps=steps,
        letters=tuple(entry.get("letters", letter_law.letters_of(steps))),
        clocks=tuple(entry["clocks"]),
        role=entry.get("role", ""),
        basis=entry["basis"],
    )


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise BadMandate("not_after must be a date")
    return value


def _check(mandate: Mandate) -> None:
    problems = [*_of_the_whole(mandate), *_of_recipients(mandate), *_of_the_assessor(mandate)]
    problems += [problem for rule in mandate.rules for problem in _of_rule(rule, mandate)]
    if problems:
        raise BadMandate("; ".join(problems))


def _of_the_whole(mandate: Mandate) -> Iterator[str]:
    if mandate.home_notice not in HOME_NOTICE:
        yield f"home_notice must be one of {HOME_NOTICE}"
    if mandate.home_notice_sender not in SENDERS:
        yield f"home_notice_sender must be one of {SENDERS}"
    yield from (f"reporter_told has unknown stage {s}" for s in mandate.reporter_told if s not in STAGES)
    yield from (f"clock {kind} is missing" for kind in CLOCKS if kind not in mandate.clocks)
    yield from letter_law.empty_phrases(mandate.letters)
    yield from (f"clock {clock.kind} must run for some time" for clock in mandate.clocks.values() if clock.hours <= 0)


def _of_the_assessor(mandate: Mandate) -> Iterator[str]:
    named = (mandate.assessor_id, mandate.police_id)
    yield from (f"{name} is no authority" for name in named if name not in mandate.authorities)
    assessor = mandate.authorities.get(mandate.assessor_id)
    if mandate.exercise and assessor and assessor.role != "analyst":
        yield "an exercise is judged inside the house: its assessor must be analysts"
    # Whoever is handed a report must be able to open what it says.
    blind = [p for p in PURPOSES if p != "question" and mandate.assessor_id not in mandate.envelopes[p]]
    yield from (f"envelopes.{purpose} leaves out the assessor" for purpose in blind)
    if mandate.assessment.second_opinion not in SECOND_OPINIONS:
        yield f"assessment.second_opinion must be one of {SECOND_OPINIONS}"
    if not mandate.assessment.classifications:
        yield "assessment.classifications is empty"
    rests = mandate.assessment
    if min(rests.exposure_minutes, rests.sitting_minutes, rests.pause_minutes) <= 0:
        yield "assessment: minutes must be some"


def _of_recipients(mandate: Mandate) -> Iterator[str]:
    for authority in mandate.authorities.values():
        if authority.role not in ROLES:
            yield f"authority {authority.id} has unknown role {authority.role}"
        if len({key.sealing.key_id for key in authority.keys}) < 2:
            yield f"authority {authority.id} needs at least two keys"
    for purpose, names in mandate.envelopes.items():
        # The hotline holds no key that opens an envelope: it may receive questions and nothing else (P1).
        known = {*mandate.authorities, "hotline"} if purpose == "question" else {*mandate.authorities}
        if not names or not set(names) <= known:
            yield f"envelopes.{purpose} names nobody we know"


def _of_rule(rule: Rule, mandate: Mandate) -> Iterator[str]:
    yield from (f"route {rule.name} asks for unknown {field}" for field in rule.when if field not in FIELDS)
    yield from (f"route {rule.name} has unknown step {step}" for step in rule.steps if step not in STEPS)
    yield from (f"route {rule.name} names unknown clock {kind}" for kind in rule.clocks if kind not in mandate.clocks)
    yield from letter_law.problems(rule.name, rule.steps, rule.letters)
    if "member" in rule.steps:
        yield from (f"route {rule.name} needs the clock {kind}" for kind in MEMBER_CLOCKS if kind not in mandate.clocks)
    if not rule.steps:
        yield f"route {rule.name} does nothing"
    if "person" in rule.steps and not (rule.role and rule.clocks):
        yield f"route {rule.name} ends at a person without role or clock"
