"""Several workers at once, and one killed in the middle: another goes on, nothing is lost and nothing doubled."""

import time
from datetime import timedelta

import pytest

from kindline.kernel import clock
from kindline.kernel.audit.models import Detail, Leaf
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.procedure.models import Deadline
from kindline.services.hotline.models import Address, Notice, Report
from tests.faults.crew import WITHIN, wait_for
from tests.faults.scene import KILLED
from tests.faults.tally import tally

pytestmark = pytest.mark.faults
HOSTS = ("album.test", "bloesem.test", "madelief.test")


def judge(crew, point):
    lost, doubled = crew.lost(), crew.doubled()
    count(point, lost, doubled)
    assert (lost, doubled) == (0, 0)
    assert crew.log_problems() == []


def taken_over(what, crew, began):
    seconds = time.monotonic() - began
    tally.taken_over[f"{what}, {'PostgreSQL' if crew.engine else 'SQLite'}"] = seconds
    assert seconds < WITHIN


def count(point, lost, doubled):
    tally.points.add(point)
    tally.runs += 1
    tally.lost += lost
    tally.doubled += doubled


def test_three_workers_bring_everything_to_its_end_once(crew_of_several):
    crew = crew_of_several
    for _ in range(3):
        crew.start()
    for number in range(24):
        crew.file(f"https://{HOSTS[number % 3]}/{number}", f"https://{HOSTS[(number + 1) % 3]}/b{number}")
    # One dies as it works, another one comes.
    crew.workers[0].kill()
    crew.start()
    wait_for(lambda: Parcel.objects.filter(kind="handover", state="offered").count() == 24)
    crew.play.judge()
    wait_for(lambda: Address.objects.filter(state="routed").count() == 48)
    crew.workers[1].kill()
    crew.confirm_mailboxes()
    wait_for(lambda: not Notice.objects.filter(state__in=("prepared", "confirmed")).exists())
    wait_for(lambda: not Parcel.objects.filter(state="waiting").exists())
    wait_for(lambda: not Leaf.objects.exists())
    judge(crew, "several")
    assert crew.rings_and_notices()[1] == Notice.objects.count()


def test_a_worker_killed_as_it_delivers_is_followed_by_another(crew):
    crew.mail.standing = True
    crew.start()
    if crew.engine:
        crew.start()
    crew.file("https://album.test/1")
    holder = wait_for(crew.holder)
    holder.kill()
    began = time.monotonic()
    crew.mail.standing = False
    if not crew.engine:
        crew.start()
    wait_for(lambda: crew.rings_and_notices()[0] == 1)
    taken_over("delivery", crew, began)
    wait_for(lambda: not Parcel.objects.filter(state="waiting").exists())
    crew.play.judge()
    wait_for(lambda: Address.objects.filter(state="routed").count() == 1)
    judge(crew, "delivery")


def test_a_worker_killed_as_a_clock_runs_out_is_followed_by_another(crew):
    for number in range(8):
        crew.file(f"https://album.test/{number}", danger="no")
    first = crew.start()
    wait_for(lambda: Parcel.objects.filter(kind="handover", state="offered").count() == 8)
    first.terminate()
    first.wait()
    doomed = crew.start(kill_at="deadline.followed")
    if crew.engine:
        crew.start()
    clocks = list(Deadline.objects.filter(kind="handover_ack"))
    # Of two workers the quicker one takes it: clocks run out until it was the one that dies.
    while doomed.poll() is None:
        over = clocks.pop()
        run_out(over)
        wait_for(lambda one=over: doomed.poll() is not None or has_run_out(one))
    assert doomed.wait() == KILLED
    began = time.monotonic()
    if not crew.engine:
        crew.start()
    wait_for(lambda: has_run_out(over))
    taken_over("clock", crew, began)
    for one in clocks:
        run_out(one)
    wait_for(lambda: Deadline.objects.filter(kind="handover_ack").exclude(expired_at=None).count() == 8)
    wait_for(lambda: not Parcel.objects.filter(state="waiting").exists() and not Leaf.objects.exists())
    letters = [to for to, *_ in crew._letters().values()]
    told = letters.count("duty@police.example")
    logged = sum(b'"deadline.expired"' in bytes(one) for one in Detail.objects.values_list("payload", flat=True))
    running = Deadline.objects.filter(kind="handover_ack", met_at=None, expired_at=None).count()
    assert Report.objects.count() == 8
    count("clock", lost=8 - min(told, logged, running), doubled=max(told, logged, running) - 8)
    assert (told, logged, running) == (8, 8, 8)
    assert crew.log_problems() == []


@pytest.mark.parametrize("engine", ["processes", "dask"])
def test_a_process_killed_in_the_middle_of_a_bulk_run_is_followed_by_another(tmp_path, engine):
    pl = pytest.importorskip("polars")
    from kindline.faces.bench.bulk import mix, runs
    from kindline.provenance.bulk.lines import CHUNK_LINES

    urls, out, known = tmp_path / "urls.txt", tmp_path / "out.parquet", tmp_path / "known.sqlite3"
    mix.write_urls(urls, count=4 * CHUNK_LINES)
    mix.write_known(known, count=1_000)
    run = runs.measured(urls, out, known=known, pack="synthetic", processes=2, engine=engine, kill_after=1)
    lines = urls.read_text("utf-8").splitlines()
    located = pl.read_parquet(out, columns=["input"])["input"].to_list()
    count(f"bulk.{engine}", lost=4 - run["chunks_present"], doubled=run["chunks_twice"] + len(located) - len(lines))
    assert (run["killed"], run["chunks"], run["chunks_present"], run["chunks_twice"]) == (1, 4, 4, 0)
    # What is no address and says too much is not kept.
    assert all(one == line or one.startswith("[") for one, line in zip(located, lines, strict=True))


def run_out(one):
    Deadline.objects.filter(pk=one.pk).update(due_at=clock.now() - timedelta(minutes=1))


def has_run_out(one):
    return Deadline.objects.exclude(expired_at=None).filter(pk=one.pk).exists()
