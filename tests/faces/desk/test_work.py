"""What operators do: questions behind a veil, decisions with a reason, the duty, and taking a list away."""

from collections.abc import Callable

import pyotp
import pytest

from kindline.faces.desk import phrases
from kindline.kernel.audit.models import Detail, Entry, Leaf
from kindline.kernel.directory.models import Provider
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.people.models import User
from kindline.services.hotline import mailbox, questions, task_decisions, tasks
from kindline.services.hotline.intake.models import Message
from kindline.services.hotline.intake.models import Report as Accepted
from kindline.services.hotline.models import Report, Ring, Task
from kindline.services.hotline.tables import ADDRESS, PROCEDURES, REPORT
from tests.faces.desk.conftest import PASSWORD, Browser, person

pytestmark = pytest.mark.django_db(databases="__all__")
WORDS = "When will I hear something, please?"


def actions() -> list[bytes]:
    return [bytes(leaf.payload) for leaf in Leaf.objects.all()]


@pytest.fixture
def question(file: Callable[..., Report]) -> Message:
    report = file(language="fr")
    return mailbox.write(Accepted.objects.get(pk=report.pk), text=WORDS, to_reporter=False, by="site")


@pytest.fixture
def provider(installation: object) -> Provider:
    return Provider.objects.create(
        slug="quiet-hosting", name="Quiet Hosting", mailbox="abuse@quiet.example", source="pack", source_version="1"
    )


def open_task(kind: str, subject: object, **facts: object) -> Task:
    return tasks.open_task(kind, subject=subject, facts=facts)  # type: ignore[arg-type]


def test_a_question_is_veiled_until_somebody_says_why(operator: Browser, question: Message) -> None:
    for path in ("/questions/", f"/questions/{question.pk}/"):
        assert WORDS not in operator.get(path).content.decode()
    refused = operator.send(f"/questions/{question.pk}/show/")
    assert refused.status_code == 422 and WORDS not in refused.content.decode()
    assert not any(b"question.read" in action for action in actions())
    assert WORDS in operator.send(f"/questions/{question.pk}/show/", reason="answer").content.decode()
    assert sum(b"question.read" in action for action in actions()) == 1
    assert sum(b'"reason":"answer"' in action for action in actions()) == 1
    assert not any(WORDS.encode() in action for action in actions())


def test_an_answer_reaches_the_mailbox_in_the_reporters_language(operator: Browser, question: Message) -> None:
    response = operator.send(f"/questions/{question.pk}/answer/", standard="danger", text="Courage.")
    assert response.status_code == 302
    reply = Message.objects.get(to_reporter=True)
    text = questions.read(reply, by="test")
    assert "Si un enfant est en danger maintenant" in text and text.endswith("Courage.")
    assert operator.get(f"/questions/{question.pk}/").status_code == 404, "answered questions leave the list"


@pytest.mark.parametrize("fields", [{}, {"text": "  "}, {"text": "x" * 4001}, {"standard": "unknown"}])
def test_an_empty_or_endless_answer_is_not_sent(fields: dict[str, str], operator: Browser, question: Message) -> None:
    assert operator.send(f"/questions/{question.pk}/answer/", **fields).status_code == 422
    assert not Message.objects.filter(to_reporter=True).exists()


def test_a_confirmed_mailbox_shows_its_second_factor_once(operator: Browser, provider: Provider) -> None:
    task = open_task("confirm_mailbox", provider.pk, provider=provider.slug)
    page = operator.get(f"/tasks/{task.pk}/").content.decode()
    assert "Quiet Hosting" in page and "abuse@quiet.example" in page
    done = operator.send(f"/tasks/{task.pk}/", decision="confirmed", reason="called the number on their site")
    secret = done.context["secret"].replace(" ", "")
    assert pyotp.TOTP(secret).now() and "<svg" in done.content.decode()
    assert operator.get(f"/tasks/{task.pk}/").status_code == 404
    provider.refresh_from_db()
    assert provider.standing == "verified"
    assert not any(secret.encode() in action for action in actions())


@pytest.mark.parametrize(
    "fields", [{}, {"decision": "confirmed"}, {"reason": "because"}, {"decision": "x", "reason": "y"}]
)
def test_nothing_is_decided_without_choice_and_reason(
    fields: dict[str, str], operator: Browser, provider: Provider
) -> None:
    task = open_task("confirm_mailbox", provider.pk)
    assert operator.send(f"/tasks/{task.pk}/", **fields).status_code == 422
    task.refresh_from_db()
    assert task.done_at is None


def test_a_task_of_another_role_is_not_there(
    operator: Browser, supervisor: Browser, file: Callable[..., Report]
) -> None:
    address = file().addresses.get()
    task = open_task("route_person", address.pk, why="several")
    assert operator.get(f"/tasks/{task.pk}/").status_code == 404
    assert operator.send(f"/tasks/{task.pk}/", decision="police", reason="x").status_code == 404
    assert supervisor.get(f"/tasks/{task.pk}/").status_code == 200
    assert supervisor.send(f"/tasks/{task.pk}/", decision="police", reason="no source decides").status_code == 302
    task.refresh_from_db()
    assert (task.decision, task.done_by) == ("police", f"user:{User.objects.get(role='supervisor').pk}")


@pytest.mark.parametrize("path", ["/duty/", "/queues/late/export/"])
def test_no_get_ever_acts(path: str, operator: Browser) -> None:
    assert operator.get(path).status_code == 405


def test_an_open_ring_stands_on_every_page_until_somebody_answers(
    operator: Browser, file: Callable[..., Report]
) -> None:
    report = file(danger="now")
    ring = Ring.objects.get()
    for path in ("/queues/late/", "/tasks/", "/log/", "/notices/", f"/envelopes/{report.pk}/"):
        assert "1 urgent envelope is ringing" in operator.get(path).content.decode(), path
    operator.send(f"/duty/{ring.pk}/answer/")
    assert "is ringing" not in operator.get("/queues/late/").content.decode()
    ring.refresh_from_db()
    assert ring.acknowledged_by == f"user:{User.objects.get().pk}"


def test_the_duty_is_taken_and_laid_down(operator: Browser, installation: object) -> None:
    for said, stands in (("yes", True), ("no", False)):
        operator.send("/duty/", on=said)
        assert User.objects.get().on_duty is stands
    assert [b"duty.began" in a or b"duty.ended" in a for a in actions()].count(True) == 2


def test_a_list_leaves_only_after_a_fresh_proof_and_is_noted_first(
    operator: Browser, file: Callable[..., Report]
) -> None:
    report = file(language="de")
    response = operator.send("/queues/sealed/export/", language="de", csrfmiddlewaretoken="token-of-mine")
    assert response.headers["Location"].startswith("/again/?next=")
    assert "token-of-mine" not in response.headers["Location"]
    assert not any(b"queue.exported" in action for action in actions())
    assert operator.send("/again/", password=PASSWORD, next="/queues/sealed/").headers["Location"] == "/queues/sealed/"
    response = operator.send("/queues/sealed/export/", language="de")
    assert any(b"queue.exported" in action for action in actions())
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) == 2 and lines[1].startswith(f"{report.number},")
    assert "example" not in "".join(lines)


def test_the_log_shows_metadata_and_a_broken_mandate_rings_loud(operator: Browser, installation: object) -> None:
    entry = Entry.objects.create(index=0, leaf_hash=b"h" * 32)
    payload = b'{"action":"report.accepted","at":"2026-01-01T00:00:00+00:00","by":"site","facts":{},"subject":"s"}'
    Detail.objects.create(entry=entry, leaf="00000000-0000-4000-8000-000000000000", salt=b"", payload=payload)
    page = operator.get("/log/").content.decode()
    assert "report.accepted" in page and "does not carry its signatures" not in page
    signature = installation.data / "mandate" / "active.toml.sig"  # type: ignore[attr-defined]
    signature.write_bytes(b"\x00" * len(signature.read_bytes()))
    document = installation.data / "mandate" / "active.toml"  # type: ignore[attr-defined]
    document.write_bytes(document.read_bytes() + b"\n")
    assert "does not carry its signatures" in operator.get("/log/").content.decode()


@pytest.mark.parametrize(("decision", "state"), [("retry", "waiting"), ("give_up", "cancelled")])
def test_a_dead_letter_is_tried_anew_or_ended_with_a_reason(
    decision: str, state: str, operator: Browser, file: Callable[..., Report]
) -> None:
    report = file()
    Parcel.objects.filter(subject=report.pk).update(state="dead")
    parcel = Parcel.objects.get(subject=report.pk)
    task = tasks.open_task("dead_parcel", subject=parcel.pk, facts={"kind": parcel.kind})
    assert "authority:federal-police" in operator.get(f"/tasks/{task.pk}/").content.decode()
    assert operator.send(f"/tasks/{task.pk}/", decision=decision, reason="their server is back").status_code == 302
    parcel.refresh_from_db()
    assert parcel.state == state


@pytest.mark.parametrize("kind", tasks.ROLES)
def test_every_kind_of_task_has_words_choices_and_a_page(
    kind: str, supervisor: Browser, browse: Callable[..., Browser], file: Callable[..., Report]
) -> None:
    reader = browse(person("installer")) if tasks.ROLES[kind] == "installer" else supervisor
    task = open_task(kind, file().addresses.get().pk, why="test")
    for choice in task_decisions.choices_of(task):
        assert f'id="decision-{choice}"' in reader.get(f"/tasks/{task.pk}/").content.decode()
    assert reader.get(f"/tasks/?kind={kind}").status_code == 200


def test_every_code_of_the_tables_has_words() -> None:
    said = {code for procedure in PROCEDURES for code in procedure.states()}
    assert said <= set(phrases.STATES)
    assert {move.verb for procedure in (REPORT, ADDRESS) for move in procedure.moves} <= set(phrases.MOVES)
    assert {choice for choices in task_decisions.CHOICES.values() for choice in choices} <= set(phrases.DECISIONS)


@pytest.mark.parametrize(("country", "kept"), [("nl", "abroad:NL"), ("", "abroad"), ("N1", ""), ("é", "")])
def test_a_route_abroad_may_name_its_country(
    country: str, kept: str, supervisor: Browser, file: Callable[..., Report]
) -> None:
    task = open_task("route_person", file().addresses.get().pk, why="several")
    supervisor.send(f"/tasks/{task.pk}/", decision="abroad", country=country, reason="two answers, one host")
    task.refresh_from_db()
    assert task.decision == kept
