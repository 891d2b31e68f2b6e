"""Pictures of data: bars along the line, drawn on the server, one colour and its tint, labels where the eye is."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, ROW, LEFT, HEIGHT = 320, 40, 8, 9
AT_MOST = 14
LONGEST = 26


@dataclass(frozen=True)
class Datum:
    """One part: what it is called, what is said about it, how long its bar is and how long the tint behind it."""

    label: str
    said: str
    value: float
    behind: float = 0


@dataclass(frozen=True)
class Bar:
    """A datum in the units of the drawing; whole numbers, so that no language puts a comma into them."""

    label: str
    said: str
    text_y: int
    y: int
    width: int
    behind: int


@dataclass(frozen=True)
class Bars:
    """A drawing of so many units; `more` parts stand only in the table."""

    bars: tuple[Bar, ...]
    height: int
    more: int
    left: int = LEFT
    width: int = WIDTH
    thick: int = HEIGHT


def bars(data: Sequence[Datum]) -> Bars:
    """Horizontal bars, each to the same scale, in the order given."""
    shown = data[:AT_MOST]
    longest = max((max(one.value, one.behind) for one in shown), default=0)
    scale = (WIDTH - LEFT) / longest if longest else 0
    drawn = tuple(
        Bar(
            label=_short(one.label),
            said=one.said,
            text_y=number * ROW + 18,
            y=number * ROW + 25,
            width=_units(one.value, scale),
            behind=_units(one.behind, scale),
        )
        for number, one in enumerate(shown)
    )
    return Bars(drawn, height=max(ROW, len(shown) * ROW), more=len(data) - len(shown))


def _units(value: float, scale: float) -> int:
    """A number above nothing is seen."""
    return max(1, round(value * scale)) if value else 0


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
