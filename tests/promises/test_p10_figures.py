"""P10: figures add up. Counted by hand beside them, frozen, and published without what would name a case."""

import hashlib
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pyotp
import pytest

from kindline.kernel import clock
from kindline.kernel.audit.sequencing import sequence
from kindline.kernel.figures.computing import Table, compute, rows_of
from kindline.kernel.figures.durations import lasted
from kindline.kernel.figures.freezing import NotOver, freeze, problems
from kindline.kernel.figures.models import Frozen, Snapshot
from kindline.kernel.figures.period import Period, month_before, period
from kindline.kernel.figures.publishing import YearsOnly, publish
from kindline.kernel.figures.reconciling import checks
from kindline.kernel.figures.register import figure, figures
from kindline.services.hotline import pickup
from kindline.services.hotline.erasing import erase_report
from kindline.services.hotline.models import Address, NoticeItem, Report
from tests.promises.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
BRUSSELS = ZoneInfo("Europe/Brussels")


def this_year() -> Period:
    return period(str(clock.now().astimezone(BRUSSELS).year), BRUSSELS)


def table(name: str, by: str = "") -> Table:
    return compute(figure(name), this_year(), by=by)


def parts(name: str, by: str) -> dict[str, int]:
    return {cell.value: cell.n for cell in table(name, by).cells}


@pytest.fixture
def worked(play: Play) -> Play:
    """Four reports: three addresses of abuse, of which one is removed; one not illegal; one that nobody opened yet."""
    play.file("https://album.test/a")
    play.file("https://balkon.example/x", "https://album.test/b")
    play.rounds()
    play.judge()
    play.rounds()
    clock.move(timedelta(hours=2))
    play.file("https://kiezel.test/y", danger="now")
    play.rounds()
    play.judge(verdict="not_illegal")
    play.file("https://album.test/a")
    play.rounds()
    secret = play.confirm()
    play.later(minutes=30)
    (number, code), *_ = play.codes().items()
    clock.move(timedelta(hours=5))
    pickup.act(number, code=code, factor=pyotp.TOTP(secret).at(clock.now()), actions={1: "removed"})
    return play


def test_figures_are_what_was_done_counted_by_hand(worked: Play) -> None:
    assert table("reports").total.n == 4
    assert parts("reports", "urgent") == {"no": 3, "yes": 1}
    assert table("addresses").total.n == 5
    assert (table("reported_before").total.n, table("reported_before").total.of) == (1, 5)
    assert parts("answers", "answer") == {"abuse_material": 3, "not_illegal": 1}
    assert (table("illegal").total.n, table("illegal").total.of) == (3, 4)
    assert parts("routes", "country") == {"BE": 3}
    assert (table("hosted_at_home").total.n, table("hosted_at_home").total.of) == (3, 3)
    assert table("notices").total.n == len(worked.mails("notice"))
    assert sum(parts("notice_lines", "action").values()) == NoticeItem.objects.count() == 3
    assert parts("notice_lines", "action") == {"none_yet": 2, "removed": 1}
    removal = table("time_to_removal").total
    assert (removal.n, removal.of) == (1, 3) and removal.time and 4.9 < (removal.time.median or 0) < 5.1


def test_answers_without_a_verdict_are_in_no_share_of_verdicts(play: Play) -> None:
    play.file("https://album.test/a")
    play.rounds()
    play.judge(verdict="not_illegal")
    play.file("https://balkon.example/x")
    play.rounds()
    without = Address.objects.get(verdict="")
    Address.objects.filter(pk=without.pk).update(judged_at=clock.now(), outcome="no_feedback")
    assert parts("answers", "answer") == {"not_illegal": 1, "no_feedback": 1}
    assert (table("illegal").total.n, table("illegal").total.of) == (0, 1)


def test_what_still_may_be_in_time_is_not_counted_as_late(worked: Play) -> None:
    time = table("time_to_assessor").total.time
    assert time and (time.n, time.of) == (3, 4)
    assert [(within.n, within.of) for within in time.within] == [(3, 3)] * 3
    clock.move(timedelta(hours=24))
    time = table("time_to_assessor").total.time
    assert time and [(within.n, within.of) for within in time.within] == [(3, 4), (3, 3), (3, 3)]


def test_every_figure_has_a_definition_a_denominator_and_rows_behind_each_number(worked: Play) -> None:
    for one in figures():
        assert one.definition.endswith(".") and one.denominator and one.unit, one.name
        for by in one.by():
            for cell in compute(one, this_year(), by=by).cells:
                rows = rows_of(one, this_year(), by=by, value=cell.value)
                assert rows.count() == cell.of, (one.name, by, cell.value)
                only = rows_of(one, this_year(), by=by, value=cell.value, only=True)
                assert only.count() == cell.n, (one.name, by, cell.value)
                assert len(only.values_list(one.key, *one.shown)[:1]) == min(1, cell.n)


def test_parts_make_the_whole_and_both_sides_agree(worked: Play) -> None:
    done = list(checks(this_year()))
    assert len(done) > 60
    assert [check for check in done if not check.holds] == []


def test_a_row_lost_or_said_twice_is_noticed(worked: Play) -> None:
    Report.objects.filter(urgent=True).update(address_count=2)
    Address.objects.filter(verdict="").update(judged_at=clock.now())
    failed = {check.name: (check.left, check.right) for check in checks(this_year()) if not check.holds}
    assert failed == {"addresses said and held": (6, 5), "answers recorded and moves made": (5, 4)}


def test_in_public_no_small_number_stands(worked: Play) -> None:
    published = publish(this_year())
    shown = [number for one in published for cell in (*one.cells, one.total) for number in (cell.n, cell.of)]
    assert [number for number in shown if number is not None and 0 < number < 5] == []
    assert {one.table.figure.name: one.total.n for one in published}["reports"] is None
    assert {one.table.figure.name: one.total.n for one in published}["addresses"] == 5
    assert all(cell.median is None for one in published for cell in one.cells)


def test_only_whole_years_are_published(worked: Play) -> None:
    with pytest.raises(YearsOnly):
        publish(period("2026-11", BRUSSELS))


def test_a_past_that_changed_is_a_new_version_with_a_flag(worked: Play) -> None:
    with pytest.raises(NotOver):
        freeze(this_year(), by="user:1")
    clock.move(timedelta(days=62))
    month = month_before(clock.now() - timedelta(days=31), BRUSSELS)
    when = datetime.fromisoformat(month.start.isoformat()) + timedelta(days=3)
    Report.objects.update(received_hour=when)
    first = freeze(month, by="user:1")
    assert {one.flag for one in first} == {""}
    assert freeze(month, by="user:1") == []
    Report.objects.filter(urgent=True).update(language="de")
    changed = freeze(month, by="user:2")
    assert {(one.figure, one.by, one.version, one.flag) for one in changed} >= {("reports", "language", 2, "changed")}
    assert not {("reports", ""), ("reports", "urgent")} & {(one.figure, one.by) for one in changed}
    assert Snapshot.objects.get(figure="reports", by="language", version=1).content == next(
        one.content for one in first if (one.figure, one.by) == ("reports", "language")
    )


def test_the_worker_freezes_the_month_that_ended_once(worked: Play) -> None:
    worked.rounds(1)
    assert Snapshot.objects.count() == 0
    clock.move(timedelta(days=32))
    worked.rounds(2)
    frozen = Snapshot.objects.filter(figure="reports", by="")
    assert [(json.loads(one.content)["total"]["n"], one.version, one.made_by) for one in frozen] == [(4, 1, "worker")]


def test_a_snapshot_is_never_changed_and_a_quiet_change_shows(worked: Play) -> None:
    clock.move(timedelta(days=62))
    month = month_before(clock.now(), BRUSSELS)
    made = freeze(month, by="user:1")
    sequence()
    assert list(problems()) == []
    with pytest.raises(Frozen):
        made[0].save()
    with pytest.raises(Frozen):
        made[0].delete()
    forged = made[0].content.replace('"n":0', '"n":7')
    sha256 = hashlib.sha256(forged.encode()).hexdigest()
    Snapshot.objects.filter(pk=made[0].pk).update(content=forged)
    assert [problem.endswith("not those that were hashed") for problem in problems()] == [True]
    Snapshot.objects.filter(pk=made[0].pk).update(sha256=sha256)
    assert [problem.endswith("the log knows another hash, or none") for problem in problems()] == [True]
    Snapshot.objects.filter(pk=made[0].pk)._raw_delete("core")  # type: ignore[attr-defined]
    assert [problem.endswith("no longer here") for problem in problems()] == [True]


def test_an_erased_report_still_counts_and_its_time_is_said_to_be_unknown(worked: Play) -> None:
    report = Report.objects.get(urgent=True)
    clock.move(timedelta(hours=1))
    worked.rounds()
    before = table("time_to_assessor").total
    erase_report(report.pk, by="user:1")
    after = table("time_to_assessor").total
    assert table("reports").total.n == 4
    assert before.time and after.time and (after.time.unknown, after.time.n) == (1, before.time.n - 1)


def test_the_slow_end_is_a_time_that_occurred() -> None:
    start = datetime(2026, 3, 2, 10, tzinfo=BRUSSELS)
    spans = [(start, start + timedelta(hours=n, minutes=6)) for n in range(1, 21)]
    times = lasted(spans, as_of=start + timedelta(days=9))
    assert (times.median, times.p95) == (10.6, 19.1)
