"""Lanes: the whole round, each step in one of them, and the daily steps once among all workers."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from procrastinate import App
from procrastinate.testing import InMemoryConnector

from kindline.faces.worker import jobs, lanes, rounds
from kindline.kernel.alone import alone

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True, databases=["core", "intake"])]


def test_daily_steps_are_done_once_a_day_whoever_comes(monkeypatch, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    done = []
    monkeypatch.setattr(rounds, "DAILY", (lambda: done.append(1) or 1,))
    assert [lanes.work("daily"), lanes.work("daily")] == [1, 0]
    assert len(done) == 1


def test_what_one_does_alone_another_leaves_on_postgresql():
    answers = []

    def ask():
        with alone("something") as mine:
            answers.append(mine)
        connections.close_all()

    with alone("something") as mine:
        other = threading.Thread(target=ask)
        other.start()
        other.join()
    ask()
    several = connections["core"].vendor == "postgresql"
    assert mine and answers == [not several, True]


def test_slow_servers_take_half_of_a_worker_and_no_more(monkeypatch):
    """Eight looks at each lane on four threads: whoever comes too many goes away instead of taking a thread."""
    running, most = [], {}

    def slow(lane):
        running.append(lane)
        most[lane] = max(most.get(lane, 0), running.count(lane))
        time.sleep(0.05)
        running.remove(lane)
        return 0

    async def look(threads):
        made = App(connector=InMemoryConnector())
        jobs.add_lanes(made, threads, at_once=4)
        await asyncio.gather(*(made.tasks[f"lane:{lane}"](timestamp=0) for lane in lanes.NAMES for _ in range(8)))

    monkeypatch.setattr(lanes, "work", slow)
    with ThreadPoolExecutor(4) as threads:
        asyncio.run(look(threads))
    assert most == {lane: 2 if lane == lanes.DELIVERIES else 1 for lane in lanes.NAMES}
