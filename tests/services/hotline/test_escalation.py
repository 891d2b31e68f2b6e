"""Escalation is proposed to a person, who sees whom a contact would tell; the owner of a site is never written to."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from kindline.kernel import clock
from kindline.kernel.directory.models import Provider
from kindline.kernel.mandate.active import active
from kindline.kernel.mandate.reading import STEPS
from kindline.kernel.outbox.models import Parcel
from kindline.services.hotline import digest, law, proposing, task_decisions
from kindline.services.hotline.models import Notice, NoticeItem, Task
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
TWO_NETWORKS = """$ORIGIN .
$TTL 300
.	IN SOA ns.demo.test. hostmaster.demo.test. 1 3600 600 86400 60
.	IN NS ns.demo.test.
ns.demo.test.	IN A 192.0.2.254
album.test.	IN A 192.0.2.1
album.test.	IN A 192.0.2.33
"""


def silent(play: Play, tmp_path: Path, *, instruction: str = "act_now") -> Task:
    """A provider at home that does not answer, of an address that a second network at home carries too."""
    zone = tmp_path / "two.zone"
    zone.write_text(TWO_NETWORKS)
    play.zone = str(zone)
    play.routed("https://album.test/a", instruction=instruction)
    play.rounds(1)
    play.judge()
    play.confirm("klaproos")
    clock.move(timedelta(minutes=16))
    play.rounds(1)
    play.later(hours=25)
    return Task.objects.get(kind="escalate_person")


def test_a_second_network_at_home_is_proposed_and_asked_when_a_person_says_so(play: Play, tmp_path: Path) -> None:
    task = silent(play, tmp_path)
    assert task.facts["proposals"] == [
        {"kind": "authority"},
        {"kind": "network", "provider": "zonnedauw"},
        {"kind": "registrar", "name": ".test"},
    ]
    assert Notice.objects.count() == 1, "proposed is not asked"
    assert "ask:zonnedauw" in task_decisions.choices_of(task)
    with pytest.raises(task_decisions.UnknownChoice):
        task_decisions.decide(task, decision="ask:klaproos", reason="r", by="user:1")
    task_decisions.decide(task, decision="ask:zonnedauw", reason="the first one sleeps", by="user:1")
    play.rounds(1)
    assert NoticeItem.objects.get().notice.provider.slug == "zonnedauw"
    assert Notice.objects.get(provider__slug="klaproos").state == "withdrawn"
    assert Task.objects.filter(kind="confirm_mailbox", done_at=None).exists(), "a first mailbox is telephoned first"


def test_what_the_police_said_since_outweighs_the_proposal(play: Play, tmp_path: Path) -> None:
    task = silent(play, tmp_path)
    task_decisions.decide(task, decision="ask:zonnedauw", reason="r", by="user:1")
    address = NoticeItem.objects.get().address
    play.instruct(address, "never_notify")
    play.rounds(3)
    assert not Notice.objects.filter(provider__slug="zonnedauw").exists()


def test_the_law_that_sends_no_notice_proposes_nobody(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    stern = replace(active(), home_notice="authority_only")
    task = silent(play, tmp_path)
    Task.objects.filter(pk=task.pk).update(facts={"why": "notice_ack"})
    monkeypatch.setattr(law, "of", lambda _filed: stern)
    proposing.propose_due()
    task.refresh_from_db()
    assert task.facts["proposals"] == [{"kind": "authority"}]


def test_no_path_leads_to_the_owner_of_a_site(play: Play, tmp_path: Path, settings: Settings) -> None:
    settings.DUTY_LADDER, settings.DIGEST = ["mail:duty@hotline.example"], ["nl:desk@hotline.example"]
    assert proposing.KINDS == ("authority", "network", "platform", "proxy", "registrar")
    assert STEPS == ("refer", "transfer", "member", "notify", "person", "watch", "wait", "close")
    assert not any(
        "owner" in choice or "customer" in choice for one in task_decisions.CHOICES.values() for choice in one
    )
    task = silent(play, tmp_path)
    task_decisions.decide(task, decision="ask:zonnedauw", reason="r", by="user:1")
    play.file("https://album.test/urgent", danger="now")
    play.rounds(2)
    play.confirm("zonnedauw")
    play.later(hours=100)
    digest.send_digests()
    kinds = {row.recipient.partition(":")[0] for row in Parcel.objects.all()}
    assert kinds == {"authority", "provider", "duty", "desk"}
    book = set(Provider.objects.values_list("mailbox", flat=True))
    known = book | {active().police().mailbox, "duty@hotline.example", "desk@hotline.example"}
    written = {
        mail["to"] for kind in Parcel.objects.values_list("kind", flat=True).distinct() for mail in play.mails(kind)
    }
    assert written and written <= known
    assert all(provider.source == "pack" for provider in Provider.objects.all()), "from tables of networks, never whois"
