"""Workers as an operator starts them: whole processes, several at once, ended by kill -9."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session

from kindline.kernel.outbox.models import Parcel
from tests.channels.mail_server import MailServer
from tests.faults.scene import DUTY, ROOT, Scene
from tests.installation import Installation

WITHIN = 30.0
T = TypeVar("T")
Worker = subprocess.Popen[bytes]


class StandingMail(MailServer):
    """A mail server that says nothing while it stands still, and keeps nothing of what came then."""

    standing = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.standing:
            while self.standing:
                await asyncio.sleep(0.02)
            return "451 try again"
        return await super().handle_DATA(server, session, envelope)


class Crew(Scene):
    """The scene with its worker processes; `engine` is what they need to know of their databases."""

    mail: StandingMail

    def __init__(self, made: Installation, mail: StandingMail, port: int, *, engine: dict[str, str]) -> None:
        super().__init__(made, mail, port, nursery=None)  # type: ignore[arg-type]
        self.engine, self.workers = engine, list[Worker]()

    def start(self, *, kill_at: str = "") -> Worker:
        """One more worker."""
        wishes = {
            "KINDLINE_DATA": str(self.data),
            "KINDLINE_KEYS": str(self.keys),
            "KINDLINE_FACE": "worker",
            "KINDLINE_SMTP_HOST": "127.0.0.1",
            "KINDLINE_SMTP_PORT": str(self.mail_port),
            "KINDLINE_DUTY_LADDER": ",".join(DUTY),
            "KINDLINE_KILL_AT": kill_at,
            "DJANGO_SETTINGS_MODULE": "kindline.settings.testing",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.whole_worker"], env=os.environ | wishes | self.engine, cwd=ROOT
        )
        self.workers.append(worker)
        return worker

    def holder(self) -> Worker | None:
        """Who is carrying a letter at this moment."""
        held = Parcel.objects.exclude(lease_until=None).filter(channel="mail").values_list("lease_by", flat=True)
        pids = {int(name.rpartition(":")[2]) for name in held}
        return next((worker for worker in self.workers if worker.pid in pids and worker.poll() is None), None)

    def end(self) -> None:
        for worker in self.workers:
            worker.kill()
            worker.wait()


def wait_for(question: Callable[[], T], *, seconds: float = WITHIN) -> T:
    """What the question answers as soon as that is anything; fails when the time is over."""
    ends = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < ends, "nothing came of it in time"
        time.sleep(0.05)
    return answer


@contextmanager
def working(*arguments: Any, **more: Any) -> Iterator[Crew]:
    crew = Crew(*arguments, **more)
    try:
        yield crew
    finally:
        crew.end()
