"""What the police answer, and what somebody else might try to answer in their place."""

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from kindline.kernel import clock
from kindline.kernel.installing import compose_mandate
from kindline.kernel.outbox.models import Acknowledgement, Parcel
from kindline.kernel.procedure.models import Deadline
from kindline.sealing.answer import sign_document
from kindline.sealing.keys import SigningPrivateKey
from kindline.services.hotline import mailbox, stages
from kindline.services.hotline.answers import BadDocument, record_answers
from kindline.services.hotline.models import Address, Answer, Dossier, Notice, ReleaseOrder, Report, Task
from tests.installation import TEMPLATE
from tests.services.hotline.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
ABUSE = {"verdict": "abuse_material", "classification": "baseline"}


def acknowledged(play: Play, *addresses: str) -> list[Address]:
    """One report with these addresses, acknowledged and not judged."""
    play.file(*addresses)
    play.rounds(1)
    parcels, _ = play.fetch()
    entries = [{"report": p["report"], "parcel": p["parcel"], "acknowledged": True} for p in parcels]
    assert {r.result for r in record_answers(play.police.answer(reports=entries))} == {"accepted"}
    return list(Address.objects.filter(state="acknowledged").order_by("ordinal"))


def refusal(document: bytes) -> str:
    with pytest.raises(BadDocument) as refused:
        record_answers(document)
    return refused.value.code


def test_nobody_but_an_officer_of_the_mandate_answers(play: Play) -> None:
    (address,) = acknowledged(play, "https://album.test/a")
    line = play.line(address, verdict="not_illegal")
    entry = {"report": str(address.report_id), "addresses": [line]}
    assert refusal(play.police.answer(reports=[entry], key=SigningPrivateKey.generate())) == "not_signed_UnknownSigner"
    forged = bytearray(play.police.answer(reports=[entry]))
    forged[forged.index(b'"signature":"') + 15] ^= 1
    assert refusal(bytes(forged)) == "not_signed_Tampered"
    assert refusal(b"{}") == "not_signed_Tampered"
    assert refusal(b"\xff" * 40).startswith("not_signed_")
    assert Address.objects.get().state == "acknowledged"


def test_an_answer_is_no_answer_in_another_context_form_or_authority(play: Play) -> None:
    payload: dict[str, Any] = {
        "form": "kindline/answers/1",
        "authority": "federal-police",
        "at": clock.now().isoformat(),
    }
    officer = play.police.officer
    assert refusal(sign_document(payload, key=officer, context="parcels")) == "not_signed_Tampered"
    assert refusal(sign_document(payload | {"form": "x"}, key=officer, context="answers")) == "wrong_form"
    assert refusal(sign_document(payload | {"authority": "x"}, key=officer, context="answers")) == "wrong_form"


@pytest.mark.parametrize("at", [None, 5, "yesterday", "2026-11-21T10:00:00"])
def test_a_document_names_its_moment_with_a_zone(play: Play, at: object) -> None:
    payload = {"form": "kindline/answers/1", "authority": "federal-police", "at": at}
    assert refusal(sign_document(payload, key=play.police.officer, context="answers")) == "bad_time"


def test_a_document_from_the_future_is_refused_for_it_would_outrank_every_later_one(play: Play) -> None:
    ahead = clock.now() + timedelta(minutes=6)
    assert refusal(play.police.answer(at=ahead)) == "from_the_future"
    assert record_answers(play.police.answer(at=clock.now() + timedelta(minutes=4))) == []


def test_an_officer_who_left_the_mandate_answers_no_more(play: Play) -> None:
    (address,) = acknowledged(play, "https://album.test/a")
    line = play.line(address, verdict="not_illegal")
    play.police.officer, left = SigningPrivateKey.generate(), play.police.officer
    play.installation.activate(compose_mandate(TEMPLATE, play.police.authorities()))
    entry = {"report": str(address.report_id), "addresses": [line]}
    assert refusal(play.police.answer(reports=[entry], key=left)) == "not_signed_UnknownSigner"
    assert record_answers(play.police.answer(reports=[entry]))[0].result == "accepted"


def test_a_document_sent_again_changes_nothing(play: Play) -> None:
    (address,) = play.routed("https://album.test/a", instruction="wait")
    document = play.document((address, play.line(address, box=True, instruction="act_now", **ABUSE)))
    assert [r.result for r in record_answers(document)] == ["accepted"]
    assert [r.result for r in record_answers(document)] == ["repeated"]
    play.rounds(1)
    assert [r.result for r in record_answers(document)] == ["repeated"]
    play.rounds(1)
    assert (ReleaseOrder.objects.count(), Dossier.objects.count(), Answer.objects.count()) == (1, 1, 2)


def test_one_file_for_many_receipts_loses_no_line_to_a_wrong_one(play: Play) -> None:
    good, odd = acknowledged(play, "https://album.test/a", "https://album.test/b")
    report = str(good.report_id)
    right = play.line(good, verdict="not_illegal")
    entries: list[dict[str, Any]] = [
        {"report": str(uuid4()), "parcel": str(uuid4()), "acknowledged": True},
        {"report": 7, "acknowledged": True, "parcel": "x"},
        {"report": report, "addresses": [play.line(odd, verdict="not_illegal") | {"envelope": "00" * 32}]},
        {"report": report, "addresses": [{"ordinal": 2**50, "envelope": "", "verdict": "not_illegal"}]},
        {"report": report, "addresses": [{"ordinal": "one"}, "nonsense", {"ordinal": None}]},
        {"report": report, "addresses": [play.line(odd, verdict="surely_illegal")]},
        {"report": report, "addresses": [play.line(odd, verdict="abuse_material")]},
        {"report": report, "addresses": [play.line(odd, instruction="wait")]},
        {"report": report, "addresses": [play.line(odd, instruction="soon", **ABUSE)]},
        {"report": report, "addresses": [play.line(odd, verdict="duplicate", instruction="hold")]},
        {"report": report, "addresses": [play.line(odd, instruction="act_now", **ABUSE)]},
        {"report": report, "addresses": [play.line(odd, box=True, instruction="wait", **ABUSE)]},
        {"report": report, "addresses": [play.line(odd, instruction="act_now", **ABUSE) | {"release": "#"}]},
        {"report": report, "addresses": [play.line(odd, instruction="act_now", **ABUSE) | {"release": {}}]},
        {"report": report, "addresses": [right]},
    ]
    results = [r.result for r in record_answers(play.police.answer(reports=entries))]
    assert results == [
        "unknown_receipt", "unreadable", "unknown_envelope", "unknown_envelope", "unreadable", "unreadable",
        "unknown_verdict", "unknown_classification", "no_verdict", "unknown_instruction",
        "instruction_without_abuse", "release_missing", "release_without_instruction", "unreadable_release",
        "release_missing", "accepted",
    ]  # fmt: skip
    assert [a.state for a in Address.objects.order_by("ordinal")] == ["closed", "acknowledged"]


def test_a_verdict_without_acknowledgement_is_refused_and_releases_nothing(play: Play) -> None:
    play.file("https://album.test/a")
    play.rounds(1)
    play.fetch()
    address = Address.objects.get()
    assert play.say(address, box=True, instruction="act_now", **ABUSE) == "not_acknowledged"
    entry = {"report": str(address.report_id), "feedback": "none"}
    assert record_answers(play.police.answer(reports=[entry]))[0].result == "not_acknowledged"
    assert not ReleaseOrder.objects.exists()


def test_an_acknowledgement_names_a_parcel_of_its_own_report(play: Play) -> None:
    play.file("https://album.test/a")
    play.file("https://polder.test/b")
    play.rounds(1)
    one, other = play.fetch()[0]
    entry = {"report": one["report"], "parcel": other["parcel"], "acknowledged": True}
    assert record_answers(play.police.answer(reports=[entry]))[0].result == "unknown_parcel"
    assert not Acknowledgement.objects.exists()
    assert not Report.objects.exclude(state="handed_over").exists()


def test_a_parcel_that_nobody_fetched_is_not_acknowledged(play: Play) -> None:
    play.file("https://album.test/a")
    play.rounds(1)
    parcel = Parcel.objects.get()
    entry = {"report": str(parcel.subject), "parcel": str(parcel.pk), "acknowledged": True}
    assert record_answers(play.police.answer(reports=[entry]))[0].result == "never_fetched"


@pytest.mark.parametrize("verdict", ["not_illegal", "cannot_tell", "already_gone", "duplicate"])
def test_a_dismissal_ends_the_address_with_who_when_and_why(play: Play, verdict: str) -> None:
    (address,) = acknowledged(play, "https://album.test/a")
    assert play.say(address, verdict=verdict) == "accepted"
    assert play.say(address, verdict=verdict) == "repeated"
    address.refresh_from_db()
    assert (address.state, address.outcome, address.verdict) == ("closed", verdict, verdict)
    assert Report.objects.get().state == "closed"
    assert not Deadline.objects.filter(met_at=None).exists()


def test_no_feedback_by_agreement_is_a_lawful_end(play: Play) -> None:
    (address,) = acknowledged(play, "https://album.test/a")
    entry = {"report": str(address.report_id), "feedback": "none"}
    assert record_answers(play.police.answer(reports=[entry]))[0].result == "accepted"
    assert record_answers(play.police.answer(reports=[entry]))[0].result == "repeated"
    address.refresh_from_db()
    assert (address.state, address.outcome, Report.objects.get().state) == ("closed", "no_feedback", "closed")


def test_a_second_verdict_replaces_the_first_and_reopens_the_report(play: Play) -> None:
    (address,) = acknowledged(play, "https://album.test/a")
    play.say(address, verdict="not_illegal")
    assert play.say(address, box=True, instruction="act_now", **ABUSE) == "accepted"
    assert Report.objects.get().state == "acknowledged"
    play.rounds(2)
    address.refresh_from_db()
    assert (address.state, address.verdict, address.outcome) == ("routed", "abuse_material", "")


def test_a_dismissal_after_routing_stops_what_has_not_left(play: Play) -> None:
    (address,) = play.routed("https://album.test/a")
    play.confirm("klaproos")
    assert play.say(address, verdict="not_illegal") == "accepted"
    play.later(minutes=20)
    address.refresh_from_db()
    assert (address.state, address.outcome, Notice.objects.get().state) == ("closed", "not_illegal", "withdrawn")
    assert play.mails("notice") == []
    assert Parcel.objects.get(kind="dossier").state == "cancelled"
    assert Report.objects.get().state == "closed"


def test_another_classification_is_kept(play: Play) -> None:
    (address,) = acknowledged(play, "https://album.test/a")
    play.say(address, **ABUSE)
    assert play.say(address, verdict="abuse_material", classification="national") == "accepted"
    assert play.say(address, verdict="abuse_material", classification="none") == "unknown_classification"
    address.refresh_from_db()
    assert address.classification == "national"


def test_a_release_of_another_address_than_reported_goes_to_a_person(play: Play) -> None:
    one, other = acknowledged(play, "https://album.test/a", "https://polder.test/b")
    play.say(one, **ABUSE)
    content = play.opened[other.envelope]
    wrong = play.police.release(content, one.envelope, routing_key=play.routing_key)
    line = play.line(one, instruction="act_now", **ABUSE) | {"release": wrong}
    assert record_answers(play.document((one, line)))[0].result == "accepted"
    play.rounds(1)
    one.refresh_from_db()
    assert (one.state, ReleaseOrder.objects.get().refused) == ("awaiting_release", "another_address")
    assert Task.objects.get(kind="reconcile").facts == {"why": "release_another_address"}
    assert play.say(one, box=True, instruction="act_now", **ABUSE) == "accepted"
    play.rounds(2)
    one.refresh_from_db()
    assert one.state == "routed"


def test_a_box_sealed_for_another_envelope_opens_nothing(play: Play) -> None:
    one, other = acknowledged(play, "https://album.test/a", "https://polder.test/b")
    box = play.police.release(play.opened[one.envelope], other.envelope, routing_key=play.routing_key)
    line = play.line(one, instruction="act_now", **ABUSE) | {"release": box}
    record_answers(play.document((one, line)))
    play.rounds(1)
    assert ReleaseOrder.objects.get().refused == "unreadable"
    assert play.asked == []


def test_an_address_that_nobody_could_read_is_released_to_a_person(play: Play) -> None:
    (address,) = acknowledged(play, "somewhere on that blue site")
    assert play.say(address, box=True, instruction="act_now", **ABUSE) == "accepted"
    play.rounds(1)
    assert ReleaseOrder.objects.get().refused == "unreadable"
    assert Task.objects.get(kind="reconcile").subject == address.pk


def test_never_notify_after_act_now_takes_the_host_out(play: Play) -> None:
    (address,) = play.routed("https://album.test/a")
    play.confirm("klaproos")
    assert play.instruct(address, "never_notify") == "accepted"
    play.rounds(1)
    play.later(minutes=20)
    assert (Notice.objects.get().state, play.mails("notice")) == ("withdrawn", [])
    assert [d.route for d in address.decisions.order_by("decided_at")] == ["home", "never_notify_home"]
    assert Dossier.objects.count() == 1


def test_act_now_after_never_notify_writes_to_the_host_after_all(play: Play) -> None:
    (address,) = play.routed("https://album.test/a", instruction="never_notify")
    assert not Notice.objects.exists()
    assert play.instruct(address, "act_now") == "accepted"
    play.rounds(1)
    play.confirm("klaproos")
    play.later(minutes=20)
    assert Notice.objects.get().state == "announced"


def test_the_police_may_withhold_even_the_stage_and_an_older_word_shows_it_no_more(play: Play) -> None:
    receipt = play.file("https://album.test/a")
    play.rounds(1)
    (parcel,) = play.fetch()[0]
    entry = {"report": parcel["report"], "parcel": parcel["parcel"], "acknowledged": True}
    open_to_all = play.police.answer(reports=[entry | {"withhold": False}])
    clock.move(timedelta(minutes=1))
    record_answers(play.police.answer(reports=[entry | {"withhold": True}]))
    record_answers(open_to_all)
    clock.move(timedelta(hours=80))
    stages.publish_stages()
    assert mailbox.find(receipt.display()).stage is None  # type: ignore[union-attr]


def test_a_report_without_an_address_ends_when_it_is_acknowledged(play: Play) -> None:
    play.file(danger="now")
    play.rounds(1)
    assert [r.result for r in play.judge()] == ["accepted"]
    assert Report.objects.get().state == "closed"
    assert not Deadline.objects.filter(met_at=None, expired_at=None).exists()


def test_a_dossier_is_answered_with_its_own_parcel_and_once(play: Play) -> None:
    play.routed("https://polder.test/a", "https://mistral.test/b")
    play.rounds(1)
    one, other = play.fetch()[0]

    def answer(**said: Any) -> str:
        entry = {"dossier": one["dossier"], "parcel": one["parcel"], "acknowledged": True, **said}
        return record_answers(play.police.answer(dossiers=[entry]))[0].result

    moment = clock.now().isoformat()
    assert answer(parcel=other["parcel"]) == "unknown_parcel"
    assert answer(dossier=str(uuid4())) == "unknown_dossier"
    assert answer(transferred={"channel": "pigeon", "at": moment}) == "unreadable"
    assert answer(transferred={"channel": "i24_7", "at": "2026-01-01T00:00:00"}) == "unreadable"
    assert answer(transferred={"channel": "i24_7", "country": "nl", "at": moment}) == "unreadable"
    assert not Dossier.objects.exclude(acknowledged_at=None).exists()
    transferred = {"channel": "i24_7", "country": "NL", "at": moment}
    assert answer(transferred=transferred) == "accepted"
    assert answer(transferred=transferred) == "repeated"
    assert answer(outcome="investigating") == "accepted"
    assert answer(outcome="investigating") == "repeated"
    row = Dossier.objects.get(pk=one["dossier"])
    assert (row.transfer_channel, row.outcome, row.address.state) == ("i24_7", "investigating", "watching")
    play.later(hours=73)
    assert Counter(Address.objects.values_list("state", "outcome")) == {("routed", ""): 1, ("closed", "transferred"): 1}


def test_an_addition_after_admission_has_a_parcel_and_a_clock_of_its_own(play: Play) -> None:
    receipt = play.file("https://album.test/a")
    play.rounds(1)
    play.judge(verdict="not_illegal")
    assert Report.objects.get().state == "closed"
    mailbox.add(mailbox.find(receipt.display()), text="one more thing")  # type: ignore[arg-type]
    play.rounds(1)
    running = Deadline.objects.filter(noun=Report.objects.get().pk, met_at=None)
    assert set(running.values_list("kind", flat=True)) == {"handover", "handover_ack"}
    (parcel,) = play.fetch()[0]
    assert [content for _, _, _, content in parcel["contents"]] == [{"text": "one more thing"}]
    entry = {"report": parcel["report"], "parcel": parcel["parcel"], "acknowledged": True}
    assert record_answers(play.police.answer(reports=[entry]))[0].result == "accepted"
    assert not running.exists()
