"""What another mandate would change, in sentences a signer can read aloud before signing."""

from collections import Counter
from collections.abc import Iterator

from kindline.kernel.mandate.nouns import Authority, Mandate, Rule
from kindline.kernel.mandate.reading import PURPOSES
from kindline.sealing.keys import fingerprint
from kindline.services.hotline.routing import Situation, combinations, decide_route

PLAIN = ("id", "procedure", "since", "basis", "exercise", "home", "zone", "assessor_id", "police_id",
         "home_notice", "home_notice_sender", "stage_delay_hours", "reporter_told")  # fmt: skip
WORDS = {
    "basis": "legal text",
    "assessor_id": "assessor",
    "police_id": "police",
    "home_notice": "notice to a provider at home",
    "home_notice_sender": "who sends it",
    "stage_delay_hours": "hours before a reporter sees a change",
    "reporter_told": "what a reporter may be told",
}


def changes(before: Mandate, after: Mandate) -> Iterator[str]:
    """Every difference, one line each: who may open, who judges, routes, clocks, notices. Nothing for the same law."""
    for name in PLAIN:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"{WORDS.get(name, name)}: {_said(old)} -> {_said(new)}"
    yield from _openers(before, after)
    for name in sorted({*before.authorities, *after.authorities}):
        yield from _authority(name, before.authorities.get(name), after.authorities.get(name))
    yield from _assessment(before, after)
    yield from _clocks(before, after)
    yield from _routes(before, after)


def _openers(before: Mandate, after: Mandate) -> Iterator[str]:
    for purpose in PURPOSES:
        old, new = before.envelopes[purpose], after.envelopes[purpose]
        for name in sorted({*new} - {*old}):
            yield f"WHO MAY OPEN {purpose}: {name} from now on"
        for name in sorted({*old} - {*new}):
            yield f"WHO MAY OPEN {purpose}: {name} no longer"


def _authority(name: str, before: Authority | None, after: Authority | None) -> Iterator[str]:
    if before is None or after is None:
        yield f"authority {name}: {'no longer named' if before else 'named'}"
    old, new = _people(before), _people(after)
    yield from (f"{name}: {what} comes" for what in sorted(new - old))
    yield from (f"{name}: {what} goes" for what in sorted(old - new))


def _people(authority: Authority | None) -> set[str]:
    if authority is None:
        return set()
    keys = {f"key {key.role} until {key.not_after} {fingerprint(key.sealing)[:19]}" for key in authority.keys}
    officers = {f"{authority.role} {officer.name} {fingerprint(officer.key)[:19]}" for officer in authority.officers}
    return keys | officers | {f"mailbox {authority.mailbox}", f"language {authority.language}"}


def _assessment(before: Mandate, after: Mandate) -> Iterator[str]:
    for name, old in vars(before.assessment).items():
        new = getattr(after.assessment, name)
        if old != new:
            yield f"assessing, {name.replace('_', ' ')}: {_said(old)} -> {_said(new)}"


def _clocks(before: Mandate, after: Mandate) -> Iterator[str]:
    for kind in sorted({*before.clocks, *after.clocks}):
        old, new = (_clock(law, kind) for law in (before, after))
        if old != new:
            yield f"clock {kind}: {old} -> {new}"


def _clock(law: Mandate, kind: str) -> str:
    clock = law.clocks.get(kind)
    return f"{clock.hours:g} h for {clock.role}, then {clock.follows}" if clock else "none"


def _routes(before: Mandate, after: Mandate) -> Iterator[str]:
    """By what is done in every situation there can be, and not by how the rows are written or in which order."""
    found: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Situation] = {}
    for case in combinations():
        pair = (_does(decide_route(before, case)), _does(decide_route(after, case)))
        if pair[0] != pair[1]:
            found[pair] += 1
            first.setdefault(pair, case)
    for (old, new), number in found.most_common():
        case = first[old, new]
        where = f"{case.verdict}, {case.instruction}, {case.kind}, {case.place}"
        yield f"route: {old} -> {new} in {number} situations, such as {where}"


def _does(rule: Rule) -> str:
    clocks = f" ({', '.join(rule.clocks)})" if rule.clocks else ""
    return " + ".join(rule.steps) + (f" by {rule.role}" if rule.role else "") + clocks


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
