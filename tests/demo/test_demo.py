"""The whole play, small, in real processes; then every kind of missing record, a planted contact, and the thief."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kindline.faces.cli import ROOT
from kindline.faces.outside.browser import Browser
from kindline.faces.outside.processes import CLI
from kindline.faces.outside.reporter import Said, fill_in, send
from kindline.kernel import clock

pytestmark = pytest.mark.faults
REPORTS = 70
LINE = re.compile(
    r"^journey: filed=(\d+) handed_over=(\d+) verdicts=(\d+) held=(\d+) released=(\d+) routed=(\d+)"
    r" closed=(\d+) open=(\d+) lost=(\d+) silent=(\d+) host_contacts=(\d+) early=(\d+)$"
)


def kindline(*arguments: object) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("KINDLINE_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, *CLI, *map(str, arguments)], cwd=ROOT, env=env, capture_output=True, text=True, timeout=600
    )


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("play") / "data"
    done = kindline("demo", "--once", "--reports", REPORTS, "--data", data)
    assert done.returncode == 0, done.stdout + done.stderr
    (data / "last-line").write_text(done.stdout.splitlines()[-1])
    return data


@pytest.fixture
def copy(played: Path, tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(played, tmp_path / "data")
    shutil.copytree(f"{played}.keys", tmp_path / "data.keys")
    yield tmp_path / "data"


def test_every_number_of_the_last_line_is_as_promised(played: Path) -> None:
    found = LINE.match((played / "last-line").read_text())
    assert found
    filed, handed_over, verdicts, held, released, routed, closed, open_, *faults = map(int, found.groups())
    assert filed == handed_over > REPORTS * 0.9
    assert verdicts >= released and held > 0
    assert released == routed == closed + open_ and closed >= 0.9 * routed
    assert faults == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "mandate",
    ["exercise", *(pytest.param(name, marks=pytest.mark.slow) for name in ("assess-be-2017", "assess-inhope"))],
)
def test_every_other_mandate_is_played_to_the_same_end(mandate: str, tmp_path: Path) -> None:
    done = kindline("demo", "--once", "--mandate", mandate, "--reports", 12, "--data", tmp_path / "data")
    found = LINE.match(done.stdout.splitlines()[-1]) if done.stdout else None
    assert done.returncode == 0 and found, done.stdout + done.stderr
    filed, handed_over, *_, lost, silent, host_contacts, early = map(int, found.groups())
    assert filed == handed_over > 0 and (lost, silent, host_contacts, early) == (0, 0, 0, 0)
    again = kindline("journey", "--data", tmp_path / "data")
    assert (again.returncode, again.stdout.strip()) == (0, done.stdout.splitlines()[-1])


def test_a_holiday_reply_came_back_by_mail_and_was_taken_for_no_answer(played: Path) -> None:
    with closing(sqlite3.connect(played / "core.sqlite3")) as connection:
        asked = "FROM hotline_notice JOIN directory_provider p ON p.id = provider_id WHERE p.slug = 'zonnedauw'"
        (notices,) = connection.execute(f"SELECT COUNT(*) {asked} AND announced_at IS NOT NULL").fetchone()
        kinds = connection.execute("SELECT kind, COUNT(*) FROM hotline_reply GROUP BY kind").fetchall()
    assert notices > 0 and kinds == [("automatic", notices)]


def test_the_journey_recounts_the_same_line(played: Path) -> None:
    done = kindline("journey", "--data", played)
    assert (done.returncode, done.stdout.strip()) == (0, (played / "last-line").read_text())


def test_the_figures_agree_with_the_last_line(played: Path) -> None:
    filed, handed_over, verdicts, _, released, *_ = map(int, LINE.match((played / "last-line").read_text()).groups())  # type: ignore[union-attr]
    totals: dict[str, list[int]] = {}
    for year in (clock.today().year, clock.today().year + 1):  # the play moves on by some weeks
        done = kindline("figures", "--year", year, "--json", "--data", played)
        for table in json.loads(done.stdout)["figures"]:
            row = totals.setdefault(table["figure"], [0, 0])
            if not table["by"]:
                row[:] = row[0] + table["total"]["n"], row[1] + table["total"]["of"]
        assert kindline("figures", "--year", year, "--check", "--data", played).returncode == 0
    assert (totals["reports"][0], totals["time_to_handover"][0]) == (filed, handed_over)
    assert (totals["illegal"][1], totals["time_to_end"][1]) == (verdicts, released)


def rows_gone(table: str, where: str) -> Callable[[Path], None]:
    def take(data: Path) -> None:
        with closing(sqlite3.connect(data / "core.sqlite3")) as connection, connection:
            key = connection.execute(f"SELECT id FROM {table} WHERE {where} LIMIT 1").fetchone()[0]
            assert connection.execute(f"DELETE FROM {table} WHERE id = ?", (key,)).rowcount == 1

    return take


def file_gone(pattern: str) -> Callable[[Path], None]:
    return lambda data: sorted((data / "outside").glob(pattern))[0].unlink()


def line_gone(pattern: str, which: int) -> Callable[[Path], None]:
    def take(data: Path) -> None:
        path = max((data / "outside").glob(pattern), key=lambda found: found.stat().st_size)
        lines = path.read_text().splitlines(keepends=True)
        del lines[which]
        path.write_text("".join(lines))

    return take


@pytest.mark.parametrize(
    ("take", "named"),
    [
        pytest.param(rows_gone("outbox_parcel", "channel = 'pickup'"), "inside: parcel", id="a parcel"),
        pytest.param(
            rows_gone("outbox_parcel", "channel = 'mail'"), "inside: the parcel of mail", id="a letter's parcel"
        ),
        pytest.param(rows_gone("hotline_answer", "1"), "inside: the signed answer", id="a signed answer"),
        pytest.param(file_gone("police/parcels/*.json"), "outside: the file of parcel", id="a parcel at the police"),
        pytest.param(file_gone("mail/*/*.eml"), "outside: mail", id="a mail"),
        pytest.param(line_gone("packets/worker-*.jsonl", 3), "record 4 is missing", id="a packet record"),
        pytest.param(line_gone("packets/worker-*.jsonl", -1), "missing at the end", id="the last packet record"),
        pytest.param(line_gone("dns/queries.jsonl", 5), "record 6 is missing", id="a question to the name server"),
        pytest.param(file_gone("packets/portal-*.jsonl"), "is missing", id="a whole book of packets"),
    ],
)
def test_what_is_taken_away_is_missed_and_named(copy: Path, take: Callable[[Path], None], named: str) -> None:
    take(copy)
    done = kindline("journey", "--data", copy)
    assert done.returncode == 1
    assert named in done.stdout


def test_a_planted_contact_is_counted_once(played: Path) -> None:
    done = kindline("journey", "--plant-contact", "--data", played)
    assert done.returncode == 1
    assert "host_contacts=1 " in done.stdout


@pytest.mark.parametrize("more", [(), ("--with-keys",)], ids=["folder", "folder and keys"])
def test_a_thief_finds_nothing(played: Path, more: tuple[str, ...]) -> None:
    done = kindline("steal", "--data", played, *more)
    assert (done.returncode, done.stdout.strip().rpartition(" ")[2]) == (0, "found=0"), done.stdout + done.stderr


def test_a_thief_finds_what_is_planted(played: Path) -> None:
    done = kindline("steal", "--plant", "--data", played)
    assert (done.returncode, done.stdout.strip().rpartition(" ")[2]) == (0, "found=1")


def test_the_witnessed_log_is_whole(played: Path) -> None:
    done = kindline("audit", "verify", "--data", played)
    assert done.returncode == 0, done.stdout
    assert "checkpoints_witnessed=0" not in done.stdout


def test_a_folder_that_is_no_demonstration_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    done = kindline("demo", "--once", "--data", tmp_path)
    assert done.returncode == 2
    assert (tmp_path / "letters.txt").read_text() == "mine"


def test_the_doors_stand_open_until_told_to_stop_and_the_books_still_agree(copy: Path) -> None:
    ports = json.loads((copy / "outside" / "stage.json").read_text())["ports"]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("KINDLINE_", "DJANGO_"))}
    doors = subprocess.Popen([sys.executable, *CLI, "demo", "--keep", "--data", str(copy)], cwd=ROOT, env=env)
    try:
        assert "kindline" in _page(f"http://127.0.0.1:{ports['site']}/nl/")
        assert _page(f"http://127.0.0.1:{ports['desk']}/sign-in/")
        assert _page(f"http://127.0.0.1:{ports['portal']}/en/genuine/")
        _report_and_fetch_by_hand(copy, ports)
    finally:
        doors.send_signal(signal.SIGTERM)
        doors.wait(60)
    assert kindline("journey", "--data", copy).returncode == 0


def _report_and_fetch_by_hand(data: Path, ports: dict[str, int]) -> None:
    browser = Browser("127.0.0.1", ports["site"])
    send(browser, fill_in(browser, Said(addresses="https://album.test/by-hand"), language="en"))
    office = ("--to", data.parent / "office", "--trust", data / "outside" / "police" / "trust.txt")
    officer = ("--officer", data / "outside" / "keys" / "officer-1.key", "--portal-clock")
    for _ in range(50):
        fetched = kindline("police", "fetch", *office, "--portal", f"http://127.0.0.1:{ports['portal']}", *officer)
        if fetched.stdout.startswith("1 parcels"):
            return
    raise AssertionError(fetched.stdout + fetched.stderr)


def test_a_play_that_is_interrupted_leaves_nothing_running(tmp_path: Path) -> None:
    data = tmp_path / "data"
    play = subprocess.Popen([sys.executable, *CLI, "demo", "--once", "--data", str(data)], cwd=ROOT, text=True)
    begun = data / "outside" / "logs" / "reporters.log"
    while not begun.exists():
        time.sleep(0.2)
    play.send_signal(signal.SIGINT)
    assert play.wait(60) != 0
    left = [path for path in Path("/proc").glob("[0-9]*/cmdline") if str(data).encode() in _read(path)]
    assert left == []


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _page(url: str) -> str:
    for _ in range(150):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} does not answer")
