"""On SQLite: one worker for one data folder. Two would take turns at one file and win nothing."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "worker.lock"


class AnotherWorks(RuntimeError):
    """A living worker holds this folder; its process number."""


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder while the block runs. The lock ends with its process, however that ends."""
    with (folder / FILE).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AnotherWorks(file.read().strip()) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
