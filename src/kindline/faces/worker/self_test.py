"""`./kindline worker --self-test`: a worker takes a job and is killed; another must have done it within thirty seconds.

Both are processes of their own on a queue of their own, in the installation's database: it tests this server, this
library and these settings, and touches nobody's work. `python -m kindline.faces.worker.self_test` is one of the two.
"""

import asyncio
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django
from procrastinate import App, JobContext
from procrastinate.exceptions import ConnectorException

QUEUE, PROBE = "self-test", "self-test:probe"
WITHIN = 30.0
# The first holder is killed long before.
LONG = 120.0


def run() -> int:
    """0 if the job was taken over in time; says in how many seconds."""
    from kindline.faces.worker import jobs

    jobs.look_for_tables()
    job = asyncio.run(_post())
    try:
        with _two_workers() as (workers, said):
            seconds = _killed(workers, said)
    finally:
        asyncio.run(_forget(job))
    if seconds is None:
        print(f"self-test: FAILED: no worker took over a killed worker's job within {WITHIN:.0f} seconds")
        return 1
    print(f"self-test: a killed worker's job was done by another after {seconds:.1f} seconds")
    return 0


def _killed(workers: dict[int, "subprocess.Popen[bytes]"], said: int) -> float | None:
    """Kill whoever took the job; the seconds until the other had done it."""
    took = _hear(said, "took")
    if took is None:
        return None
    workers[took].send_signal(signal.SIGKILL)
    began = time.monotonic()
    return time.monotonic() - began if _hear(said, "done") else None


def _hear(said: int, word: str) -> int | None:
    """The process that says this word, or None when the time is over."""
    ends = time.monotonic() + WITHIN
    while (left := ends - time.monotonic()) > 0 and select.select([said], [], [], left)[0]:
        for line in os.read(said, 4096).decode().splitlines():
            if line.startswith(word):
                return int(line.split()[1])
    return None


@contextmanager
def _two_workers() -> Iterator[tuple[dict[int, "subprocess.Popen[bytes]"], int]]:
    said, saying = os.pipe()
    command = [sys.executable, "-m", __spec__.name]
    workers = [subprocess.Popen(command, stdout=saying, start_new_session=True) for _ in range(2)]
    os.close(saying)
    try:
        yield {worker.pid: worker for worker in workers}, said
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
        os.close(said)


async def _post() -> int:
    made = _app()
    async with made.open_async():
        return await made.tasks[PROBE].defer_async()


async def _forget(job: int) -> None:
    """Whatever became of it, nobody finds it later."""
    from procrastinate.jobs import Status

    made = _app()
    async with made.open_async():
        try:
            await made.job_manager.finish_job_by_id_async(job, status=Status.ABORTED, delete_job=True)
        except ConnectorException:
            # Done, and gone by itself.
            pass


def _app() -> App:
    from kindline.faces.worker import jobs

    made = jobs.app()
    jobs.watch_the_dead(made, queue=QUEUE)

    @made.task(name=PROBE, queue=QUEUE, pass_context=True)
    async def probe(context: JobContext) -> None:
        again = context.job.attempts > 0
        # In one piece: both workers speak through one pipe.
        os.write(sys.stdout.fileno(), f"{'done' if again else 'took'} {os.getpid()}\n".encode())
        if not again:
            await asyncio.sleep(LONG)

    return made


async def _serve() -> None:
    from kindline.faces.worker import jobs

    made = _app()
    async with made.open_async():
        await jobs.serve(made, queues=[QUEUE], until=lambda: False, at_once=2)


if __name__ == "__main__":
    django.setup()
    asyncio.run(_serve())
