"""Putting the hotline's figures into the kernel's register, once, when the process starts."""

from kindline.kernel.figures.register import register
from kindline.services.hotline.figures import acting, arriving, judging, notifying
from kindline.services.hotline.figures.agreeing import AGREEMENTS, SIDES

FIGURES = (*arriving.FIGURES, *judging.FIGURES, *acting.FIGURES, *notifying.FIGURES)


def register_figures() -> None:
    register(FIGURES, agreements=AGREEMENTS, sides=SIDES)
