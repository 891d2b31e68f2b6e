"""The same run over Dask: processes of this machine, or workers of several machines that share the folder of pieces.

A chunk is one task and one durable piece, whoever makes it; a worker that dies costs its chunk's time. Dask's own
protocol lets everybody who reaches it run code: here it speaks TLS with a key of this run, or with the certificates of
Dask's configuration; a scheduler without is refused. No chunk is ever written to Dask's scratch folder.
"""

import hashlib
import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from kindline.provenance.bulk.kernel import Bench, locate_chunk
from kindline.provenance.bulk.lines import Chunk
from kindline.provenance.bulk.pieces import Pieces
from kindline.provenance.bulk.running import AHEAD, Died, MakeBench

ENGINES = ("processes", "dask")
_bench: tuple[str, Bench] | None = None


class Unprotected(ValueError):
    """A scheduler that anybody could send code to."""


def run_on_dask(
    chunks: Iterable[Chunk], *, make: MakeBench, pieces: Pieces, processes: int = 2, scheduler: str = ""
) -> Iterator[int]:
    """As `running.run`: yields the number of each chunk as it is done or found done. Died, or Unprotected.

    Without `scheduler` (`tls://HOST:PORT`) so many `processes` of this machine are started.
    """
    from distributed import wait
    from distributed.scheduler import KilledWorker

    whose = hashlib.sha256(pickle.dumps(make)).hexdigest()
    with _client(processes, scheduler) as client:
        ahead = AHEAD * max(processes, len(client.scheduler_info()["workers"]))
        waiting: set[Any] = set()
        try:
            for chunk in chunks:
                if pieces.done(chunk.number):
                    yield chunk.number
                    continue
                waiting.add(client.submit(_locate, chunk, make, pieces, whose, pure=False))
                while len(waiting) >= ahead:
                    yield from _finished(waiting, wait)
            while waiting:
                yield from _finished(waiting, wait)
        except KilledWorker as dead:
            raise Died("processes died again and again on one chunk") from dead


def _finished(waiting: set[Any], wait: Any) -> Iterator[int]:
    done = wait(waiting, return_when="FIRST_COMPLETED").done
    waiting -= done
    for future in done:
        yield future.result()


@contextmanager
def _client(processes: int, scheduler: str) -> Iterator[Any]:
    from distributed import Client, LocalCluster
    from distributed.security import Security

    if scheduler:
        with _connected(scheduler) as client:
            yield client
        return
    with (
        TemporaryDirectory(prefix="kindline-dask-") as scratch,
        LocalCluster(
            n_workers=processes,
            threads_per_worker=1,
            host="127.0.0.1",
            protocol="tls://",
            security=Security.temporary(),
            dashboard_address=None,
            memory_limit=0,
            local_directory=scratch,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


def _connected(scheduler: str) -> Any:
    from distributed import Client

    if not scheduler.startswith("tls://"):
        raise Unprotected("a scheduler is reached by tls://HOST:PORT, with the certificates of Dask's configuration")
    try:
        return Client(scheduler)
    except TypeError:
        raise Unprotected("Dask's configuration names no certificates (docs/bulk.md)") from None


def _locate(chunk: Chunk, make: MakeBench, pieces: Pieces, whose: str) -> int:
    """In a worker. A chunk whose maker died before it could say so is there already."""
    global _bench
    if not pieces.done(chunk.number):
        if _bench is None or _bench[0] != whose:
            _bench = (whose, make())
        pieces.write(chunk.number, locate_chunk(chunk.series(), bench=_bench[1], unread=chunk.unread))
    return chunk.number
