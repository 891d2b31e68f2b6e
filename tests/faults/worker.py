"""Workers in processes of their own: `python -m tests.faults.worker` wakes up once and forks one for every line.

A line is `{"rounds": N, "settings": {…}, "databases": {…}, "kill_at": "point"}`; the answer is `{"pid": …, "code": …}`,
where a code below zero is the signal the worker died of. With `"portal": "fetch"`, or `"portal": "<a signed file>"`, it
does what the portal does for an officer instead; with `"portal": "analyst:<name>"` what the desk does for an analyst.
"""

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

import django

ZONES = Path(__file__).parents[2] / "examples" / "zones"


def main() -> None:
    django.setup()
    import kindline.faces.worker.rounds  # noqa: F401

    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os._exit(work(json.loads(line)))
        _, status = os.waitpid(pid, 0)
        print(json.dumps({"pid": pid, "code": os.waitstatus_to_exitcode(status)}), flush=True)


def work(wishes: dict[str, Any]) -> int:
    """Be a worker for some rounds; nobody but the operating system ends it earlier."""
    from django.conf import settings
    from django.db import connections

    from kindline.faces.worker.rounds import round_once
    from kindline.provenance.resolver import ZoneResolver
    from kindline.services.hotline import world

    os.environ["KINDLINE_KILL_AT"] = wishes["kill_at"]
    for name, value in wishes["settings"].items():
        setattr(settings, name, value)
    for alias, name in wishes["databases"].items():
        connections[alias].settings_dict["NAME"] = name
    if not settings.RESOLVER:
        world.resolver = lambda: ZoneResolver(ZONES / "before.zone")
    try:
        if wishes["portal"]:
            serve_an_officer(wishes["portal"])
            return 0
        day = None
        for _ in range(wishes["rounds"]):
            _, day = round_once(day)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def serve_an_officer(wish: str) -> None:
    """The portal's two verbs: hand out what waits, take a signed file; and the desk's, for an analyst by name."""
    if wish.startswith("analyst:"):
        serve_an_analyst(wish.removeprefix("analyst:"))
        return
    from kindline.services.hotline import handover
    from kindline.services.hotline.answers import record_answers

    if wish == "fetch":
        handover.bundle(handover.parcels_for("federal-police"), authority="federal-police", by="officer")
    else:
        record_answers(wish.encode())


def serve_an_analyst(name: str) -> None:
    """The desk hands over the next sealed address."""
    from kindline.kernel.people.models import User
    from kindline.services.hotline.assessment import taking

    analyst = User.objects.get(username=name)
    taking.hand_out(taking.take_next(by=analyst), reason="assess", by=analyst)


if __name__ == "__main__":
    main()
