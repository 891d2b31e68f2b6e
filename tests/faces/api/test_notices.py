"""A provider's system at the API: its own notices, sealed to its keys; its word counts as at the pick-up page."""

import base64
import json
from collections.abc import Callable

import pytest

from kindline.kernel.erasable import keys as erasable
from kindline.kernel.partners import register
from kindline.sealing.box import open_box
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey
from kindline.sealing.padding import unpad
from kindline.services.hotline.models import Address, Notice, NoticeCopy
from tests.faces.api.conftest import Caller
from tests.faces.api.test_doors import problem
from tests.faces.portal.conftest import Waiting
from tests.services.hotline.conftest import Play, play

__all__ = ["play"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["core", "intake"])
Partners = Callable[..., Caller]
AT_HOME = "https://album.test/a"


def opened(copies: dict[str, str], key: SealingPrivateKey, number: str) -> dict:
    box = base64.b64decode(copies[key.key_id])
    return json.loads(unpad(open_box(box, key=key, info=b"notice:" + number.encode())))


def test_a_notice_is_listed_fetched_acknowledged_and_acted_upon(partner: Partners, waiting_notice: Waiting) -> None:
    hoster, number = partner("provider"), waiting_notice.notice.number
    (row,) = hoster.get("/v1/notices").json()["notices"]
    assert (row["number"], row["state"], row["lines"]) == (number, "announced", 2)
    assert Notice.objects.get().state == "announced"
    assert hoster.post(f"/v1/notices/{number}/fetch").json()["state"] == "picked_up"
    assert hoster.post(f"/v1/notices/{number}/acknowledge").json() == {"number": number, "state": "acknowledged"}
    said = {"actions": [{"line": 1, "action": "removed"}, {"line": 2, "action": "refused"}]}
    assert hoster.post(f"/v1/notices/{number}/actions", said).json() == {"number": number, "state": "acted"}
    assert dict(Notice.objects.get().items.values_list("line", "action")) == {1: "removed", 2: "refused"}
    assert hoster.get("/v1/notices").json() == {"notices": []}


@pytest.mark.parametrize("action", ["", "/fetch", "/acknowledge", "/actions"])
def test_another_providers_notice_does_not_exist(partner: Partners, waiting_notice: Waiting, action: str) -> None:
    other = partner("provider", speaks_for="another-hoster")
    if not action:
        assert other.get("/v1/notices").json() == {"notices": []}
        return
    said = {"actions": [{"line": 1, "action": "removed"}]} if action == "/actions" else None
    answers = [other.post(f"/v1/notices/{number}{action}", said) for number in (waiting_notice.notice.number, "N-NONE")]
    assert [problem(answer) for answer in answers] == ["not_found"] * 2
    assert answers[0].content == answers[1].content
    assert Notice.objects.get().state == "announced"


def test_a_line_that_is_not_in_the_notice_changes_nothing(partner: Partners, waiting_notice: Waiting) -> None:
    said = {"actions": [{"line": 1, "action": "removed"}, {"line": 9, "action": "removed"}]}
    response = partner("provider").post(f"/v1/notices/{waiting_notice.notice.number}/actions", said)
    assert (problem(response), response.json()["reason"]) == ("not_taken", "unknown_line")
    assert set(Notice.objects.get().items.values_list("action", flat=True)) == {""}


def test_a_notice_is_announced_sealed_to_the_providers_own_keys_and_to_nobody_elses(
    api: None, play: Play, settings: object
) -> None:
    (address,) = play.routed(AT_HOME)
    slug = Notice.objects.get().provider.slug
    hoster, other = Caller("hoster"), Caller("other")
    for caller, whose in ((hoster, slug), (other, "another-hoster")):
        keys = [caller.key.public(), caller.opening.public()]
        register.add(id=caller.id, kind="provider", name="T", speaks_for=whose, keys=keys, by="test")
    play.confirm()
    play.later(minutes=20)
    (row,) = hoster.get("/v1/notices").json()["notices"]
    got = hoster.post(f"/v1/notices/{row['number']}/fetch").json()
    assert AT_HOME not in json.dumps(got)
    (line,) = got["lines"]
    assert list(line["copies"]) == [hoster.opening.key_id]
    said = opened(line["copies"], hoster.opening, row["number"])
    assert (said["address"], said["line"], said["notice"]) == (AT_HOME, 1, row["number"])
    assert (said["xarf"]["category"], said["xarf"]["type"]) == ("content", "csam")
    assert address == Address.objects.get()


def test_an_erased_line_opens_for_nobody_any_more(api: None, play: Play) -> None:
    (address,) = play.routed(AT_HOME)
    hoster, slug = Caller("hoster"), Notice.objects.get().provider.slug
    keys = [hoster.key.public(), hoster.opening.public()]
    register.add(id=hoster.id, kind="provider", name="T", speaks_for=slug, keys=keys, by="test")
    play.confirm()
    play.later(minutes=20)
    number = Notice.objects.get().number
    assert hoster.post(f"/v1/notices/{number}/fetch").json()["lines"][0]["copies"]
    erasable.destroy([address.pk])
    assert hoster.post(f"/v1/notices/{number}/fetch").json()["lines"][0]["copies"] == {}


def test_a_line_withdrawn_before_anybody_read_it_takes_its_copy_with_it(api: None, play: Play) -> None:
    one, two = play.routed(AT_HOME, "https://album.test/b")
    keys = [SigningPrivateKey.generate().public(), SealingPrivateKey.generate().public()]
    slug = Notice.objects.get().provider.slug
    register.add(id="hoster", kind="provider", name="T", speaks_for=slug, keys=keys, by="test")
    play.confirm()
    play.later(minutes=20)
    assert NoticeCopy.objects.count() == 2
    play.instruct(one, "hold")
    assert [copy.item.address for copy in NoticeCopy.objects.all()] == [two]
