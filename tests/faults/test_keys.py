"""Wrong, lost and expired keys: each has one defined end, and none of them refuses a report."""

from datetime import date, timedelta

import pytest

from kindline.faces.outside.reporter import NotTaken, Said, fill_in, send
from kindline.kernel import clock
from kindline.kernel.installing import authority_tables, compose_mandate
from kindline.sealing.errors import NotARecipient
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey
from kindline.services.hotline import handover
from kindline.services.hotline.answers import BadDocument
from kindline.services.hotline.models import Address, Report, Task
from tests.faults.site import serving
from tests.installation import TEMPLATE

pytestmark = pytest.mark.faults


def bundle():
    return handover.bundle(handover.parcels_for("federal-police"), authority="federal-police", by="officer")


def ends(scene, *, duty: date, reserve: date) -> None:
    """Put a mandate in force under which the keys end on these days."""
    police = scene.play.police
    keys = [("duty", police.duty.public(), str(duty)), ("reserve", police.reserve.public(), str(reserve))]
    officers = [("A. Officer", police.officer.public())]
    tables = authority_tables(name="Police", mailbox="duty@police.example", keys=keys, officers=officers)
    scene.installation.activate(compose_mandate(TEMPLATE, tables))


def test_a_lost_duty_key_costs_nothing_for_the_reserve_opens_everything(scene):
    for number in range(3):
        scene.file(f"https://album.test/{number}")
    scene.worker()
    police = scene.play.police
    by_duty, by_reserve = police.open(bundle()), police.open(bundle(), key=police.reserve)
    assert by_reserve == by_duty and len(by_reserve) == 3
    # From here on they work with the reserve key alone.
    police.duty, police.reserve = police.reserve, police.duty
    scene.to_the_end()
    assert set(Address.objects.values_list("state", flat=True)) == {"routed"}


def test_a_key_that_the_mandate_does_not_name_opens_nothing_and_signs_nothing(scene):
    scene.file("https://album.test/1")
    scene.worker()
    with pytest.raises(NotARecipient):
        scene.play.police.open(bundle(), key=SealingPrivateKey.generate())
    scene.play.police.officer = SigningPrivateKey.generate()
    with pytest.raises(BadDocument):
        scene.play.judge()
    assert Report.objects.get().state == "handed_over"


def test_sealing_goes_on_to_the_key_that_has_not_ended(scene):
    today = clock.today()
    ends(scene, duty=today - timedelta(days=1), reserve=today + timedelta(days=400))
    scene.file("https://album.test/1")
    scene.worker()
    police = scene.play.police
    with pytest.raises(NotARecipient):
        police.open(bundle())
    (parcel,) = police.open(bundle(), key=police.reserve)
    assert parcel["contents"]
    assert [task.facts["role"] for task in Task.objects.filter(kind="key_expires")] == ["duty"]


def test_when_every_key_has_ended_reports_are_still_taken_and_the_alarm_rings(scene):
    today = clock.today()
    ends(scene, duty=today - timedelta(days=2), reserve=today - timedelta(days=1))
    with serving(scene) as browser:
        assert send(browser, fill_in(browser, Said(addresses="https://album.test/1"), language="fr"))
    scene.worker()
    assert scene.play.police.open(bundle())
    assert sorted(task.facts["role"] for task in Task.objects.filter(kind="key_expires")) == ["duty", "reserve"]


def test_a_mandate_with_a_strangers_key_seals_nothing(scene):
    """Recipient substitution: the file was changed on the disk, and two signatures are missing."""
    with serving(scene) as browser:
        page = fill_in(browser, Said(addresses="https://album.test/1"), language="de")
        path = scene.data / "mandate" / "active.toml"
        stranger, ours = SealingPrivateKey.generate().public().to_text(), scene.play.police.duty.public().to_text()
        genuine = path.read_text()
        path.write_text(genuine.replace(ours, stranger) + "\n")
        with pytest.raises(NotTaken) as refused:
            send(browser, page)
        assert refused.value.page.status == 503
        path.write_text(genuine)
        assert send(browser, refused.value.page)
