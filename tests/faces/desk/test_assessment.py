"""The analysts' desk: nothing unsealed comes from the server, and supervisors see load and never a judgement."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connections
from django.test.utils import CaptureQueriesContext

from kindline.faces.desk import assessment_words, phrases
from kindline.faces.ui.staff import has_second_factor
from kindline.faces.worker.rounds import round_once
from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.people.models import User
from kindline.kernel.taxonomy.lists import current
from kindline.kernel.welfare import talks
from kindline.services.hotline.assessment import answering, taking
from kindline.services.hotline.assessment.models import Opinion
from kindline.services.hotline.models import Address, Report, Task
from tests.assessing import Analysts, Desk
from tests.faces.desk.conftest import FORM, SECRET, Browser, person
from tests.faces.roles import DESK
from tests.installation import Installation

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
ADDRESS = "https://album.test/reported/path?who=someone"
LISTED = "kindline-assessments"


@pytest.fixture
def desk(installation: Installation) -> Desk:
    analysts = Analysts()
    analysts.work_in(installation)
    return Desk(installation, analysts)


@pytest.fixture
def ann(desk: Desk, db: None) -> User:
    return desk.analysts.person("ann")


def seated(browse: Callable[..., Browser], user: User) -> Browser:
    """The browser of somebody who has just proved who they are."""
    if not has_second_factor(user):
        TOTP.activate(user, SECRET)
    browser = browse(user)
    session = browser.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session.save()
    return browser


def script(browser: Browser, path: str, body: object, kind: str = FORM) -> tuple[int, dict]:
    sent = urlencode(body) if isinstance(body, dict) else body
    told = browser.post(path, sent, content_type=kind, headers={"Accept": "application/json"})
    return told.status_code, json.loads(told.content) if told.content.startswith(b"{") else {}


@pytest.fixture
def filed(desk: Desk, file: Callable[..., Report]) -> Report:
    report = file(ADDRESS, account="found it in a chat")
    round_once()
    return report


def test_an_analyst_takes_opens_and_answers(
    browse: Callable[..., Browser], desk: Desk, ann: User, filed: Report
) -> None:
    browser = seated(browse, ann)
    assert browser.get("/").headers["Location"] == "/assessment/"
    assert "1 address waits" in browser.get("/assessment/").content.decode()
    assert browser.send("/assessment/take/").status_code == 302
    page = browser.get("/assessment/").content.decode()
    assert "▮▮▮▮ 1" in page and f'data-report="{filed.pk}"' in page
    status, told = script(browser, "/assessment/open/", {"reason": "assess"})
    assert status == 200
    (content,) = desk.read(json.dumps(told).encode())
    assert content["raw"] == ADDRESS
    status, told = script(browser, "/assessment/answer/", desk.document("ann", content), "application/json")
    assert (status, told) == (200, {"results": ["accepted", "accepted"]})
    assert "Nothing waits for you now." in browser.get("/assessment/").content.decode()
    assert Address.objects.get().verdict == "abuse_material"


def test_no_address_and_no_word_of_a_reporter_ever_comes_from_the_server(
    browse: Callable[..., Browser], desk: Desk, ann: User, filed: Report
) -> None:
    browser = seated(browse, ann)
    browser.send("/assessment/take/")
    for path, reason in (("open", "assess"), ("words", "danger")):
        told = browser.post(f"/assessment/{path}/", urlencode({"reason": reason}), content_type=FORM)
        assert told.status_code == 200
        for secret in (b"album.test", b"reported", b"who=", b"found it"):
            assert secret not in told.content and secret not in browser.get("/assessment/").content


def test_without_a_reason_nothing_is_handed_out_and_the_answer_is_a_sentence(
    browse: Callable[..., Browser], ann: User, filed: Report
) -> None:
    browser = seated(browse, ann)
    browser.send("/assessment/take/")
    assert script(browser, "/assessment/open/", {"reason": ""}) == (
        409, {"stop": "no_reason", "words": "Say first why you ask for it."},
    )  # fmt: skip


def test_who_sits_down_proves_again_who_they_are_and_not_in_the_middle(
    browse: Callable[..., Browser], ann: User, filed: Report
) -> None:
    TOTP.activate(ann, SECRET)
    stale = browse(ann)
    assert "/again/" in stale.send("/assessment/take/").headers["Location"]
    assert taking.in_hand(ann) is None
    seated(browse, ann).send("/assessment/take/")
    assert "/again/" in stale.send("/assessment/open/", reason="assess").headers["Location"]
    script(seated(browse, ann), "/assessment/open/", {"reason": "assess"})
    assert script(stale, "/assessment/open/", {"reason": "check"})[0] == 200


def test_the_plain_address_is_copied_only_after_the_log_knows(
    browse: Callable[..., Browser], ann: User, filed: Report
) -> None:
    browser = seated(browse, ann)
    browser.send("/assessment/take/")
    assert script(browser, "/assessment/copied/", {"sent": 1})[1]["stop"] == "not_opened"
    script(browser, "/assessment/open/", {"reason": "assess"})
    assert script(browser, "/assessment/copied/", {"sent": 1})[0] == 200
    assert sum(b"assessment.address-copied" in bytes(leaf.payload) for leaf in Leaf.objects.all()) == 1


def test_a_spent_budget_is_said_kindly_with_the_hour(
    browse: Callable[..., Browser], desk: Desk, ann: User, file: Callable[..., Report]
) -> None:
    file(*(f"https://album.test/{n}" for n in range(9)))
    round_once()
    for _ in range(3):
        desk.open(ann)
        clock.move(timedelta(minutes=20))
        taking.hand_back(taking.take_next(by=ann), by=ann)
    browser = seated(browse, ann)
    page = browser.get("/assessment/").content.decode()
    assert "Time for a pause" in page and "Take the next one" not in page


def test_an_address_is_given_back_and_passed_on_by_form(
    browse: Callable[..., Browser], desk: Desk, ann: User, filed: Report
) -> None:
    ben, browser = desk.analysts.person("ben"), seated(browse, ann)
    browser.send("/assessment/take/")
    browser.send("/assessment/pass-on/", to="nobody")
    assert taking.in_hand(ann)
    browser.send("/assessment/pass-on/", to="ben")
    assert taking.in_hand(ann) is None
    seated(browse, ben).send("/assessment/take/")
    assert taking.in_hand(ben)
    seated(browse, ben).send("/assessment/back/")
    assert taking.in_hand(ben) is None


def test_a_debrief_is_one_button_and_the_supervisor_sees_the_wish(
    browse: Callable[..., Browser], supervisor: Browser, ann: User
) -> None:
    seated(browse, ann).send("/assessment/debrief/")
    assert "after a hard case" in supervisor.get("/people/load/").content.decode()
    talk = talks.due(ann).get()
    seated(browse, ann).send(f"/people/talks/{talk.pk}/")
    supervisor.send(f"/people/talks/{talk.pk}/")
    assert not talks.due(ann).exists()


def test_nobody_says_for_another_analyst_that_a_talk_took_place(
    browse: Callable[..., Browser], desk: Desk, ann: User
) -> None:
    talk = talks.ask_debrief(ann)
    assert seated(browse, desk.analysts.person("ben")).send(f"/people/talks/{talk.pk}/").status_code == 404


def test_a_supervisor_sees_load_and_no_page_or_query_joins_a_person_with_a_verdict(
    supervisor: Browser, desk: Desk, ann: User, file: Callable[..., Report]
) -> None:
    ben = desk.analysts.person("ben")
    desk.analysts.work_in(desk.installation, second_opinion="always")
    filed = file(ADDRESS)
    round_once()
    desk.judge(ann)
    desk.judge(ben, classification="not_illegal")
    round_once()
    task = Task.objects.get(kind="opinions_differ")
    persons = [str(one) for user in (ann, ben) for one in (user.pk, user.username, key_id(desk, user))]
    pages = [
        "/queues/verdict/", "/queues/sealed/", f"/envelopes/{filed.pk}/", "/tasks/", f"/tasks/{task.pk}/", "/log/",
        f"/find/?q={filed.number}", "/assessment/lists/", "/notices/", "/questions/",
    ]  # fmt: skip
    with CaptureQueriesContext(connections["core"]) as asked:
        shown = {path: supervisor.get(path, follow=True).content.decode() for path in pages}
        load = supervisor.get("/people/load/").content.decode()
    for path, page in shown.items():
        # The log says who was licensed: rows about a person are no rows about an address.
        said = "".join(row for row in page.split("<tr>") if "person.licensed" not in row)
        assert [one for one in persons if len(one) > 3 and one in said] == [], path
        assert ">ann<" not in page and ">ben<" not in page, path
    verdicts = [str(words) for words in phrases.VERDICTS.values()]
    assert [words for words in (*verdicts, "▮") if words in load] == []
    assert "ann" in load and "abuse material" in shown[f"/tasks/{task.pk}/"]
    joins = [one["sql"] for one in asked.captured_queries if "assessment_taking" in one["sql"]]
    assert joins == []


def key_id(desk: Desk, user: User) -> str:
    return str(desk.analysts.signing[user.username].public().key_id)


def test_a_list_leaves_with_four_eyes_once_and_names_nobody(
    browse: Callable[..., Browser], desk: Desk, ann: User, filed: Report
) -> None:
    desk.judge(ann)
    asker, other = person("supervisor", name="asker"), person("supervisor", name="other")
    mine, theirs = seated(browse, asker), seated(browse, other)
    mine.send("/assessment/lists/ask/", month=f"{clock.today():%Y-%m}", reason="inspection")
    from kindline.services.hotline.assessment.models import ListExport

    export = ListExport.objects.get()
    for browser, verb in ((mine, "take"), (mine, "agree"), (theirs, "take")):
        assert browser.send(f"/assessment/lists/{export.pk}/{verb}/").status_code == 302
    export.refresh_from_db()
    assert export.agreed_by is None and export.taken_at is None
    theirs.send(f"/assessment/lists/{export.pk}/agree/")
    assert theirs.send(f"/assessment/lists/{export.pk}/take/").status_code == 302
    taken = mine.send(f"/assessment/lists/{export.pk}/take/")
    lines = taken.content.decode().splitlines()
    assert LISTED in taken.headers["Content-Disposition"] and len(lines) == 2
    assert lines[1].startswith(f"{filed.number},1,") and ",baseline,prepubescent," in lines[1]
    assert "ann" not in taken.content.decode() and "album" not in taken.content.decode()
    assert mine.send(f"/assessment/lists/{export.pk}/take/").status_code == 302


def test_every_code_that_is_recorded_has_words() -> None:
    for name, codes in current("assessment").items():
        assert set(assessment_words.LISTS[name][1]) == set(codes)


def test_every_reason_and_every_stop_has_words() -> None:
    assert {*assessment_words.ADDRESS_REASONS, taking.EARLIER} == set(taking.ADDRESS_REASONS)
    assert set(assessment_words.WORDS_REASONS) == set(taking.WORDS_REASONS)


def test_an_analyst_reaches_no_page_of_the_casework(browse: Callable[..., Browser], ann: User) -> None:
    browser = seated(browse, ann)
    closed = {name for name, allowed in DESK.items() if "analyst" not in allowed}
    assert {"queue", "envelope", "tasks", "log", "load", "find"} <= closed
    for path in ("/queues/late/", "/tasks/", "/log/", "/people/load/", "/find/", "/assessment/lists/"):
        assert browser.get(path).status_code == 403


def test_answers_of_another_or_about_another_are_refused_in_words(
    browse: Callable[..., Browser], desk: Desk, ann: User, filed: Report
) -> None:
    browser = seated(browse, ann)
    browser.send("/assessment/take/")
    _, told = script(browser, "/assessment/open/", {"reason": "assess"})
    (content,) = desk.read(json.dumps(told).encode())
    for document in (desk.document("ben", content), b"{}"):
        status, told = script(browser, "/assessment/answer/", document, "application/json")
        assert status == 422 and told["words"]
    status, told = script(browser, "/assessment/answer/", desk.document("ann", content, age="old"), "application/json")
    assert (status, told["stop"]) == (422, "unknown_code")
    assert not Opinion.objects.exists() and answering.GOOD


def test_a_queue_speaks_of_analysts_where_they_assess_and_of_the_police_where_they_do(
    supervisor: Browser, installation: Installation, desk: Desk, filed: Report
) -> None:
    assert "Nobody has opened them yet." in supervisor.get("/queues/sealed/").content.decode()
    installation.activate(installation.law("relay-be-2002"))
    assert "On their way to the police" in supervisor.get("/queues/sealed/").content.decode()


@pytest.mark.parametrize("taken", [False, True])
def test_the_pages_cost_at_most_twelve_queries(
    browse: Callable[..., Browser], supervisor: Browser, desk: Desk, ann: User, filed: Report, taken: bool
) -> None:
    for name in ("ben", "eve"):
        talks.expect(desk.analysts.person(name), by="terminal:test")
    browser = seated(browse, ann)
    if taken:
        taking.take_next(by=ann)
    for who, path in ((browser, "/assessment/"), (supervisor, "/people/load/"), (supervisor, "/assessment/lists/")):
        with CaptureQueriesContext(connections["core"]) as core, CaptureQueriesContext(connections["intake"]) as intake:
            assert who.get(path).status_code == 200
        said = [one["sql"] for one in (*core.captured_queries, *intake.captured_queries)]
        assert len(said) <= 12, (path, said)


def test_an_analyst_undertakes_what_an_analyst_can_keep(browse: Callable[..., Browser], supervisor: Browser) -> None:
    analyst = seated(browse, person("analyst"))
    assert "only on the viewing station" in analyst.get("/undertaking/").content.decode()
    assert "I never open" in supervisor.get("/undertaking/").content.decode()


def test_a_licence_that_ends_soon_stands_out_before_it_stops_anybody(supervisor: Browser, desk: Desk) -> None:
    desk.analysts.person("ann", until=clock.today() + timedelta(days=20))
    User.objects.create_user(username="nobody.yet", role="analyst")
    page = supervisor.get("/people/load/").content.decode()
    assert "ends soon" in page and '<td class="late">none</td>' in page
    desk.analysts.person("ben")
    assert supervisor.get("/people/load/").content.decode().count("ends soon") == 1
