"""One clock, everywhere; the linter's list of banned names leaves out the tools that may open connections."""

import re

import pytest

from kindline.faces.cli.catalogues import SOURCE

# The police's terminal and the client run on their users' machines, where no kernel is.
CLOCKS = tuple(SOURCE / name for name in ("kernel/clock.py", "faces/police/clock.py", "client/clock.py"))
OTHER_CLOCK = re.compile(
    r"\btime\.time(_ns)?\(|\bdatetime\.(utc)?now\(|\bdate(time)?\.today\(|\btimezone\.(now|localdate|localtime)\b"
    r"|from time import .*\btime\b|\bauto_now(_add)?=True"
)


def offences(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if OTHER_CLOCK.search(line)]


def test_only_the_kernel_clock_tells_the_time() -> None:
    others = (path for path in SOURCE.rglob("*.py") if path not in CLOCKS and "migrations" not in path.parts)
    found = {str(path.relative_to(SOURCE)): offences(path.read_text("utf-8")) for path in others}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        "started = time.time()",
        "at = datetime.now(UTC)",
        "day = date.today()",
        "at = timezone.now()",
        "at = models.DateTimeField(default=timezone.now)",
        "from time import sleep, time",
        "at = models.DateTimeField(auto_now_add=True)",
    ],
)
def test_another_clock_would_be_seen(line: str) -> None:
    assert offences(line) == [line]


def test_measuring_a_length_of_time_is_no_clock() -> None:
    assert offences("start = time.monotonic() - time.perf_counter()") == []
