"""A budget a day, a pause after a sitting: arithmetic, at the edges where people get hurt."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kindline.kernel.welfare.allowance import Allowance, Limits, Span, allowance

BRUSSELS = ZoneInfo("Europe/Brussels")
LIMITS = Limits(day=120, sitting=45, pause=15, one=20)
# Wednesday, three in the afternoon in Brussels.
THREE = datetime(2026, 3, 4, 14, 0, tzinfo=UTC)


def at(minutes: float, length: float) -> Span:
    """An exposure that began so many minutes before three and lasted `length`."""
    began = THREE - timedelta(minutes=minutes)
    return Span(began, began + timedelta(minutes=length), timedelta(minutes=length))


def found(*spans: Span, now: datetime = THREE) -> Allowance:
    return allowance(spans, now=now, limits=LIMITS, zone=BRUSSELS)


def test_a_fresh_day_is_open() -> None:
    assert (found().why, found().minutes_left) == ("", 120)


def test_a_sitting_of_forty_five_minutes_is_followed_by_a_pause() -> None:
    spans = at(47, 20), at(26, 15), at(10, 9.9)
    assert found(*spans).why == ""
    full = found(*spans, at(0.1, 0.1))
    assert (full.why, full.until) == ("pause", THREE + timedelta(minutes=15))


def test_after_the_whole_pause_a_new_sitting_begins() -> None:
    spans = at(47, 20), at(26, 15), at(10, 10)
    assert found(*spans, now=THREE + timedelta(minutes=14, seconds=59)).why == "pause"
    assert found(*spans, now=THREE + timedelta(minutes=15)).why == ""


def test_short_breaks_do_not_make_a_pause() -> None:
    assert found(at(80, 20), at(48, 20), at(14, 13)).why == "pause"
    # A break of sixteen minutes is one: what was before it is another sitting.
    assert found(at(92, 20), at(56, 20), at(20, 19)).why == ""


def test_when_the_days_budget_is_spent_nothing_more_is_offered_until_midnight_there() -> None:
    spans = [at(300 - 30 * n, 20) for n in range(6)]
    assert found(*spans[:5]).why == "" and found(*spans[:5]).minutes_left == 20
    spent = found(*spans)
    assert spent.why == "budget"
    assert spent.until == datetime(2026, 3, 5, 0, 0, tzinfo=BRUSSELS)


def test_yesterday_does_not_count_today_but_a_sitting_over_midnight_does() -> None:
    late = datetime(2026, 3, 3, 22, 10, tzinfo=UTC)
    spans = [
        Span(late + timedelta(minutes=20 * n), late + timedelta(minutes=20 * n + 19), timedelta(minutes=19))
        for n in range(3)
    ]
    just_after = found(*spans, now=datetime(2026, 3, 3, 23, 12, tzinfo=UTC))
    assert (just_after.used, just_after.why) == (timedelta(), "pause")


def test_the_day_the_clocks_change_is_a_day_of_its_own_length() -> None:
    night = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    spent = [Span(night, night + timedelta(hours=2), timedelta(hours=2))]
    assert found(*spent, now=night + timedelta(hours=3)).until == datetime(2026, 10, 26, 0, 0, tzinfo=BRUSSELS)
