"""Reads a mandate file (TOML) strictly: an unknown or missing entry is an error that names it."""

import tomllib
from datetime import date
from typing import Any

from kindline.kernel.mandate.nouns import Authority, AuthorityKey, Clock, Mandate, Officer, Rule
from kindline.sealing.keys import SealingPublicKey, VerifyKey

PURPOSES = ("address", "account", "identity", "addition", "question")
HOME_NOTICE = ("together", "after_release", "authority_only")


class BadMandate(ValueError):
    """The file is not a mandate; the message says which entry is wrong."""


def read(data: bytes, *, sha256: bytes) -> Mandate:
    """The mandate in these bytes. The caller has checked its signatures, or says that it has not."""
    try:
        document = tomllib.loads(data.decode())
        mandate = _mandate(document, sha256)
    except KeyError as missing:
        raise BadMandate(f"missing entry {missing}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, AttributeError) as error:
        raise BadMandate(f"not readable: {type(error).__name__}") from None
    _check(mandate)
    return mandate


def _mandate(document: dict[str, Any], sha256: bytes) -> Mandate:
    return Mandate(
        id=document["id"],
        sha256=sha256,
        procedure=document["procedure"],
        since=document["since"],
        home=document["home"],
        zone=document["zone"],
        basis=document["basis"],
        home_notice=document["home_notice"],
        home_notice_sender=document["home_notice_sender"],
        authorities={entry["id"]: _authority(entry) for entry in document["authorities"]},
        envelopes={purpose: tuple(document["envelopes"][purpose]) for purpose in PURPOSES},
        member_countries=frozenset(document["member_countries"]),
        clocks={kind: _clock(kind, entry) for kind, entry in document["clocks"].items()},
        rules=tuple(_rule(entry) for entry in document["routes"]),
        stage_delay_hours=document["stage_delay_hours"],
    )


def _authority(entry: dict[str, Any]) -> Authority:
    return Authority(
        id=entry["id"],
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
    return Rule(
        name=entry["name"],
        when={field: tuple(values) for field, values in entry["when"].items()},
        steps=tuple(entry["steps"]),
        clocks=tuple(entry["clocks"]),
        role=entry.get("role", ""),
        basis=entry["basis"],
    )


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise BadMandate("not_after must be a date")
    return value


def _check(mandate: Mandate) -> None:
    problems = [
        f"home_notice must be one of {HOME_NOTICE}" for _ in [0] if mandate.home_notice not in HOME_NOTICE
    ]
    problems += [f"authority {a.id} needs at least two keys" for a in mandate.authorities.values() if len(a.keys) < 2]
    problems += [
        f"envelopes.{purpose} names nobody we know"
        for purpose, names in mandate.envelopes.items()
        if not set(names) <= {*mandate.authorities, "hotline"}
    ]
    problems += [
        f"route {rule.name} names unknown clock {kind}"
        for rule in mandate.rules
        for kind in rule.clocks
        if kind not in mandate.clocks
    ]
    if problems:
        raise BadMandate("; ".join(problems))
