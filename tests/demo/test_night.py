"""A night at the line, whole: every sighting in the police's mailbox, every page gone, and nothing for a thief."""

import re
from pathlib import Path

import pytest

from kindline.kernel import clock
from tests.demo.test_demo import kindline

pytestmark = pytest.mark.faults
LINE = re.compile(
    r"night: contacts=(\d+) files=(\d+) sightings=(\d+) forwarded=(\d+) median_forward_s=([\d.]+) worrying=(\d+) "
    r"alerts=(\d+) places_known=(\d+) taken_down=(\d+) confirmed=(\d+) unconfirmed=(\d+)"
)


def test_a_night_at_the_line_is_whole_and_counts_the_same_afterwards(tmp_path: Path) -> None:
    data = str(tmp_path / "night")
    played = kindline("demo", "--once", "--service", "missing", "--data", data)
    assert played.returncode == 0, played.stdout[-2000:] + played.stderr[-2000:]
    found = LINE.search(played.stdout)
    assert found, played.stdout
    numbers = [float(number) for number in found.groups()]
    contacts, files, sightings, forwarded, median, worrying, alerts, known, down, confirmed, unconfirmed = numbers
    assert contacts >= 60 and files >= 12 and sightings == forwarded > 0 and median < 5
    assert worrying and alerts and known >= down >= confirmed and known == confirmed + unconfirmed
    again = kindline("journey", "--service", "missing", "--data", data)
    assert again.returncode == 0 and found[0] in again.stdout
    assert kindline("journey", "--data", data).returncode == 2
    assert "found=0" in kindline("steal", "--data", data).stdout
    year = kindline("figures", "missing", "--year", str(clock.today().year), "--format", "csv", "--data", data)
    assert year.returncode == 0 and "files,new,10,10,1.0" in year.stdout
