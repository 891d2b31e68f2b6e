"""kill -9 of the desk while an analyst is handed an address: asked for again, it is the same address, opened once."""

import pytest

from kindline.kernel.outbox.models import Parcel
from kindline.kernel.welfare.models import Exposure
from kindline.services.hotline.assessment.models import Taking
from kindline.services.hotline.models import Address
from tests.assessing import Analysts, Desk
from tests.faults.scene import KILLED, Scene
from tests.faults.tally import TIMES, tally
from tests.faults.test_killed_at_points import killed_once

pytestmark = pytest.mark.faults


def test_killed_while_an_analyst_is_handed_an_address(scene: Scene) -> None:
    analysts = Analysts()
    analysts.work_in(scene.installation)
    ann, desk = analysts.person("ann"), Desk(scene.installation, analysts)
    for number in range(2):
        scene.file(f"https://album.test/{number}")
    scene.worker()
    for _ in range(TIMES):
        assert scene.portal("analyst:ann", kill_at="assessment.opened") == KILLED
        killed_once()
    (taking,) = Taking.objects.all()
    assert taking.opened_at is not None
    assert Exposure.objects.filter(person=ann).count() == 1
    for _ in range(2):
        (result,) = [one for one in desk.judge(ann) if one.ordinal is not None]
        assert result.result == "accepted"
    lost = Address.objects.exclude(verdict="abuse_material").count()
    doubled = (
        Taking.objects.filter(address=taking.address).count() - 1 + Parcel.objects.filter(kind="handover").count() - 2
    )
    tally.points.add("assessment.opened")
    tally.lost, tally.doubled = tally.lost + lost, tally.doubled + doubled
    assert (lost, doubled) == (0, 0)
    assert scene.log_problems() == []
