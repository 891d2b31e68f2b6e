"""Lanes: the whole round, each step in one of them, and the daily steps once among all workers."""

import threading

import pytest
from django.db import connections

from kindline.faces.worker import lanes, rounds
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
