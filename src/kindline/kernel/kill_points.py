"""Named points at which a test may kill this process, to show that nothing promised is lost there (P4)."""

import os
import signal

from django.conf import settings


def reach(name: str) -> None:
    """Do nothing, unless a test asked for the death of this process here (`KINDLINE_KILL_AT=name`).

    Heard in the testing place only: nowhere else can an environment variable stop a worker.
    """
    if settings.PLACE == "testing" and os.environ.get("KINDLINE_KILL_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
