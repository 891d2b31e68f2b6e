"""The examples as written, and the client, against a real API process of a real installation."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kindline.client import Connection, PoliceUnit, Problem, Provider, Refused, Unreachable
from kindline.client.police import trust
from kindline.client.site import Address, Site
from kindline.client.site import Report as site_report
from kindline.client.wire import checked
from kindline.faces.cli import ROOT
from kindline.kernel import vault
from kindline.kernel.partners import register
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey
from kindline.services.hotline import mailbox
from kindline.services.hotline.intake.models import Report as Accepted
from kindline.services.hotline.models import Address as Stored
from kindline.services.hotline.models import Notice, Report
from tests.channels.silent_server import closed_port
from tests.faults.conftest import mail, migrated, nursery, scene
from tests.faults.scene import Scene
from tests.faults.site import serving
from tests.faults.test_killed_at_points import IN_THE_API, killed_once

__all__ = ["mail", "migrated", "nursery", "scene"]
pytestmark = pytest.mark.faults
AT_HOME = ("https://album.test/a", "https://album.test/b")


@dataclass
class Running:
    """A running API and what its partners hold."""

    url: str
    folder: Path
    scene: Scene
    system: SigningPrivateKey
    opening: SealingPrivateKey

    def connection(self, partner: str) -> Connection:
        return Connection(self.url, partner, self.system)

    def example(self, name: str, *arguments: object) -> str:
        command = [sys.executable, ROOT / "examples" / f"{name}.py", self.url, *arguments]
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, env=environment, cwd=self.folder)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def running(scene: Scene, tmp_path: Path) -> Iterator[Running]:
    folder, port = tmp_path / "partner", closed_port()
    folder.mkdir()
    url, system, opening = f"http://127.0.0.1:{port}", SigningPrivateKey.generate(), SealingPrivateKey.generate()
    police, public = scene.installation.police, scene.keys / "public"
    own = trust.from_installation(scene.data / "mandate" / "active.toml", public, authority="federal-police")
    texts = {"system.key": system.to_text(), "opening.key": opening.to_text(), "duty.key": police.duty.to_text(),
             "officer.key": police.officer.to_text(), "trust.txt": own}  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text)
    with serving(scene, face="api", port=port, KINDLINE_API_URL=url):
        yield Running(url, folder, scene, system, opening)


def admit(running: Running, kind: str, speaks_for: str) -> Connection:
    keys = [running.system.public(), running.opening.public()]
    register.add(id=f"our-{kind}", kind=kind, name="Test", speaks_for=speaks_for, keys=keys, by="test")
    return running.connection(f"our-{kind}")


def test_a_police_units_script_does_its_whole_job(running: Running) -> None:
    admit(running, "authority", "federal-police")
    running.scene.file(*AT_HOME)
    running.scene.worker()
    said = running.example("police_unit", "our-authority", running.folder)
    assert [line.rpartition(" ")[2] for line in said.splitlines()] == ["accepted"] * 3
    running.scene.worker()
    assert Report.objects.get().state == "acknowledged"
    assert set(Stored.objects.values_list("verdict", "state")) == {("abuse_material", "routed")}


def test_a_providers_script_does_its_whole_job(running: Running) -> None:
    admit(running, "provider", "klaproos")
    running.scene.file(*AT_HOME)
    running.scene.to_the_end()
    notice = Notice.objects.get()
    assert notice.state == "announced"
    keys = (running.folder / "system.key", running.folder / "opening.key")
    assert running.example("provider", "our-provider", *keys) == f"{notice.number}: 2 addresses, acted\n"
    assert set(Notice.objects.get().items.values_list("action", flat=True)) == {"removed"}
    assert set(Stored.objects.values_list("state", flat=True)) == {"watching"}
    assert running.example("provider", "our-provider", *keys) == ""


@pytest.mark.parametrize("point", IN_THE_API)
def test_a_report_is_filed_once_though_the_api_was_killed_over_it(scene: Scene, point: str) -> None:
    """P4: another site that has no answer sends again, and its reporter's code opens one mailbox."""
    port, key = closed_port(), SigningPrivateKey.generate()
    url = f"http://127.0.0.1:{port}"
    register.add(id="shop", kind="site", name="Shop", keys=[key.public()], by="test")
    pinned = (scene.installation.signers[0].public(), scene.installation.signers[1].public())
    connection = Connection(url, "shop", key, wait=lambda _: None)
    site = Site(connection, key, pinned, vault.sealing_key("index"))
    report, nonce = site_report((Address(AT_HOME[0]),), danger="now"), b"n" * 32
    with serving(scene, face="api", port=port, kill_at=point, KINDLINE_API_URL=url), pytest.raises(Unreachable):
        site.file(report, nonce=nonce)
    killed_once()
    assert Accepted.objects.count() == (point == "sealed_filing.committed")
    with serving(scene, face="api", port=port, KINDLINE_API_URL=url):
        code = site.file(report, nonce=nonce)
        assert site.file(report, nonce=nonce) == code
    assert Accepted.objects.count() == 1 and mailbox.find(code.display()) is not None


def test_the_client_says_what_the_api_says_and_shows_no_secret(running: Running) -> None:
    stranger = Provider(running.connection("nobody"), opening=[running.opening])
    with pytest.raises(Problem, match="not_recognised") as refused:
        stranger.notices()
    assert (refused.value.status, refused.value.code) == (401, "not_recognised")
    desk = Provider(admit(running, "provider", "klaproos"), opening=[running.opening])
    with pytest.raises(Problem, match="not_found"):
        desk.fetch("N-NONE")
    assert running.system.to_text().partition(":")[2] not in repr(desk)


def test_a_client_that_reaches_nobody_says_so_after_some_tries() -> None:
    waits: list[float] = []
    nobody = Connection(f"http://127.0.0.1:{closed_port()}", "x", SigningPrivateKey.generate(), wait=waits.append)
    with pytest.raises(Unreachable):
        nobody.get("/v1/me")
    assert waits == [1] * 4


@pytest.mark.parametrize("url", ["http://api.hotline.example", "ftp://127.0.0.1", "file:///etc/passwd", "api.example"])
def test_the_client_speaks_https_or_to_its_own_machine(url: str) -> None:
    with pytest.raises(Refused):
        checked(url)


def test_what_is_not_by_those_whom_the_police_trust_is_refused(running: Running) -> None:
    connection = admit(running, "authority", "federal-police")
    police = running.scene.installation.police
    own = trust.parse((running.folder / "trust.txt").read_text())
    other = SigningPrivateKey.generate().public()
    deceived = trust.Trust(
        own.authority, own.recipients, site=other, platform=own.platform, log=own.log, routing=own.routing
    )
    unit = PoliceUnit(connection, trust=deceived, opening=[police.duty], officer=police.officer)
    with pytest.raises(Refused, match="another site key"):
        unit.fetch()
