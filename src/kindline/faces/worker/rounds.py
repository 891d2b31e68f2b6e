"""The worker's round: what is done again and again, in the order of who waits most."""

import logging
import math
import os
import platform
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, transaction

from kindline.kernel import clock
from kindline.kernel.audit.sequencing import sequence
from kindline.kernel.contacts import retention as contacts
from kindline.kernel.erasable.copying import keep_copy_hourly
from kindline.kernel.mandate import activating
from kindline.kernel.outbox.carrying import carry_due
from kindline.kernel.outbox.failed import failed
from kindline.kernel.procedure.deadlines import expire_due
from kindline.kernel.register import retention as registers
from kindline.kernel.rota import notes
from kindline.kernel.welfare import talks
from kindline.services.hotline import (
    admission,
    announcing,
    carrying_out,
    deciding,
    digest,
    duty,
    erasing,
    expiry,
    followup,
    keeping,
    key_alarms,
    lookups,
    proposing,
    reconciling,
    releases,
    replies,
    retention,
    returning,
    sealed_mail,
    stages,
    tasks,
)
from kindline.services.hotline.figures.monthly import freeze_last_month
from kindline.services.hotline.models import Task
from kindline.services.missing import forwarding
from kindline.services.missing import retention as missing_files
from kindline.services.missing.publishing import alerting, mirroring

log = logging.getLogger("kindline.worker")
IDLE_SECONDS = 0.25
A_SECOND = 0.9


def worker_name() -> str:
    """Who holds a lease: host and process."""
    return f"{platform.node()}:{os.getpid()}"


def carry() -> int:
    """Deliver what is due."""
    return carry_due(worker=worker_name())


def expire() -> int:
    """Let clocks run out."""
    return expire_due({**expiry.FOLLOWS, **talks.FOLLOWS})


def show_failures() -> int:
    """A parcel that died is put before a person."""
    with transaction.atomic(using="core"):
        shown = Task.objects.filter(kind="dead_parcel", done_at=None).values("subject")
        for parcel in failed().exclude(pk__in=shown).defer("sealed_body")[:50]:
            tasks.open_task("dead_parcel", subject=parcel.pk, facts={"kind": parcel.kind, "state": parcel.state})
    return 0


Step = Callable[[], int]


def seldom(step: Step) -> Step:
    """The step at most once a second: a round is much shorter, and what it looks for can wait that long."""
    last = -math.inf

    @wraps(step)
    def each_second() -> int:
        nonlocal last
        if time.monotonic() - last < A_SECOND:
            return 0
        done = step()
        last = time.monotonic()
        return done

    return each_second


# What must stand in the order of who waits most; several workers do several lanes at once (`lanes`).
LANES: dict[str, tuple[Step, ...]] = {
    "arrivals": (
        activating.begin_due,
        forwarding.admit_waiting,
        seldom(mirroring.bury_ended),
        admission.admit_waiting,
        keeping.lock_messages,
        duty.ring_on,
    ),
    "deliveries": (carry,),
    "routes": (
        lookups.answer_waiting,
        releases.open_orders,
        deciding.route_released,
        carrying_out.apply_decisions,
        announcing.announce_due,
        followup.recheck_due,
        returning.look_for_returns,
    ),
    "clocks": (
        expire,
        seldom(alerting.end_run_out),
        proposing.propose_due,
        replies.lock_arrived,
        show_failures,
        reconciling.sign_joint,
    ),
    "record": (sequence, keep_copy_hourly),
}
STEPS: tuple[Step, ...] = tuple(step for lane in LANES.values() for step in lane)
DAILY: tuple[Step, ...] = (
    stages.publish_stages,
    followup.watch_forgotten,
    key_alarms.warn_of_ending_keys,
    reconciling.make_monthly,
    digest.send_digests,
    retention.carry_out,
    registers.carry_out,
    contacts.carry_out,
    notes.carry_out,
    missing_files.carry_out,
    freeze_last_month,
    sealed_mail.warn_of_ending_certificates,
)


def round_once(last_daily: date | None = None) -> tuple[int, date]:
    """One round; a step that fails is logged by its type and place, and the others go on."""
    done = sum(safely(step) for step in STEPS)
    today = clock.today()
    if last_daily != today:
        done += sum(safely(step) for step in DAILY)
    return done, today


def safely(step: Step) -> int:
    """What the step did; a failure is logged, and the next step finds a connection that works."""
    try:
        return step()
    except Exception:
        log.exception("step %s", step.__name__)
        close_old_connections()
        return 0


def run(*, until: Callable[[], bool] = lambda: False) -> None:
    """Rounds for ever, resting a moment when there was nothing to do.

    First the ledger of erasures is laid over what a restored backup may have brought back (P8).
    """
    erasing.reapply()
    day: date | None = None
    while not until():
        began = time.monotonic()
        done, day = round_once(day)
        show_round(began, done)
        if not done:
            time.sleep(IDLE_SECONDS)


def show_round(began: float, done: int) -> None:
    """Write over `DATA/worker-round` when the last round began (monotonic, in seconds) and how much it did.

    A file that stays old is a worker that stands still. A full disk does not stop the rounds.
    """
    path = Path(settings.DATA_DIR) / "worker-round"
    fresh = path.with_suffix(f".{threading.get_native_id()}")
    with suppress(OSError):
        fresh.write_text(f"{began:.3f} {done}\n")
        fresh.replace(path)
