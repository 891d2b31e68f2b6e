"""The way of one report in mandate `relay`, through the service's own verbs, on a real database and real keys."""

import json
from datetime import timedelta

import pyotp
import pytest

from kindline.kernel import clock, vault
from kindline.kernel.outbox.models import Parcel
from kindline.services.hotline import check_codes, mailbox, pickup, stages, task_decisions
from kindline.services.hotline.models import Address, Decision, Dossier, Notice, Report, Task
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)


def mails(kind: str) -> list[dict[str, str]]:
    rows = Parcel.objects.filter(kind=kind, channel="mail").order_by("created_at")
    return [json.loads(vault.mail_body_open(bytes(row.sealed_body))) for row in rows]


def test_a_report_hosted_at_home_travels_to_removal(play: Play) -> None:
    receipt = play.file("https://name:word@album.test/a?b=1")
    play.rounds()
    assert Report.objects.get().state == "handed_over"
    assert [r.result for r in play.judge()] == ["accepted", "accepted"]
    play.rounds()
    decision = Decision.objects.get()
    assert (decision.route, decision.place, decision.country) == ("home", "home", "BE")
    assert Dossier.objects.get().purpose == "refer"
    secret = task_decisions.decide(
        Task.objects.get(kind="confirm_mailbox"), decision="confirmed", reason="called them", by="user:1"
    )
    clock.move(timedelta(minutes=20))
    play.rounds()
    notice = Notice.objects.get()
    assert notice.state == "announced"
    (mail,) = mails("notice")
    assert "album" not in mail["text"] + mail["subject"]
    code = mail["text"].split("\n")[5].split(": ")[1]
    factor = pyotp.TOTP(secret).at(clock.now())
    opened = pickup.open_notice(notice.number, code=code, factor=factor)
    assert [line.address for line in opened.lines] == ["https://album.test/a?b=1"]
    assert check_codes.is_genuine(notice.number, notice.check_code)
    assert not check_codes.is_genuine(notice.number, "WRONG")
    pickup.act(notice.number, code=code, factor=factor, actions={1: "removed"})
    assert Address.objects.get().state == "watching"
    play.judge()
    clock.move(timedelta(hours=73))
    play.rounds()
    address = Address.objects.get()
    assert (address.state, address.outcome) == ("closed", "removed_stated")
    assert Report.objects.get().state == "closed"
    clock.move(timedelta(hours=73))
    stages.publish_stages()
    found = mailbox.find(receipt.display())
    assert found is not None
    assert found.stage == "closed"
