"""A published table is recomputed, and a row that does not add up is named with its difference, never repaired."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindline.faces.cli.dispatch import main
from kindline.kernel.figures.published import NotATable, check, read_table


def flags(text: str) -> list[tuple[int, str]]:
    return [(flag.line, flag.words) for flag in check(read_table(text.encode()))]


def test_a_sum_of_a_published_report_that_is_three_off_is_flagged() -> None:
    calls = "label,value,share\ncounselling,40 953,15%\nnon-counselling,241 318,85%\ntotal,282 268,\n"
    assert flags(calls) == [(4, "is 282268, and the rows are 282271 together: +3")]


def test_parts_that_make_their_whole_pass() -> None:
    parts = "hard,21 116\ntesting,148 002\nsoft,70 996\npositive,1 204\n"
    assert flags(f"label,value\n{parts}total,241 318\n") == []


def test_a_share_may_be_rounded_and_no_more() -> None:
    table = "label,value,share\nrunaway,816,{}\nother,445,35.3\ntotal,1261,100\n"
    assert flags(table.format("64.7")) == []
    assert flags(table.format("65")) == []
    assert flags(table.format("65.0")) == [(2, "is printed as 65.0 %, and 816 of 1261 is 64.71 %: +0.29 points")] + [
        (4, "shares are 100.3 % together: +0.3 points, more than rounding explains (0.10)")
    ]


def test_shares_that_make_101_by_rounding_pass() -> None:
    rows = "a,505,51\nb,365,37\nc,5,1\nd,20,2\ne,105,10\n"
    assert flags(f"label,value,share\n{rows}total,1000,\n") == []


@pytest.mark.parametrize(
    "rows",
    [
        "a;1.234;50,0 %\nb;1.234;50,0 %\ntotal;2.468;100,0 %",
        "a;1 234;50%\nb;1 234;50%\ntotal;2 468;100%",
        'a,"1,234",50.0\nb,"1,234",50.0\ntotal,"2,468",100.0',
        "a\t1'234\t0.5\nb\t1\u202f234\t0.5\nTotal\t2\u00a0468\t1",
        "a;1.234,5;50\nb;1.234,5;50\ntotaal;2.469,0;",
    ],
)
def test_numbers_are_read_as_each_of_our_languages_writes_them(rows: str) -> None:
    separator = next(sign for sign in "\t;," if sign in rows)
    head = separator.join(("label", "value", "share"))
    assert check(read_table(f"\ufeff{head}\r\n{rows}\r\n".encode())) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "first line"),
        ("name,count\na,1\n", "first line"),
        ("label,value\na,1\n", "0 rows are labelled total"),
        ("label,value\na,1\ntotal,1\ntotal,1\n", "2 rows are labelled total"),
        ("label,value\na,n/p\ntotal,1\n", "line 2: “n/p” is no number"),
        ("label,value\na,\ntotal,1\n", "a has no value"),
        ("label,value\na,1,234\ntotal,1\n", "stands in quotes"),
        ("label;value\na;1.234\nb;1,234\ntotal;2\n", "nothing shows which is which"),
        ("label;value\na;1.5\nb;1,5\ntotal;3\n", "both the point and the comma"),
        ("label,value\na,NaN\ntotal,1\n", "is no number"),
        ('label,value\n"a,1\n', "line"),
    ],
)
def test_what_is_no_table_is_said(text: str, why: str) -> None:
    with pytest.raises(NotATable, match=why):
        check(read_table(text.encode()))


def test_a_share_of_nothing_is_flagged() -> None:
    assert flags("label,value,share\na,0,10%\ntotal,0,\n")[0] == (2, "has a share of 10 % of a total of nothing")


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8), st.integers(-5, 5))
def test_the_difference_that_is_named_is_the_difference(values: list[int], off: int) -> None:
    rows = "".join(f"row {number},{value}\n" for number, value in enumerate(values))
    found = flags(f"label,value\n{rows}total,{sum(values) + off}\n")
    assert [words.rpartition(" ")[2] for _, words in found] == ([f"{Decimal(-off):+f}"] if off else [])


def test_the_command_exits_one_with_a_flag_and_two_without_a_table(tmp_path, capsys) -> None:
    good, bad, none = tmp_path / "good.csv", tmp_path / "bad.csv", tmp_path / "none.csv"
    good.write_text("label,value\na,1\ntotal,1\n")
    bad.write_text("label,value\na,1\ntotal,2\n")
    assert [main(["figures", "check", str(file)]) for file in (good, bad, none)] == [0, 1, 2]
    out = capsys.readouterr().out
    assert "rows=2 flagged=0" in out and "bad.csv: line 3: total is 2, and the rows are 1 together: -1" in out
    assert main(["figures"]) == 2
