"""A run: chunks out to processes, pieces in, one file at the end. A process that is killed costs its chunk's time.

Every process makes its own bench once. Chunks go out a few at a time, so memory does not grow with the file.
"""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice

from kindline.provenance.bulk.kernel import Bench, locate_chunk
from kindline.provenance.bulk.lines import Chunk
from kindline.provenance.bulk.pieces import Pieces

MakeBench = Callable[[], Bench]
"""Makes the bench inside the process that will use it; must travel to another process."""
AHEAD = 2
DEATHS = 20
"""Processes that may die, one after another without a piece between, before the run gives up."""

_bench: Bench | None = None
_pieces: Pieces | None = None


class Died(Exception):
    """Processes die again and again on the same chunks: something is wrong that trying again does not mend."""


def run(chunks: Iterable[Chunk], *, make: MakeBench, pieces: Pieces, processes: int = 1) -> Iterator[int]:
    """Locates every chunk that has no piece yet. Yields the number of each chunk as it is done or found done."""
    if processes > 1:
        yield from _in_processes(chunks, make=make, pieces=pieces, processes=processes)
        return
    bench = make()
    for chunk in chunks:
        if not pieces.done(chunk.number):
            _locate(chunk, bench=bench, pieces=pieces)
        yield chunk.number


def _in_processes(chunks: Iterable[Chunk], *, make: MakeBench, pieces: Pieces, processes: int) -> Iterator[int]:
    todo, deaths = iter(chunks), 0
    while True:
        waiting: dict[Future[int], Chunk] = {}
        try:
            with _pool(processes, make, pieces) as pool:
                while True:
                    for chunk in islice(todo, processes * AHEAD - len(waiting)):
                        if pieces.done(chunk.number):
                            yield chunk.number
                        else:
                            waiting[_submitted(pool, chunk)] = chunk
                    if not waiting:
                        following = next(todo, None)
                        if following is None:
                            return
                        todo = chain([following], todo)
                        continue
                    for done in wait(waiting, return_when=FIRST_COMPLETED).done:
                        number = done.result()
                        del waiting[done]
                        deaths = 0
                        yield number
        except BrokenProcessPool:
            deaths += 1
            if deaths > DEATHS:
                raise Died(f"processes died {deaths} times in a row") from None
            todo = chain(waiting.values(), todo)


def _submitted(pool: ProcessPoolExecutor, chunk: Chunk) -> Future[int]:
    """A pool that broke meanwhile gives a future that says so, so that its chunk is not forgotten."""
    try:
        return pool.submit(_work, chunk)
    except BrokenProcessPool as broken:
        failed: Future[int] = Future()
        failed.set_exception(broken)
        return failed


def _pool(processes: int, make: MakeBench, pieces: Pieces) -> ProcessPoolExecutor:
    # Not by fork: polars has threads of its own, and a forked lock never opens.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(make, pieces))


def _begin(make: MakeBench, pieces: Pieces) -> None:
    global _bench, _pieces
    _bench, _pieces = make(), pieces


def _work(chunk: Chunk) -> int:
    if _bench is None or _pieces is None:
        raise RuntimeError("a process that was not begun")
    return _locate(chunk, bench=_bench, pieces=_pieces)


def _locate(chunk: Chunk, *, bench: Bench, pieces: Pieces) -> int:
    pieces.write(chunk.number, locate_chunk(chunk.series(), bench=bench, unread=chunk.unread))
    return chunk.number
