"""Bodies are waited for by threads that do nothing else; the work is done by a few (P12).

If a working thread read the body, as many senders as there are such threads, each sending one byte and then nothing,
would close the door to everybody else. Bodies that no page of this face takes stay unread: `faces.ui.body` refuses
them.
"""

import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]


class WaitingRoom:
    """A WSGI application in front of another. `longest`: bytes that may be waited for, by type of body."""

    def __init__(self, application: Application, *, workers: int, longest: dict[str, int]) -> None:
        self._application, self._longest = application, longest
        self._workers = ThreadPoolExecutor(workers)

    def __call__(self, environ: Environ, start: Start) -> list[bytes]:
        length = environ.get("CONTENT_LENGTH", "")
        if length.isdecimal() and 0 < int(length) <= self._longest.get(_kind(environ), 0):
            body = environ["wsgi.input"].read(int(length))
            if len(body) < int(length):
                start("400 Bad Request", [("Content-Length", "0")])
                return []  # who hung up halfway has said nothing
            environ["wsgi.input"] = io.BytesIO(body)
        started, content = self._workers.submit(self._work, environ).result()
        start(*started)
        return [content]

    def _work(self, environ: Environ) -> tuple[list[Any], bytes]:
        """Everything that Django does for one request, its closing included, so that connections stay with a thread."""
        started: list[Any] = []
        pieces = self._application(environ, lambda status, headers, failure=None: started.extend((status, headers)))
        try:
            return started, b"".join(pieces)
        finally:
            getattr(pieces, "close", lambda: None)()


def _kind(environ: Environ) -> str:
    return str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()
