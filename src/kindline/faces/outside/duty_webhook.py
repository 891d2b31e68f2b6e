"""The duty officer's own pager service: takes a ring over HTTP and writes it down."""

import json
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from kindline.faces.outside.ledger import Ledger
from kindline.faces.outside.stage import Stage

MOST = 10_000


class Pager(BaseHTTPRequestHandler):
    """One ring a POST; the same ring twice is one ring."""

    def do_POST(self) -> None:
        ring = json.loads(self.rfile.read(min(MOST, int(self.headers["Content-Length"]))))
        self.server.ledger.write(parcel=ring["parcel"], count=ring.get("count"))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """The ledger is the log."""


def main(stage: Stage) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", stage.ports()["webhook"]), Pager)
    server.ledger = Ledger(stage, "duty/rings")  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main(Stage(Path(sys.argv[1])))
