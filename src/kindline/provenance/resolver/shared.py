"""Asking shared resolvers, and nobody else: an own recursor would hand the full name to the suspect's server.

Only recursion-desired A and AAAA questions leave, in turn to each resolver; one that fails is passed over for a while.
A name that may have been made for one visitor is asked for only when `approved`.
"""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from itertools import count

import dns.name
import dns.rdatatype

from kindline.provenance.claims import Claim, Disclosure, Silence
from kindline.provenance.resolver.asking import (
    Answer,
    NoAnswer,
    OnQuery,
    Witness,
    may_resolve,
    question,
    text_of,
)
from kindline.provenance.resolver.care import ask_around
from kindline.provenance.resolver.chains import follow
from kindline.provenance.resolver.couriers import Carried, Courier
from kindline.provenance.resolver.identifying import identifies
from kindline.provenance.resolver.memory import Memory
from kindline.provenance.resolver.questions import Question, read
from kindline.provenance.resolver.standing import Standing

TRIES = 3
"""Resolvers asked about one name at most; each further one tells the name to one more."""


class SharedResolvers:
    """Several shared resolvers as one. Safe to use from several threads."""

    def __init__(
        self,
        couriers: Sequence[Courier],
        *,
        memory: Memory | None = None,
        approved: bool = False,
        on_query: OnQuery | None = None,
    ) -> None:
        if not couriers:
            raise ValueError("no resolver to ask")
        self._standings = [Standing(courier) for courier in couriers]
        self._turn = count()
        self._memory = memory
        self._approved = approved
        self._on_query = on_query

    def approving(self) -> "SharedResolvers":
        """The same resolvers, for one name whose asking a person has approved; who holds this may ask for it."""
        other = copy(self)
        other._approved = True
        return other

    def resolve(self, host: str, *, at: datetime) -> list[Claim]:
        name = question(host)
        text = text_of(name)
        known = self._memory.recall(host, approved=self._approved, at=at) if self._memory is not None else None
        if known:
            return known
        telling = identifies(text)
        if telling and not self._approved:
            witness = Witness("resolver:nobody", "", "none", at, Disclosure.L0)
            claims = ask_around(text, resolve=lambda other: self._ask_for(question(other), at=at), witness=witness)
        else:
            claims = self._ask_for(name, at=at, disclosure=Disclosure.L3 if telling else Disclosure.L2)
        if self._memory is not None:
            self._memory.keep(host, claims, approved=self._approved, at=at)
        return claims

    def _ask_for(self, name: dns.name.Name, *, at: datetime, disclosure: Disclosure = Disclosure.L2) -> list[Claim]:
        first = self._standings[0].courier
        witness = Witness(f"resolver:{first.place}", "", first.transport, at, disclosure)
        return follow(name, ask=_Asking(self, witness, host=name), witness=witness)

    def exchange(self, questions: Sequence[Question], *, witness: Witness) -> list[Answer | NoAnswer]:
        """Each question answered, or why not; whoever cannot answer is followed by the next resolver in turn."""
        found: list[Answer | NoAnswer] = [NoAnswer(Silence.TIMEOUT, by=witness)] * len(questions)
        for standing in self._in_turn():
            left = [at for at, each in enumerate(found) if not isinstance(each, Answer) or _failed(each)]
            if not left:
                break
            courier = standing.courier
            by = Witness(f"resolver:{courier.place}", "", courier.transport, witness.at, witness.disclosure)
            for at, each in zip(left, standing.ask([questions[at] for at in left], self._say), strict=True):
                found[at] = _understood(questions[at], each, by=by, before=found[at])
            standing.judge([found[at] for at in left])
        return found

    def _in_turn(self) -> list[Standing]:
        start = next(self._turn)
        ring = [self._standings[(start + step) % len(self._standings)] for step in range(len(self._standings))]
        awake = [standing for standing in ring if not standing.rests()]
        return (awake or ring)[:TRIES]

    def _say(self, asked: Question) -> None:
        if self._on_query:
            self._on_query(text_of(asked.name))


class _Asking:
    """The questions of one resolution: both kinds of address are asked together, at each name once."""

    def __init__(self, resolvers: SharedResolvers, witness: Witness, *, host: dns.name.Name) -> None:
        self._resolvers, self._witness, self._host = resolvers, witness, host
        self._found: dict[tuple[dns.name.Name, dns.rdatatype.RdataType], Answer | NoAnswer] = {}

    def __call__(self, name: dns.name.Name, qtype: dns.rdatatype.RdataType) -> Answer:
        if (name, qtype) not in self._found:
            self._may_follow(name)
            questions = Question.both(name)
            found = self._resolvers.exchange(questions, witness=self._witness)
            self._found.update({(name, each.qtype): one for each, one in zip(questions, found, strict=True)})
        one = self._found[name, qtype]
        if isinstance(one, NoAnswer):
            raise one
        return one

    def _may_follow(self, name: dns.name.Name) -> None:
        """An alias's target is a name like any other: no way to `.onion`, inside a private network, or to a token."""
        if name == self._host:
            return
        if not may_resolve(text_of(name)):
            raise NoAnswer(Silence.NOT_ASKED)
        if self._witness.disclosure is not Disclosure.L3 and identifies(text_of(name)):
            raise NoAnswer(Silence.NEEDS_APPROVAL)


def _understood(asked: Question, carried: Carried, *, by: Witness, before: Answer | NoAnswer) -> Answer | NoAnswer:
    if isinstance(carried, Silence):
        return before if isinstance(before, Answer) else NoAnswer(carried, by=by)
    try:
        return read(asked, carried, witness=by)
    except NoAnswer as failure:
        return before if isinstance(before, Answer) else failure


def _failed(answer: Answer) -> bool:
    """A resolver's own failure: another may do better, and it says nothing about the host."""
    return answer.message.rcode() not in (0, 3)
