"""Providers' systems: their notices, sealed to them line by line; that they read them; what they did."""

import base64
from datetime import date
from typing import Literal

from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import Field

from kindline.faces.api.doors.signed import who
from kindline.faces.api.problems import Problem
from kindline.faces.api.scoped import ClientAssertion
from kindline.faces.api.shapes import Number, Said, answers, example
from kindline.kernel.partners.scopes import ACTIONS, NOTICES
from kindline.services.hotline import collecting, law, pickup
from kindline.services.hotline.models import Notice

router = Router(tags=["provider"])


class Summary(Schema):
    """A notice in the list; the addresses are in its sealed lines."""

    number: str
    state: str
    day: date
    lines: int


class Summaries(Schema):
    """Those that still wait for something, oldest first; at most two hundred."""

    model_config = answers(
        {"notices": [{"number": "N-7K2M9QXA", "state": "announced", "day": "2026-11-21", "lines": 2}]}
    )
    notices: list[Summary]


class SealedLine(Schema):
    """One address. `copies`: key id → a box (docs/envelope.md) to that key of yours, info `notice:` and the number."""

    line: int
    action: str
    copies: dict[str, str]


class Collected(Schema):
    """A notice: under which law, who can confirm that it is genuine, and its lines."""

    model_config = answers(
        {"number": "N-7K2M9QXA", "check_code": "4F7K2M9Q", "language": "nl", "day": "2026-11-21",
         "mandate": "relay-be-2002", "basis": "the law that the mandate names", "state": "picked_up",
         "lines": [{"line": 1, "action": "", "copies": {"x25519-9f3c2a1b00d4e5f6": "AQ=="}}]}
    )  # fmt: skip
    number: str
    check_code: str
    language: str
    day: date
    mandate: str
    basis: str
    state: str
    lines: list[SealedLine]


class State(Schema):
    """How far a notice is."""

    model_config = answers({"number": "N-7K2M9QXA", "state": "acknowledged"})
    number: str
    state: str


class Action(Said):
    """What was done about one line."""

    line: int = Field(ge=1, le=100_000)
    action: Literal["removed", "secured", "moved", "refused", "not_found"]


class Actions(Said):
    """For some lines or all; a line left out stays open."""

    model_config = example({"actions": [{"line": 1, "action": "removed"}]})
    actions: list[Action] = Field(min_length=1, max_length=1000)


@router.get("", response=Summaries, auth=ClientAssertion(NOTICES), url_name="notices", operation_id="list_notices")
def notices(request: HttpRequest) -> Summaries:
    """Your notices that wait. Looking changes nothing."""
    rows = collecting.notices_for(who(request).partner.speaks_for)
    return Summaries(
        notices=[
            Summary(number=row.number, state=row.state, day=day_of(row), lines=row.line_count)  # type: ignore[attr-defined]
            for row in rows
        ]
    )


@router.post(
    "/{number}/fetch", response=Collected, auth=ClientAssertion(NOTICES), url_name="fetch_notice",
    operation_id="fetch_notice",
)  # fmt: skip
def fetch_notice(request: HttpRequest, number: Path[Number]) -> Collected:
    """The notice with its sealed lines. The log keeps that it was shown; ask again as often as you need."""
    asking = who(request)
    try:
        notice, lines = collecting.collect(number, provider=asking.partner.speaks_for, by=asking.by)
    except pickup.Refused:
        raise Problem("not_found") from None
    return Collected(
        number=notice.number, check_code=notice.check_code, language=notice.language, day=day_of(notice),
        mandate=notice.mandate, basis=law.of(notice).basis, state=notice.state, lines=[sealed(line) for line in lines],
    )  # fmt: skip


@router.post(
    "/{number}/acknowledge", response=State, auth=ClientAssertion(ACTIONS), url_name="acknowledge_notice",
    operation_id="acknowledge_notice",
)  # fmt: skip
def acknowledge_notice(request: HttpRequest, number: Path[Number]) -> State:
    """You have read it. Repeating changes nothing."""
    asking = who(request)
    try:
        return State.from_orm(collecting.acknowledge(number, provider=asking.partner.speaks_for, by=asking.by))
    except pickup.Refused:
        raise Problem("not_found") from None


@router.post(
    "/{number}/actions", response=State, auth=ClientAssertion(ACTIONS), url_name="notice_actions",
    operation_id="tell_actions",
)  # fmt: skip
def notice_actions(request: HttpRequest, number: Path[Number], said: Actions) -> State:
    """What you did, line by line. A later word about a line takes the place of an earlier one."""
    asking = who(request)
    actions = {one.line: one.action for one in said.actions}
    try:
        notice = collecting.act(number, provider=asking.partner.speaks_for, actions=actions, by=asking.by)
    except pickup.Refused:
        raise Problem("not_found") from None
    except ValueError:
        raise Problem("not_taken", reason="unknown_line") from None
    return State.from_orm(notice)


def sealed(line: collecting.Line) -> SealedLine:
    copies = {key: base64.b64encode(box).decode("ascii") for key, box in line.copies.items()}
    return SealedLine(line=line.line, action=line.action, copies=copies)


def day_of(notice: Notice) -> date:
    """The day it was announced; nothing finer leaves the house (P11)."""
    return (notice.announced_at or notice.made_at).date()
