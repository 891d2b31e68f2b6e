"""Where services put their figures; the kernel computes them and knows none by name."""

from collections.abc import Iterable

from kindline.kernel.figures.definition import Agreement, Figure, Sides

_figures: dict[str, Figure] = {}
_agreements: dict[str, Agreement] = {}
_sides: dict[str, Sides] = {}


def register(figures: Iterable[Figure], *, agreements: Iterable[Agreement] = (), sides: Iterable[Sides] = ()) -> None:
    """Add a service's figures and what must hold between them. A name is given once."""
    for figure in figures:
        if _figures.setdefault(figure.name, figure) is not figure:
            raise ValueError(f"two figures are called {figure.name}")
    _agreements.update({agreement.name: agreement for agreement in agreements})
    _sides.update({both.name: both for both in sides})


def figures() -> tuple[Figure, ...]:
    """All of them, in the order they were given."""
    return tuple(_figures.values())


def figure(name: str) -> Figure:
    """The figure of this name; KeyError when there is none."""
    return _figures[name]


def agreements() -> tuple[Agreement, ...]:
    return tuple(_agreements.values())


def all_sides() -> tuple[Sides, ...]:
    return tuple(_sides.values())
