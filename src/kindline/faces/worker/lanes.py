"""The lanes of the round on several workers at once: each step alone, deliveries side by side.

A step has a lock of its own (`kernel.alone`), so that no name is asked for twice and no batch is read twice; what it
decides it decides under the locks of its rows. A delivery has its lease and its fencing token.
"""

import time
from functools import wraps

from kindline.faces.worker import rounds
from kindline.kernel.alone import alone
from kindline.kernel.erasable.copying import keep_copy_hourly
from kindline.kernel.mandate import activating
from kindline.kernel.procedure import daily

# Beside each other on as many workers as there are: what they take is theirs by a lease, or is a file of each machine.
TOGETHER = (rounds.carry, activating.begin_due, keep_copy_hourly)
DELIVERIES, DAY = "deliveries", "daily"
NAMES = (*rounds.LANES, DAY)


def work(lane: str) -> int:
    """Do what there is to do in this lane; how much it was."""
    began = time.monotonic()
    done = rounds.safely(_day) if lane == DAY else sum(_step(step) for step in rounds.LANES[lane])
    rounds.show_round(began, done)
    return done


def _step(step: rounds.Step) -> int:
    if step in TOGETHER:
        return rounds.safely(step)

    @wraps(step)
    def alone_step() -> int:
        with alone(step.__name__) as mine:
            return step() if mine else 0

    return rounds.safely(alone_step)


def _day() -> int:
    """The daily steps, once a day among all workers."""
    if daily.done_today(DAY):
        return 0
    with alone(DAY) as mine:
        if not mine or daily.done_today(DAY):
            return 0
        done = sum(rounds.safely(step) for step in rounds.DAILY)
        daily.note_done(DAY)
    return done
