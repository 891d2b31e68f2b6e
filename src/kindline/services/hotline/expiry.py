"""What follows when a clock runs out: every `follows` a mandate may name, and nothing happens silently (P3)."""

from collections.abc import Mapping

from kindline.kernel.mandate.nouns import Authority
from kindline.kernel.procedure import deadlines
from kindline.kernel.procedure.deadlines import Follow
from kindline.kernel.procedure.models import Deadline
from kindline.services.hotline import duty, law, letters, notices, tasks
from kindline.services.hotline.clocks import start_clock
from kindline.services.hotline.closing import end_address
from kindline.services.hotline.models import Address, Notice, Report, Task

REMINDER = (
    "A parcel in the portal waits for your answer.\n\nEen pakket in het portaal wacht op uw antwoord.\n\n"
    "Un pli sur le portail attend votre réponse.\n\nEin Paket im Portal wartet auf Ihre Antwort.\n"
)


def ring_duty(deadline: Deadline) -> None:
    """The duty officer is rung; the clock runs again."""
    report = _report(deadline)
    if report:
        duty.ring(report)
    start_clock(deadline.noun, deadline.kind)


def remind_police(deadline: Deadline) -> None:
    """The police are reminded that something waits, without saying what; the clock runs again."""
    _remind(law.of_noun(deadline.noun).police(), deadline)


def remind_assessor(deadline: Deadline) -> None:
    """Whoever is to judge is reminded that something waits, without saying what; the clock runs again."""
    _remind(law.of_noun(deadline.noun).assessor(), deadline)


def _remind(authority: Authority, deadline: Deadline) -> None:
    report = _report(deadline)
    letters.send(
        kind="reminder",
        # Never the address: a hold upon it would hold the reminder that the hold is to be reviewed.
        subject=report.pk if report else deadline.noun,
        recipient=f"authority:{authority.id}",
        to=authority.mailbox,
        title="kindline",
        text=REMINDER,
        once=(deadline.kind, deadline.noun, deadline.due_at),
    )
    start_clock(deadline.noun, deadline.kind)


def reconcile(deadline: Deadline) -> None:
    """No verdict in time: it goes on the list that both sides compare every month."""
    tasks.open_task("reconcile", subject=deadline.noun, facts={"why": deadline.kind})


def refer_to_police(deadline: Deadline) -> None:
    """No person decided in time: the police get it, as the law's last word."""
    for task in Task.objects.filter(kind__in=tasks.TIMED, subject=deadline.noun, done_at=None):
        tasks.finish(task, decision="police", reason="no decision in time", by="clock")


def remind_provider(deadline: Deadline) -> None:
    """The provider is told again that a notice waits; afterwards a person looks."""
    notice = Notice.objects.select_related("provider").get(pk=deadline.noun)
    if notice.state != "announced":
        return
    notices.remind(notice, once=deadline.due_at)
    tasks.open_task("escalate_person", subject=notice.pk, facts={"why": deadline.kind})


def escalate_person(deadline: Deadline) -> None:
    """A person decides what follows: of an address, or of a notice that is still out."""
    if Notice.objects.filter(pk=deadline.noun, state__in=("acted", "closed", "withdrawn")).exists():
        return
    tasks.open_task("escalate_person", subject=deadline.noun, facts={"why": deadline.kind})


def recheck(deadline: Deadline) -> None:
    """Nobody is late: an address under watch without a running clock is looked at again (`followup.recheck_due`)."""
    deadlines.meet(deadline.noun, deadline.kind)


def look_for_return(deadline: Deadline) -> None:
    """The same for an ended address that is watched for its return (`returning.look_for_returns`)."""
    deadlines.meet(deadline.noun, deadline.kind)


def end_return_watch(deadline: Deadline) -> None:
    """Ninety days without a return: nobody looks any more."""
    deadlines.meet_all(deadline.noun)


def end_exercise(deadline: Deadline) -> None:
    """In an exercise nobody outside was told and nobody answers: what stayed in the tray ends with its clock."""
    lines = Address.objects.filter(notice_items__notice=deadline.noun) | Address.objects.filter(pk=deadline.noun)
    for address in lines.filter(state__in=("routed", "watching")).distinct():
        end_address(address, outcome="exercise", by="clock", role="worker")


FOLLOWS: Mapping[str, Follow] = {
    "ring_duty": ring_duty,
    "remind_police": remind_police,
    "remind_assessor": remind_assessor,
    "reconcile": reconcile,
    "refer_to_police": refer_to_police,
    "remind_provider": remind_provider,
    "escalate_person": escalate_person,
    "recheck": recheck,
    "look_for_return": look_for_return,
    "end_return_watch": end_return_watch,
    "end_exercise": end_exercise,
}


def _report(deadline: Deadline) -> Report | None:
    found = Report.objects.filter(pk=deadline.noun).first()
    address = Address.objects.select_related("report").filter(pk=deadline.noun).first()
    return found or (address.report if address else None)
