"""kill -9 of the portal while an officer fetches or sends: fetched again and sent again, it is as if done once."""

import pytest

from kindline.kernel.outbox.models import Acknowledgement, Parcel
from kindline.services.hotline.models import Address, Answer, ReleaseOrder
from tests.faults.scene import KILLED
from tests.faults.tally import TIMES
from tests.faults.test_killed_at_points import judge, killed_once

pytestmark = pytest.mark.faults


def signed_file(scene) -> str:
    """One file with an acknowledgement and a release for every address that waits."""
    parcels, routing_key = scene.play.fetch()
    reports = []
    for parcel in parcels:
        lines = [
            {
                "ordinal": ordinal,
                "envelope": envelope,
                "verdict": "abuse_material",
                "classification": "baseline",
                "instruction": "act_now",
                "release": scene.play.police.release(content, envelope, routing_key=routing_key),
            }
            for purpose, ordinal, envelope, content in parcel["contents"]
            if purpose == "address"
        ]
        word = {"report": parcel["report"], "parcel": parcel["parcel"], "acknowledged": True}
        reports.append(word | {"addresses": lines})
    return scene.play.police.answer(reports=reports).decode()


def killed(scene, point: str, wish: str) -> None:
    assert scene.portal(wish, kill_at=point) == KILLED
    killed_once()


def test_killed_while_parcels_are_handed_out(scene):
    for number in range(TIMES):
        scene.file(f"https://album.test/{number}")
    scene.worker()
    for _ in range(TIMES):
        killed(scene, "handover.fetched", "fetch")
    assert Parcel.objects.filter(kind="handover", state="delivered").count() == TIMES
    scene.to_the_end()
    judge(scene, "handover.fetched")


@pytest.mark.parametrize("point", ["answers.kept", "answers.applied"])
def test_killed_while_a_signed_file_is_taken(scene, point):
    for number in range(TIMES):
        scene.file(f"https://album.test/{number}")
    scene.worker()
    file = signed_file(scene)
    for _ in range(TIMES):
        killed(scene, point, file)
    assert scene.portal(file) == 0
    assert Answer.objects.count() == 1
    assert Acknowledgement.objects.count() == Address.objects.count() == ReleaseOrder.objects.count() == TIMES
    scene.to_the_end()
    judge(scene, point)
