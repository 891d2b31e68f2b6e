"""One queue and one token bucket for each registry: their limits are low, and being cut off would cost everybody.

RIPE allows 1,000 personal sets a day, LACNIC 10 a minute (provenance.md §4.1); ours stays well under either.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

EVERY = 10.0
BURST = 3
LONGEST_WAIT = 120.0
LONGEST_REST = 86_400.0


class Busy(Exception):
    """The queue is longer than we are willing to wait, or the registry asked us to stay away."""


@dataclass
class Pace:
    """`every` seconds a token, at most `burst` of them saved up; a length of time, never the time of day."""

    every: float = EVERY
    burst: int = BURST
    longest: float = LONGEST_WAIT
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _queue: Lock = field(default_factory=Lock, repr=False)
    _tokens: float = field(init=False, repr=False)
    _counted: float = field(init=False, repr=False)
    _away_until: float = field(default=0.0, init=False, repr=False)

    def __post_init__(self) -> None:
        self._tokens, self._counted = float(self.burst), self.now()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One at a time, when a token is there; Busy when that would take too long."""
        if not self._queue.acquire(timeout=self.longest):
            raise Busy
        try:
            self._take()
            yield
        finally:
            self._queue.release()

    def stay_away(self, seconds: float) -> None:
        """What the registry asked for (429, 503 with Retry-After), within a day."""
        self._away_until = self.now() + min(max(seconds, self.every), LONGEST_REST)

    def _take(self) -> None:
        wait = self._away_until - self.now()
        if wait > 0:
            raise Busy
        self._count()
        if self._tokens < 1:
            wait = (1 - self._tokens) * self.every
            if wait > self.longest:
                raise Busy
            self.sleep(wait)
            self._count()
        self._tokens -= 1

    def _count(self) -> None:
        now = self.now()
        self._tokens = min(float(self.burst), self._tokens + (now - self._counted) / self.every)
        self._counted = now
