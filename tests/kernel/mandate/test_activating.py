"""A mandate is put in force by two signatures, two different persons, and for what is filed from a moment on (P1)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.installing import sign_by_both
from kindline.kernel.mandate import activating
from kindline.kernel.mandate.active import active
from kindline.kernel.mandate.models import Activation
from kindline.kernel.people.models import User
from kindline.sealing.errors import Tampered
from kindline.sealing.mandate_file import sign_mandate
from kindline.services.hotline import law
from kindline.services.hotline.models import Dossier, Report
from tests.installation import Installation
from tests.services.hotline.conftest import Play, play

__all__ = ["play"]
pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)


@pytest.fixture
def person(db: object) -> Callable[..., User]:
    def make(name: str, role: str = "supervisor", *, signed: bool = True) -> User:
        undertaken = clock.now() if signed else None
        return User.objects.create_user(username=name, role=role, undertaking_signed_at=undertaken)

    return make


def signed(installation: Installation, template: str = "assess-be-2017") -> tuple[bytes, bytes]:
    document = installation.law(template)
    return document, sign_by_both(document, *installation.signers)


def test_the_same_person_twice_is_not_four_eyes(installation: Installation, person: Callable[..., User]) -> None:
    ann = person("ann")
    asked = activating.ask(*signed(installation), applies_from=clock.now(), by=ann)
    with pytest.raises(activating.FourEyes):
        activating.agree(asked, by=ann)
    assert active().id == "relay-be-2002"
    assert Activation.objects.get().agreed_at is None


def test_one_signature_is_not_enough_whoever_asks(installation: Installation, person: Callable[..., User]) -> None:
    document = installation.law("assess-be-2017")
    with pytest.raises(Tampered):
        activating.ask(
            document, sign_mandate(document, installation.signers[0]), applies_from=clock.now(), by=person("ann")
        )
    assert not Activation.objects.exists()


@pytest.mark.parametrize(("role", "undertaken"), [("operator", True), ("analyst", True), ("officer", True),
                                                  ("supervisor", False)])  # fmt: skip
def test_only_who_answers_for_the_installation_may(
    installation: Installation, person: Callable[..., User], role: str, undertaken: bool
) -> None:
    stranger = person("stranger", role, signed=undertaken)
    with pytest.raises(activating.FourEyes):
        activating.ask(*signed(installation), applies_from=clock.now(), by=stranger)
    asked = activating.ask(*signed(installation), applies_from=clock.now(), by=person("ann"))
    with pytest.raises(activating.FourEyes):
        activating.agree(asked, by=stranger)


def test_it_applies_from_its_moment_on_and_not_before(installation: Installation, person: Callable[..., User]) -> None:
    tomorrow = clock.now() + timedelta(hours=24)
    asked = activating.ask(*signed(installation), applies_from=tomorrow, by=person("ann"))
    assert active().id == "relay-be-2002"
    activating.agree(asked, by=person("bo", "installer"))
    assert active().id == "relay-be-2002"
    assert activating.begin_due() == 0
    clock.move(timedelta(hours=25))
    # To the second in every process, whether or not a worker has moved a file by then.
    assert active().id == "assess-be-2017"
    assert activating.begin_due() == 1
    assert active().id == "assess-be-2017"
    actions = [bytes(leaf.payload) for leaf in Leaf.objects.all()]
    assert any(b"mandate.asked" in payload for payload in actions)
    assert any(b"mandate.agreed" in payload for payload in actions)


def test_no_report_is_put_under_another_law_afterwards(installation: Installation, person: Callable[..., User]) -> None:
    with pytest.raises(activating.BadMoment):
        activating.ask(*signed(installation), applies_from=clock.now() - timedelta(days=1), by=person("ann"))


def test_an_earlier_report_keeps_its_own_mandate_to_its_end(play: Play, person: Callable[..., User]) -> None:
    play.file("https://omweg.test/a")
    play.rounds(1)
    asked = activating.ask(*signed(play.installation), applies_from=clock.now(), by=person("ann"))
    activating.agree(asked, by=person("bo"))
    play.rounds(1)
    assert active().id == "assess-be-2017"
    earlier = Report.objects.get()
    assert law.of(earlier).id == "relay-be-2002"
    # The police still judge it, and abroad it still goes to their colleagues: a member hotline is told of later ones.
    play.judge()
    play.rounds(2)
    assert Dossier.objects.get().purpose == "transfer"
    play.file("https://omweg.test/b")
    play.rounds(1)
    assert law.of(Report.objects.exclude(pk=earlier.pk).get()).id == "assess-be-2017"
    assert [parcel["kind"] for parcel in play.fetch(play.police)[0]] == ["dossier"]
    assert [parcel["kind"] for parcel in play.fetch(play.installation.analysts)[0]] == ["handover"]


def test_a_key_that_was_replaced_seals_nothing_new_for_an_earlier_report(
    play: Play, person: Callable[..., User]
) -> None:
    play.file("https://omweg.test/a")
    lost = play.police.duty.key_id
    play.installation.police = type(play.police)()
    asked = activating.ask(*signed(play.installation, "relay-be-2002"), applies_from=clock.now(), by=person("ann"))
    activating.agree(asked, by=person("bo"))
    from kindline.services.hotline.intake.models import Report as Accepted

    assert lost not in law.of(Accepted.objects.get()).key_ids()
