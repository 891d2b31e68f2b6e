"""The play's analysts come in at the real door: code, two factors, undertaking, and one address after another."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import override_settings
from django.test.testcases import LiveServerThread

from kindline.client.police import trust
from kindline.faces.outside import ledger
from kindline.faces.outside.analysts import AUTHORITY, OPENING, Analyst
from kindline.faces.outside.stage import Stage, write_whole
from kindline.faces.worker.rounds import round_once
from kindline.kernel.people.invitations import invite
from kindline.kernel.people.licences import license_analyst
from kindline.kernel.people.models import User
from kindline.services.hotline.filing import Filing, accept_report
from kindline.services.hotline.models import Address, Report
from kindline.settings.faces import FACES
from tests.installation import Installation

NAME = "analyst-1"
pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def stage(installation: Installation) -> Iterator[Stage]:
    """A desk behind a real socket, under a mandate to assess, and the analysts' keys on their own disk."""
    installation.activate(installation.law("assess-be-2017"))
    face = FACES["desk"]
    with override_settings(ROOT_URLCONF=face.urls, MIDDLEWARE=face.middleware):
        server = LiveServerThread("127.0.0.1", lambda handler: handler)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        yield _set(installation, server.port)
        server.terminate()


def _set(installation: Installation, port: int) -> Stage:
    stage = Stage(installation.data)
    stage.outside.mkdir()
    stage.note(ports={"desk": port})
    analysts = installation.analysts
    for name, key in ((NAME, analysts.officer), (OPENING[NAME], analysts.duty)):
        write_whole(stage.outside / "keys" / f"{name}.key", (key.to_text() + "\n").encode())
    text = trust.from_installation(
        installation.data / "mandate" / "active.toml", installation.keys / "public", authority=AUTHORITY
    )
    write_whole(stage.outside / "analysts" / "trust.txt", text.encode())
    return stage


def file(number: int, *addresses: str) -> None:
    filing = Filing(
        danger="no", seen="web", addresses=addresses, when="", how="", account="by chance", identity="", language="nl"
    )
    accept_report(filing, nonce=number.to_bytes(32, "big"))


def test_an_analyst_of_the_play_comes_in_and_assesses_everything(stage: Stage, installation: Installation) -> None:
    user = User(username=NAME, role="analyst", authority=AUTHORITY)
    user.answer_key = installation.analysts.officer.public().to_text()
    user.set_unusable_password()
    user.save()
    license_analyst(user, number="L-1", valid_from=date(2020, 1, 1), valid_until=date(2099, 1, 1), by="terminal:test")
    file(1, "https://album.test/a", "https://balkon.example/b")
    file(2)
    round_once()
    analyst = Analyst(stage, NAME)
    analyst.join(invite(user, by="terminal:test").reveal())
    assert analyst.assess() == {"assessed": 3, "stopped": "nothing waits"}
    assert {address.verdict for address in Address.objects.all()} == {"cannot_tell"}
    assert {report.state for report in Report.objects.all()} == {"closed"}
    said = ledger.read(stage, "analysts/words")
    assert [line["result"] for line in said] == ["accepted", "accepted"]
    assert analyst.assess() == {"assessed": 0, "stopped": "nothing waits"}
