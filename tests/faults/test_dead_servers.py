"""A mail server that is gone, a resolver that answers too late: work waits, nothing else does, and a person hears."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from kindline.kernel import clock
from kindline.kernel.outbox.models import Attempt, Parcel
from kindline.services.hotline.models import Address, Report, Task
from kindline.services.hotline.one_by_one import each
from tests.channels.silent_server import closed_port

pytestmark = pytest.mark.faults


def test_a_dead_mail_server_delays_the_call_and_stops_nothing_else(scene):
    scene.file("https://album.test/1")
    assert scene.worker(EMAIL_PORT=closed_port()) == 0
    call = Parcel.objects.get(channel="mail", kind="ring")
    assert call.state == "waiting" and call.priority == 0
    assert Attempt.objects.filter(parcel=call).count() >= 1
    assert Report.objects.get().state == "handed_over"
    clock.move(timedelta(minutes=1))
    scene.worker()
    assert Parcel.objects.get(pk=call.pk).state == "delivered"
    assert scene.rings_and_notices() == (1, 0)


@contextmanager
def slow_resolver(after: float) -> Iterator[int]:
    """A name server that answers every question, but only after so many seconds. Says at which port."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                question, asker = server.recvfrom(4096)
            except OSError:
                return
            threading.Timer(after, answer, (question, asker)).start()

    def answer(question: bytes, asker: tuple[str, int]) -> None:
        try:
            # The same question as an answer: no error, nothing found.
            server.sendto(question[:2] + b"\x81\x80" + question[4:], asker)
        except OSError:
            pass

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.close()


def test_a_resolver_that_answers_after_ten_seconds_delays_routes_and_nothing_else(scene):
    for number in range(2):
        scene.file(f"https://album.test/{number}")
    scene.worker()
    scene.play.judge()
    with slow_resolver(after=10) as port:
        scene.file("https://album.test/urgent")
        began = time.monotonic()
        assert scene.worker(rounds=1, RESOLVER=f"127.0.0.1:{port}") == 0
        assert time.monotonic() - began < 30
    # The urgent report that came meanwhile is with the police, and no address was routed by guess.
    assert Report.objects.filter(state="handed_over").count() == 1
    assert Address.objects.filter(state="released").count() == 2
    clock.move(timedelta(minutes=2))
    scene.worker()
    assert Address.objects.filter(state="routed").count() == 2


def test_a_pass_over_slow_things_ends_in_time_and_starts_with_the_first() -> None:
    seen: list[int] = []

    def slow(number: int) -> int:
        seen.append(number)
        time.sleep(0.05)
        return 1

    assert each(range(1000), slow, seconds=0.2) == len(seen) < 10
    assert seen[0] == 0 and each([7], slow, seconds=0) == 1


def test_a_resolver_that_stays_silent_ends_at_a_person(scene):
    scene.file("https://album.test/1")
    scene.worker()
    scene.play.judge()
    with slow_resolver(after=10) as port:
        scene.worker(rounds=1, RESOLVER=f"127.0.0.1:{port}")
        assert Address.objects.get().state == "released"
        clock.move(timedelta(hours=7))
        scene.worker(rounds=1, RESOLVER=f"127.0.0.1:{port}")
    assert Address.objects.get().state == "routed"
    assert Task.objects.filter(kind="route_person", done_at=None).count() == 1
