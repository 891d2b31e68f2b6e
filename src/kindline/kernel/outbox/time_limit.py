"""A limit on a whole conversation: a server that drips one byte per timeout cannot keep a worker for ever."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def time_limit(seconds: float, cut: Callable[[], None]) -> Iterator[None]:
    """Call `cut` from another thread if the block still runs after so many seconds."""
    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
