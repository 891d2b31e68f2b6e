"""What an authority instructs per address: act now, never notify, wait, hold; what follows when it is changed (P11)."""

from datetime import datetime

from kindline.kernel.outbox import holding
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.models import Event
from kindline.kernel.procedure.table import advance
from kindline.services.hotline import law, resting, tasks, withdrawing
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.law import role_of
from kindline.services.hotline.models import Address

HOLDING = ("hold", "preserve_first")
RELEASING = ("act_now", "never_notify")
INSTRUCTIONS = ("wait", *RELEASING, *HOLDING)


def follow(address: Address, instruction: str, *, by: str, authority: str, at: datetime) -> None:
    """Apply an instruction inside the transaction of the answer that carries it."""
    before = address.instruction
    address.instruction, address.instructed_by, address.said_at = instruction, authority, at
    address.save(update_fields=["instruction", "instructed_by", "said_at"])
    if address.state == "closed":
        resting.rest(address, held=instruction in HOLDING, by=by)
        return
    if instruction in HOLDING:
        if address.state != "held":
            _hold(address, instruction, by=by, at=at)
    elif address.state == "held":
        _lift(address, instruction, by=by, at=at)
    elif instruction in RELEASING:
        _release_again(address, changed=before != instruction, by=by, at=at)
    if instruction == "never_notify":
        withdrawing.withdraw_notices(address, by=by, why="never_notify")


def is_released(address: Address) -> bool:
    """Whether the worker has the address already, from an earlier release."""
    return hasattr(address, "released")


def _release_again(address: Address, *, changed: bool, by: str, at: datetime) -> None:
    """Released before and recalled, or routed under another instruction: the worker routes it anew."""
    if address.state == "awaiting_release" and is_released(address):
        advance(address, "release", by=by, role=role_of(by), occurred_at=at)
        deadlines.meet(address.pk, "release")
    elif address.state == "routed" and changed:
        advance(address, "resume", by=by, role=role_of(by), occurred_at=at)


def _hold(address: Address, instruction: str, *, by: str, at: datetime) -> None:
    advance(address, "hold", by=by, role=role_of(by), occurred_at=at, facts={"instruction": instruction})
    holding.hold(subject=address.pk, by=by)
    withdrawing.withdraw_notices(address, by=by, why="hold")
    tasks.overtake(address.pk, "transfer_member", why="hold")
    deadlines.stop(address.pk)
    withdrawing.rest_notices(address)
    start_clock(address.pk, "hold_review", under=law.of(address.report))


def _lift(address: Address, instruction: str, *, by: str, at: datetime) -> None:
    deadlines.meet(address.pk, "hold_review")
    withdrawing.wake_notices(address)
    deadlines.resume(address.pk)
    if instruction == "wait":
        # Lifted to waiting is not released: what had been decided does not leave now.
        holding.cancel(subject=address.pk, by=by, why="wait")
    holding.unhold(subject=address.pk, by=by)
    facts = {"instruction": instruction}
    if instruction == "wait" or not is_released(address):
        advance(address, "lift", by=by, role=role_of(by), occurred_at=at, facts=facts)
        start_clock(address.pk, "release", under=law.of(address.report))
    elif _was_watched(address):
        advance(address, "watch", by=by, role=role_of(by), occurred_at=at, facts=facts)
        start_clock(address.pk, "watch")
    else:
        # It may have moved meanwhile, and its notice was withdrawn: both are seen to by routing it anew.
        advance(address, "resume", by=by, role=role_of(by), occurred_at=at, facts=facts)


def _was_watched(address: Address) -> bool:
    """Watched when the hold came, or its provider said during the hold that it is gone."""
    held = Event.objects.filter(noun=address.pk, procedure="address", verb="hold").order_by("-recorded_at").first()
    if held is None:
        return False
    told = address.notice_items.filter(action__in=("removed", "not_found", "moved"), acted_at__gte=held.recorded_at)
    return held.source == "watching" or told.exists()
