"""What a promise is called, and what a proof of it is."""

from dataclasses import dataclass

PROMISES = {
    "P1": "Nobody without the mandate can open a report.",
    "P2": "The software never contacts a reported address and accepts no content of it.",
    "P3": "No report ends silently.",
    "P4": "What was promised is kept.",
    "P5": "A reporter can stay unknown.",
    "P6": "A decision can be replayed.",
    "P7": "The record cannot be quietly rewritten.",
    "P8": "Erasure erases.",
    "P9": "The people are protected too.",
    "P10": "Figures add up.",
    "P11": "Nothing we send or show warns a suspect or exposes a reporter.",
    "P12": "A child in danger never waits in a queue.",
}
# Promises by the name of what they keep, beside their numbers.
NAMED = {
    "welfare": "Nobody is exposed beyond what a person should bear.",
    "hold": "What the police hold stands still, and nobody outside can tell.",
    "four-eyes": "What changes who may open, and what leaves in bulk, takes two different persons.",
    "exercise": "An exercise leaves the house to nobody.",
    "search": "Nobody publishes a child alone, what is published dies when it ends, a child's own call stays its own.",
    "contacts": "What somebody says to a counsellor is read by counsellors alone, and never without a trace.",
}
PROMISES |= NAMED
LATER: dict[str, str] = {}


@dataclass(frozen=True)
class Edit:
    """In this file, the one place that says `old` says `new` instead."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Proof:
    """One way to break a promise, in words and in code, and the test that notices."""

    promise: str
    broken: str
    test: str
    edits: tuple[Edit, ...]
