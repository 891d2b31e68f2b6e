"""The police's terminal against the portal's real socket: fetch, open with the reserve key, answer, send, twice."""

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test.testcases import LiveServerThread

from kindline.client.police import trust
from kindline.client.police.trust import Trust
from kindline.faces.cli import ROOT
from kindline.faces.police import folder
from kindline.kernel import clock
from kindline.sealing.keys import SigningPrivateKey
from kindline.services.hotline.models import Address, Report
from tests.installation import Installation

pytestmark = pytest.mark.django_db(transaction=True, databases=["core", "intake"])


@pytest.fixture
def url(portal: None, installation: Installation, transactional_db: None) -> Iterator[str]:
    server = LiveServerThread("127.0.0.1", lambda handler: handler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def own(tmp_path: Path, installation: Installation, own_trust: Trust) -> Path:
    """The officer's folder: reserve key, signing key, trust list."""
    made = tmp_path / "own"
    made.mkdir()
    (made / "reserve.key").write_text(installation.police.reserve.to_text())
    (made / "officer.key").write_text(installation.police.officer.to_text())
    (made / "trust.txt").write_text(trust.render(own_trust))
    return made


def police(own: Path, verb: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kindline.faces.cli", "police", verb, "--to", own, *arguments]
    environment = {**os.environ, "PYTHONPATH": "src"}
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=ROOT, env=environment)


def judge_all(own: Path, **said: str) -> None:
    rows = [row | said for row in csv.DictReader((own / "opened.csv").open())]
    with (own / "verdicts.csv").open("w") as file:
        table = csv.DictWriter(file, folder.COLUMNS)
        table.writeheader()
        table.writerows(rows)


def test_what_waits_is_fetched_opened_answered_and_sent(url: str, own: Path, offered: Callable[..., Report]) -> None:
    offered(), offered(danger="now")
    online = ("--portal", url, "--officer", own / "officer.key")
    fetched = police(own, "fetch", *online)
    assert fetched.stdout.startswith("2 parcels, 1 urgent"), fetched.stderr
    assert police(own, "open", "--key", own / "reserve.key").returncode == 0
    judge_all(own, verdict="abuse_material", classification="baseline", instruction="act_now")
    answered = police(own, "answer", "--verdicts", own / "verdicts.csv", "--officer", own / "officer.key")
    assert answered.returncode == 0, answered.stderr
    sent = police(own, "send", *online)
    assert [line.split()[-1] for line in sent.stdout.splitlines()] == ["accepted"] * 4, sent.stderr
    assert {address.orders.count() for address in Address.objects.all()} == {1}
    again = police(own, "send", *online)
    assert [line.split()[-1] for line in again.stdout.splitlines()] == ["repeated"] * 4
    assert police(own, "fetch", *online).stdout.startswith("0 parcels")


def test_a_clock_that_differs_is_named_and_the_portals_time_may_be_signed_instead(url: str, own: Path) -> None:
    clock.move(timedelta(hours=3))
    online = ("--portal", url, "--officer", own / "officer.key")
    refused = police(own, "fetch", *online)
    assert (refused.returncode, "set this machine's clock" in refused.stderr) == (1, True)
    assert police(own, "fetch", *online, "--portal-clock").returncode == 0


def test_a_stranger_with_an_own_key_gets_nothing(url: str, own: Path, offered: Callable[..., Report]) -> None:
    offered()
    (own / "officer.key").write_text(SigningPrivateKey.generate().to_text())
    refused = police(own, "fetch", "--portal", url, "--officer", own / "officer.key")
    assert (refused.returncode, refused.stderr.strip()) == (1, "kindline police: the portal refuses: unknown_signer")
    assert not (own / "parcels.json").exists()
