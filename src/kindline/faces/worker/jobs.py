"""On PostgreSQL: Procrastinate carries the lanes out, on as many workers and machines as there are.

A job names a lane and nothing else; what is to be done stands in the record (parcels, clocks, states), written in the
transaction of whoever decided it. So a job may be lost, doubled or dropped and nothing else is: every second each lane
is looked at by some worker, and again at once while it finds work.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from django.db import DatabaseError, connections
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Status

from kindline.faces.worker import lanes
from kindline.kernel.alone import alone
from kindline.kernel.outbox.jobs_schema import SCHEMA
from kindline.services.hotline import erasing

log = logging.getLogger("kindline.worker")
QUEUE = "lanes"
EVERY_SECOND, EVERY_FIVE, EVERY_MINUTE = "* * * * * *", "* * * * * */5", "* * * * *"
# A worker says that it lives; who has said nothing for so long is dead, and what it held goes to another.
HEARTBEAT, DEAD_AFTER = 2.0, 10.0
# After the database was away.
PAUSE = 5.0
# Steps only wait, for the database or for a server outside.
AT_ONCE = 4
# Jobs hold no truth: no commit of theirs waits for the disk.
OURS = ("options", "prepare_threshold")
OPTIONS = f"-c search_path={SCHEMA} -c synchronous_commit=off"


class NoTables(RuntimeError):
    """The queue's tables are not there, or this role may not use them. The message is the kind of the error."""


def run(*, until: Callable[[], bool], at_once: int = AT_ONCE) -> None:
    """Work until told to stop; what is being done then is finished. NoTables where the migrations were not run."""
    look_for_tables()
    with alone("reapply", wait=True):
        erasing.reapply()
    with ThreadPoolExecutor(at_once, thread_name_prefix="lane") as threads:
        asyncio.run(_work(threads, until, at_once))


def look_for_tables() -> None:
    """NoTables, said before anything begins."""
    try:
        with connections["core"].cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {SCHEMA}.procrastinate_jobs")
    except DatabaseError as error:
        raise NoTables(type(error).__name__) from None


def app() -> App:
    """The queue, with nothing in it yet."""
    return App(connector=PsycopgConnector(kwargs=_address(), min_size=1, max_size=3))


def add_lanes(made: App, threads: ThreadPoolExecutor, *, at_once: int) -> None:
    """Let this process do the lanes: deliveries on half of its threads at most, for a crowd of slow servers may not
    keep it from its other duties (P12), every other lane on one."""
    for lane in lanes.NAMES:
        _add_lane(made, lane, threads, limit=max(1, at_once // 2) if lane == lanes.DELIVERIES else 1)


def watch_the_dead(made: App, *, queue: str) -> None:
    """The stalled-job task: it has no lock of its own, so that its own death stops nothing."""

    @made.periodic(cron=EVERY_FIVE)
    @made.task(name=f"{queue}:take_over", queue=queue, queueing_lock=f"{queue}:take_over")
    async def take_over(timestamp: int) -> None:
        await give_back(made)


async def give_back(made: App) -> int:
    """Let what dead workers held be done again; how many jobs."""
    stalled = list(await made.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER))
    for job in stalled:
        try:
            await made.job_manager.retry_job(job)
        except UniqueViolation:
            # The same lane waits already.
            with suppress(ConnectorException):
                await made.job_manager.finish_job(job, status=Status.ABORTED, delete_job=True)
        except ConnectorException:
            # Another worker was quicker.
            continue
    if stalled:
        log.warning("jobs of dead workers: %s", len(stalled))
    return len(stalled)


def _add_lane(made: App, lane: str, threads: ThreadPoolExecutor, *, limit: int) -> None:
    name, cron = f"lane:{lane}", EVERY_MINUTE if lane == lanes.DAY else EVERY_SECOND
    places = asyncio.Semaphore(limit)

    @made.periodic(cron=cron)
    @made.task(name=name, queue=QUEUE, queueing_lock=name)
    async def look(timestamp: int) -> None:
        if places.locked():
            # Whoever looks here now looks again when that was of use, and so does the next second.
            return
        async with places:
            done = await asyncio.get_running_loop().run_in_executor(threads, lanes.work, lane)
        if done:
            with suppress(AlreadyEnqueued):
                await made.tasks[name].defer_async(timestamp=0)


async def _work(threads: ThreadPoolExecutor, until: Callable[[], bool], at_once: int) -> None:
    while not until():
        made = app()
        add_lanes(made, threads, at_once=at_once)
        watch_the_dead(made, queue=QUEUE)
        try:
            async with made.open_async():
                await serve(made, queues=[QUEUE], until=until, at_once=at_once)
        except Exception:
            log.exception("the queue")
        if not until():
            await asyncio.sleep(PAUSE)


async def serve(made: App, *, queues: Iterable[str], until: Callable[[], bool], at_once: int) -> None:
    """Take jobs until told to stop, or until the database is gone."""
    worker = asyncio.create_task(
        made.run_worker_async(
            queues=list(queues),
            concurrency=at_once,
            delete_jobs="always",
            install_signal_handlers=False,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=DEAD_AFTER,
        )
    )
    while not until() and not worker.done():
        await asyncio.wait([worker], timeout=0.2)
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker


def _address() -> dict[str, Any]:
    """Where Django's core database is, in the words of the driver; the queue's own connections are few."""
    known = connections["core"].get_connection_params()
    plain = {name: value for name, value in known.items() if isinstance(value, str | int) and name not in OURS}
    return plain | {"options": f"{known.get('options', '')} {OPTIONS}".strip()}
