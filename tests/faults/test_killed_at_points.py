"""kill -9 of a worker at every named point: nothing acknowledged is lost, nothing arrives twice that has one number."""

import re
from pathlib import Path

import pytest

import kindline
from tests.faults.scene import KILLED, Scene
from tests.faults.tally import TIMES, tally

pytestmark = pytest.mark.faults
SOURCE = Path(kindline.__file__).parent
AFTER_FILING = (
    "admission.written", "admission.committed", "outbox.posted", "outbox.claimed", "outbox.carried", "outbox.recorded",
    "audit.appended",
)  # fmt: skip
AFTER_RELEASE = ("release.kept", "release.committed", "routing.found", "routing.decided")
AFTER_CONFIRMING = ("notice.sealed", "notice.posted")
IN_A_CLOCK = ("deadline.followed",)  # test_several_workers.py
IN_THE_PORTAL = ("handover.fetched", "answers.kept", "answers.applied")
AT_THE_DESK = ("assessment.opened",)
IN_THE_SITE = ("filing.sealed", "filing.stored", "filing.committed")
IN_THE_API = ("sealed_filing.stored", "sealed_filing.committed")  # tests/faces/api/test_client.py


def killed(scene: Scene, point: str) -> None:
    assert scene.worker(kill_at=point) == KILLED
    killed_once()


def killed_once() -> None:
    tally.runs += 1


def judge(scene: Scene, point: str) -> None:
    """The end must be as if nobody had died."""
    lost, doubled = scene.lost(), scene.doubled()
    tally.points.add(point)
    tally.lost += lost
    tally.doubled += doubled
    assert (lost, doubled) == (0, 0)
    assert scene.rings_and_notices() == (1, 1)
    assert scene.log_problems() == []


def test_every_named_point_of_the_source_is_killed_somewhere():
    named = {
        point
        for file in SOURCE.rglob("*.py")
        for point in re.findall(r'kill_points\.reach\("([^"]+)"\)', file.read_text())
    }
    workers = {*AFTER_FILING, *AFTER_RELEASE, *AFTER_CONFIRMING, *IN_A_CLOCK}
    assert named == workers | {*IN_THE_PORTAL, *AT_THE_DESK, *IN_THE_SITE, *IN_THE_API}
    assert len(named) >= 12


@pytest.mark.parametrize("point", AFTER_FILING)
def test_killed_while_reports_are_admitted_and_carried(scene, point):
    for number in range(TIMES):
        scene.file(f"https://album.test/{number}")
        killed(scene, point)
    scene.to_the_end()
    judge(scene, point)


@pytest.mark.parametrize("point", AFTER_RELEASE)
def test_killed_while_addresses_are_released_and_routed(scene, point):
    for number in range(TIMES):
        scene.file(f"https://album.test/{number}")
    scene.worker()
    scene.play.judge()
    for _ in range(TIMES):
        killed(scene, point)
    scene.to_the_end()
    judge(scene, point)


@pytest.mark.parametrize("point", AFTER_CONFIRMING)
def test_killed_while_a_provider_is_told(scene, point):
    scene.file("https://album.test/1", "https://album.test/2")
    scene.worker()
    scene.play.judge()
    scene.worker()
    scene.confirm_mailboxes()
    for _ in range(TIMES):
        killed(scene, point)
    scene.to_the_end()
    judge(scene, point)
