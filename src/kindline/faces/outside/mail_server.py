"""The mail server of the outside: keeps every mail in its receiver's folder, as a file."""

import signal
import sys
import threading
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from kindline.faces.outside.ledger import Ledger
from kindline.faces.outside.stage import Stage, write_whole


class Keep:
    """Accepts for everybody."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.ledger, self.lock, self.count = stage, Ledger(stage, "mail"), threading.Lock(), 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        parcel = message_from_bytes(envelope.content)["X-Kindline-Parcel"]
        for receiver in envelope.rcpt_tos:
            write_whole(self.stage.outside / "mail" / receiver / f"{parcel}.eml", envelope.content)
            self.ledger.write(to=receiver, parcel=parcel, bytes=len(envelope.content))
        return "250 kept"


def main(stage: Stage) -> None:
    server = Controller(Keep(stage), hostname="127.0.0.1", port=stage.ports()["smtp"], ready_timeout=10)
    server.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    server.stop()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main(Stage(Path(sys.argv[1])))
