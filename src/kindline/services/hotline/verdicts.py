"""Verdict and instruction per address: dismissed, held, waiting, or released under seal (P11)."""

from datetime import datetime

from kindline.kernel import clock
from kindline.kernel.outbox import holding
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.table import advance
from kindline.services.hotline import withdrawing
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.models import Address, Answer, ReleaseOrder

ABUSE = "abuse_material"
DISMISSING = ("not_illegal", "cannot_tell", "already_gone", "duplicate")
CLASSIFICATIONS = ("baseline", "national")
HOLDING = ("hold", "preserve_first")
RELEASING = ("act_now", "never_notify")
INSTRUCTIONS = ("wait", *RELEASING, *HOLDING)


def record_verdict(
    address: Address,
    *,
    verdict: str,
    classification: str,
    instruction: str,
    box: bytes | None,
    by: str,
    at: datetime,
    answer: Answer,
) -> str:
    """Apply one signed line. `accepted`, `repeated`, or a code saying what is wrong with it; nothing is half applied."""
    problem = _problem(address, verdict, classification, instruction, box)
    if problem:
        return problem
    before = (address.state, address.verdict, address.classification, address.instruction, address.orders.count())
    if verdict in DISMISSING:
        if address.verdict == verdict:
            return "repeated"
        dismiss(address, outcome=verdict, by=by, at=at)
        return "accepted"
    if verdict == ABUSE and address.state == "acknowledged":
        _judge(address, classification, by=by, at=at)
    if instruction:
        _instruct(address, instruction, by=by, at=at)
    if box is not None:
        _order(address, box, answer)
    address.refresh_from_db()
    after = (address.state, address.verdict, address.classification, address.instruction, address.orders.count())
    return "repeated" if before == after else "accepted"


def dismiss(address: Address, *, outcome: str, by: str, at: datetime) -> None:
    """An end without removal: the verdict of the police, or no feedback by agreement."""
    advance(address, "dismiss", by=by, role="police", occurred_at=at, facts={"outcome": outcome})
    known = "" if outcome == "no_feedback" else outcome
    Address.objects.filter(pk=address.pk).update(verdict=known, outcome=outcome, judged_at=clock.now())
    holding.unhold(subject=address.pk, by=by)
    deadlines.meet_all(address.pk)


def _problem(address: Address, verdict: str, classification: str, instruction: str, box: bytes | None) -> str:
    known = verdict or address.verdict
    if verdict and verdict not in (ABUSE, *DISMISSING):
        return "unknown_verdict"
    if not known:
        return "no_verdict"
    if verdict == ABUSE and not address.classification and classification not in CLASSIFICATIONS:
        return "unknown_classification"
    if instruction and instruction not in INSTRUCTIONS:
        return "unknown_instruction"
    if known in DISMISSING and (instruction or box):
        return "instruction_without_abuse"
    if instruction in RELEASING and box is None and not hasattr(address, "released") and not _ordered(address):
        return "release_missing"
    if box is not None and (instruction or address.instruction) not in RELEASING:
        return "release_without_instruction"
    return ""


def _ordered(address: Address) -> bool:
    return address.orders.filter(done_at=None).exists()


def _judge(address: Address, classification: str, *, by: str, at: datetime) -> None:
    advance(address, "judge", by=by, role="police", occurred_at=at, facts={"classification": classification})
    Address.objects.filter(pk=address.pk).update(
        verdict=ABUSE, classification=classification, judged_at=clock.now()
    )
    start_clock(address.pk, "release")


def _instruct(address: Address, instruction: str, *, by: str, at: datetime) -> None:
    Address.objects.filter(pk=address.pk).update(instruction=instruction)
    if instruction in HOLDING and address.state != "held":
        _hold(address, instruction, by=by, at=at)
    elif instruction not in HOLDING and address.state == "held":
        _lift(address, instruction, by=by, at=at)
    if instruction == "never_notify":
        withdrawing.withdraw_notices(address, by=by, why="never_notify")


def _hold(address: Address, instruction: str, *, by: str, at: datetime) -> None:
    advance(address, "hold", by=by, role="police", occurred_at=at, facts={"instruction": instruction})
    holding.hold(subject=address.pk, by=by)
    withdrawing.withdraw_notices(address, by=by, why="hold")
    deadlines.stop(address.pk)
    start_clock(address.pk, "hold_review")


def _lift(address: Address, instruction: str, *, by: str, at: datetime) -> None:
    verb = "resume" if address.routed_at else "lift"
    advance(address, verb, by=by, role="police", occurred_at=at, facts={"instruction": instruction})
    deadlines.meet(address.pk, "hold_review")
    holding.unhold(subject=address.pk, by=by)
    deadlines.resume(address.pk)


def _order(address: Address, box: bytes, answer: Answer) -> None:
    if address.released_at is None:
        ReleaseOrder.objects.get_or_create(
            address=address, done_at=None, defaults={"box": box, "answer": answer, "received_at": clock.now()}
        )
