"""What a bench of resolving is given to resolve: hosts of every kind, in a fixed mix, none of them twice."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

# In a thousand. `slow` is never answered and costs its time-out, so there are few.
MIX = {
    "plain": 830, "gone": 50, "fail": 20, "lame": 20, "lie": 20, "slow": 5, "big": 15,
    "joker": 15, "strict": 15, "onion": 5, "literal": 5,
}  # fmt: skip
TOKEN = 10


@dataclass(frozen=True)
class Names:
    """`seed` and `part` make them, so that no two parts share a name."""

    seed: int

    def plain(self, count: int, *, part: int) -> list[str]:
        return [self._host("plain", part, at) for at in range(count)]

    def mixed(self, count: int, *, part: int) -> list[str]:
        drawn = random.Random(f"{self.seed}/{part}")
        kinds: Sequence[str] = drawn.choices(list(MIX), weights=list(MIX.values()), k=count)
        return [self._host(kind, part, at, drawn) for at, kind in enumerate(kinds)]

    def _host(self, kind: str, part: int, at: int, drawn: random.Random | None = None) -> str:
        number = f"{self.seed}{part:02}{at:06}"
        token = "".join(drawn.choices("0123456789abcdef", k=TOKEN)) if drawn else ""
        if kind == "onion":
            return f"{token}{number}.{'i2p' if at % 2 else 'onion'}"
        if kind == "literal":
            return f"203.0.113.{at % 256}"
        if kind in ("joker", "strict"):
            # A name made for one visitor: where everything resolves, and where only what exists does.
            return f"{token}{at % 10}a1b2.{kind}{number}.test"
        return f"www.{kind}{number}.test"
