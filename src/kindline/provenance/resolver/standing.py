"""How well one shared resolver has served lately: one that fails again and again is passed over for a while."""

import time
from collections.abc import Callable, Sequence

from kindline.provenance.claims import Silence
from kindline.provenance.resolver.asking import Answer, NoAnswer
from kindline.provenance.resolver.couriers import Carried, Courier, Unreachable
from kindline.provenance.resolver.questions import Question

PATIENCE = 3
"""Failures in a row; a single name whose own server is dead must not cost a resolver its turn."""
REST = 30.0


class Standing:
    def __init__(self, courier: Courier) -> None:
        self.courier = courier
        self._failures = 0
        self._rests_until = 0.0

    def rests(self) -> bool:
        return time.monotonic() < self._rests_until

    def ask(self, questions: Sequence[Question], say: Callable[[Question], None]) -> list[Carried]:
        for question in questions:
            say(question)
        try:
            return self.courier.carry(questions)
        except Unreachable:
            self._failures = PATIENCE
            return [Silence.BAD_ANSWER] * len(questions)

    def judge(self, found: Sequence[Answer | NoAnswer]) -> None:
        """Any answer restores it; nothing but failures counts as one against it."""
        if any(isinstance(one, Answer) for one in found):
            self._failures = 0
            return
        self._failures += 1
        if self._failures >= PATIENCE:
            self._rests_until = time.monotonic() + REST
