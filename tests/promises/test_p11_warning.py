"""P11: nothing we send or show warns a suspect or exposes a reporter. A hold stops all, and looks like waiting."""

import io
import json
import re
from datetime import timedelta

import pyotp
import pypdf
import pytest

from kindline.kernel import clock, vault
from kindline.kernel.outbox import holding
from kindline.kernel.outbox.models import Parcel
from kindline.services.hotline import mailbox, pickup, stages, task_decisions
from kindline.services.hotline.answers import record_answers
from kindline.services.hotline.models import Address, Decision, Notice, Report, Task
from kindline.services.hotline.writing.pdf import as_pdf
from tests.promises.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
FAR = timedelta(days=90)


def left() -> set[tuple[str, str]]:
    """What has left or lies ready to, by kind and receiver: the police's own hand-over apart."""
    gone = Parcel.objects.filter(state__in=("offered", "delivered", "acknowledged")).exclude(kind="handover")
    return set(gone.values_list("kind", "recipient"))


def pass_time(play: Play, by: timedelta = FAR) -> None:
    clock.move(by)
    play.rounds()
    stages.publish_stages()


@pytest.mark.parametrize("instruction", ["hold", "preserve_first"])
def test_a_hold_stops_parcels_resolution_escalation_and_status(
    play: Play, contacts: list[object], instruction: str
) -> None:
    code = play.file("https://album.test/a")
    play.rounds()
    play.judge(instruction=instruction)
    contacts.clear()
    for _ in range(3):
        pass_time(play)
    assert Address.objects.get().state == "held"
    assert Decision.objects.count() == Notice.objects.count() == 0
    assert not Task.objects.filter(kind__in=("route_person", "escalate_person")).exists()
    assert {kind for kind, _ in left()} <= {"reminder"} and {to for _, to in left()} <= {"authority:federal-police"}
    box = mailbox.find(code.display())
    assert box and box.stage == "received"


def test_from_outside_a_hold_cannot_be_told_from_waiting(play: Play) -> None:
    codes = [play.file("https://album.test/a"), play.file("https://balkon.example/b")]
    play.rounds()
    parcels, _ = play.fetch()
    first = {parcel["report"]: number for number, parcel in enumerate(parcels)}
    assert len(first) == 2
    play.judge(instruction="wait")
    address = Address.objects.order_by("envelope").first()
    assert address
    hold = {"ordinal": address.ordinal, "envelope": address.envelope, "verdict": "abuse_material"}
    hold |= {"classification": "baseline", "instruction": "hold"}
    parcel = next(parcel for parcel in parcels if parcel["report"] == str(address.report_id))
    report = {"report": parcel["report"], "parcel": parcel["parcel"], "addresses": [hold]}
    record_answers(play.police.answer(reports=[report]))
    assert sorted(Address.objects.values_list("state", flat=True)) == ["awaiting_release", "held"]
    stages.publish_stages()
    boxes = [mailbox.find(code.display()) for code in codes]
    assert {(box.stage, len(box.messages)) for box in boxes if box} == {("received", 0)}


def test_no_mail_names_an_address_a_word_of_the_reporter_or_a_time_of_day(play: Play) -> None:
    play.file("https://name:word@album.test/holiday/pictures?b=1", account="I saw it by chance", danger="now")
    play.rounds()
    play.judge()
    play.rounds()
    task_decisions.decide(
        Task.objects.get(kind="confirm_mailbox"), decision="confirmed", reason="called them", by="user:1"
    )
    play.rounds()
    assert Notice.objects.get().state == "announced"
    pass_time(play, timedelta(days=10))
    mails = [vault.mail_body_open(bytes(row.sealed_body)).decode() for row in Parcel.objects.filter(channel="mail")]
    assert len(mails) >= 2
    moment = Report.objects.get().received_hour
    for mail in mails:
        for secret in ("album", "holiday", "pictures", "name:word", "chance", "http://album", f"{moment:%H}:"):
            assert secret not in mail


def test_no_notice_holds_a_word_of_the_reporter_or_a_time_of_day(play: Play) -> None:
    play.file(
        "https://album.test/a", account="I saw it by chance at 23:14", identity="name@reporter.example", danger="now"
    )
    play.rounds()
    play.judge()
    play.rounds()
    secret = play.confirm()
    play.rounds()
    ((number, code),) = play.codes().items()
    opened = pickup.open_notice(number, code=code, factor=pyotp.TOTP(secret).at(clock.now()))
    left = [opened.text, json.dumps(opened.machine), *(report.decode() for report in opened.reports.values())]
    left += [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(as_pdf(opened.letter))).pages]
    assert len(left) >= 4
    for text in left:
        assert not re.search(r"chance|reporter\.example|\b\d{1,2}:\d\d\b|T(?!00:00:00Z)\d\d:", text)


def test_a_held_parcel_is_absent_from_the_authoritys_bundle_like_one_never_posted(play: Play) -> None:
    play.file("https://album.test/a")
    play.rounds()
    play.judge()
    play.rounds()
    parcels, _ = play.fetch()
    assert [parcel["kind"] for parcel in parcels] == ["dossier"]
    holding.hold(subject=Address.objects.get().pk, by="police:test")
    assert play.fetch()[0] == []
