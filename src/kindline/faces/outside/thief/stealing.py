"""The theft itself: take, search, and say what was found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kindline.faces.outside.stage import Stage
from kindline.faces.outside.thief import forms, loot
from kindline.faces.outside.thief.keyring import Keyring
from kindline.faces.outside.thief.searching import Net
from kindline.faces.outside.thief.secrets import Secret, secrets_of
from kindline.faces.outside.witness import Witness


@dataclass(frozen=True)
class Haul:
    """What the thief has in the end. `opened` counts what the keys open and what was released to be known."""

    bytes: int
    secrets: int
    found: list[tuple[str, Secret]]
    opened: int

    @property
    def distinct(self) -> list[Secret]:
        """Secrets found, without those that merely stand inside another one (a host in its address)."""
        found = list(dict.fromkeys(secret for _, secret in self.found))
        return [s for s in found if not any(s is not other and _inside(s, other) for other in found)]

    def text(self) -> str:
        return f"steal: bytes={self.bytes} secrets={self.secrets} found={len(self.distinct)}"


def steal(stage: Stage, *, known: Stage, with_keys: bool = False, told: Callable[[int], None] = lambda _: None) -> Haul:
    """Search the folder of `stage` for everything that the outside of `known` knows."""
    secrets = secrets_of(Witness(known))
    nets = _nets(secrets)
    taken, found = 0, list[tuple[str, Secret]]()
    for path in loot.files(stage):
        taken += path.stat().st_size
        hits = {whose for view in loot.views(path) for whose in _caught(nets, view)}
        found += [(str(path.relative_to(stage.data)), secrets[whose]) for whose in sorted(hits)]
        told(taken)
    opened = 0
    if with_keys:
        for what, plain in Keyring(stage).opened():
            opened += 1
            hits = {whose for view in loot.layers(plain) for whose in _caught(nets, view)}
            found += [(f"opened {what}", secrets[whose]) for whose in sorted(hits) if not secrets[whose].released]
    return Haul(taken, len(secrets), found, opened)


def _nets(secrets: list[Secret]) -> tuple[Net, Net]:
    """One net for bytes as they are, one for text in small letters."""
    exact, folded = list[tuple[bytes, int]](), list[tuple[bytes, int]]()
    for whose, secret in enumerate(secrets):
        for form, needle in forms.needles(secret):
            is_text = form in FOLDED or "hexadecimal" in form
            (folded if is_text else exact).append((needle, whose))
    return Net(exact), Net(folded)


FOLDED = ("plain", "percent-encoded", "escaped", "utf-16-le", "utf-16-be", "base32")


def _caught(nets: tuple[Net, Net], data: bytes) -> Iterable[int]:
    exact, folded = nets
    yield from exact.caught(data)
    yield from folded.caught(data.lower())


def _inside(small: Secret, large: Secret) -> bool:
    return any(a in b and len(a) < len(b) for a in small.spellings for b in large.spellings)
