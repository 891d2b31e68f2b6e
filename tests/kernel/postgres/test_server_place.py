"""A server as an operator makes it: PostgreSQL, roles, a checklist that refuses, then a report that arrives."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kindline.faces.outside.browser import Browser
from kindline.faces.outside.reporter import Said, fill_in, send
from kindline.kernel.installing import compose_mandate, sign_by_both
from kindline.sealing.keys import SigningPrivateKey
from tests import roles
from tests.installation import Police

pytestmark = [pytest.mark.db, pytest.mark.skipif(not roles.POSTGRES, reason="the server place is PostgreSQL's")]
# The suite's processes share one server.
NAMES = (f"server_intake_{os.getpid()}", f"server_core_{os.getpid()}")
SETTINGS = {
    "KINDLINE_HOSTS": "127.0.0.1",
    "KINDLINE_SITE_URL": "https://report.hotline.test",
    "KINDLINE_DESK_URL": "https://desk.hotline.test",
    "KINDLINE_PORTAL_URL": "https://portal.hotline.test",
    "KINDLINE_API_URL": "https://api.hotline.test",
    "KINDLINE_MAIL_FROM": "notices@hotline.test",
    "KINDLINE_ORGANISATION": "Hotline (test)",
}


class Place:
    """One installation in the server place; every command is a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.data, self.keys = folder / "data", folder / "keys"
        kept = {name: os.environ[name] for name in ("PATH", "KINDLINE_PG_HOST", "KINDLINE_PG_PORT")}
        self.env = kept | {
            "PYTHONPATH": os.pathsep.join(sys.path),
            "DJANGO_SETTINGS_MODULE": "kindline.settings.server",
            "KINDLINE_KEYS": str(self.keys),
            "KINDLINE_PG_INTAKE": NAMES[0],
            "KINDLINE_PG_CORE": NAMES[1],
        }
        self.running: list[subprocess.Popen[bytes]] = []

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self._line(*command), env=self.env | more, capture_output=True, text=True, timeout=120)

    def begin(self, *command: str, **more: str) -> None:
        self.running.append(subprocess.Popen(self._line(*command), env=self.env | more))

    def _line(self, *command: str) -> list[str]:
        return [sys.executable, "-m", "kindline.faces.cli", *command, "--data", str(self.data)]

    def ask(self, question: str) -> object:
        with psycopg.connect(dbname=NAMES[1], **_owner()) as owner:
            return owner.execute(question).fetchone()[0]  # type: ignore[index, arg-type]


def _owner() -> dict[str, str]:
    return {"host": os.environ["KINDLINE_PG_HOST"], "port": os.environ["KINDLINE_PG_PORT"], "user": "kindline"}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    with psycopg.connect(dbname="postgres", autocommit=True, **_owner()) as owner:
        for name in NAMES:
            owner.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        try:
            yield made
        finally:
            for process in made.running:
                process.terminate()
                process.wait(20)
            for name in NAMES:
                owner.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def install(place: Place, folder: Path) -> None:
    one, other = SigningPrivateKey.generate(), SigningPrivateKey.generate()
    document = compose_mandate("relay-be-2002", Police().authorities())
    (folder / "mandate.toml").write_bytes(document)
    (folder / "mandate.toml.sig").write_bytes(sign_by_both(document, one, other))
    for name, key in (("one.pub", one), ("other.pub", other)):
        (folder / name).write_text(key.public().to_text())
    pinned = [str(folder / name) for name in ("one.pub", "other.pub")]
    done = place.run("install", "--mandate", str(folder / "mandate.toml"), "--pinned", *pinned)
    assert done.returncode == 0, done.stderr


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(port)


def test_a_server_refuses_until_its_checklist_holds_and_then_takes_a_report(place: Place, tmp_path: Path) -> None:
    install(place, tmp_path)
    refused = place.run("serve", "--face", "site", "--port", "1")
    assert refused.returncode == 1
    for name in ("hosts", "addresses", "mail"):
        assert f"kindline site: {name}: " in refused.stderr
    made = place.run("postgres", "roles")
    assert made.returncode == 0, made.stderr
    assert {path.parent.name for path in place.keys.glob("*/postgres.password")} == set(roles.ROLES)
    assert place.ask("SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = 'kindline_site'") is True
    for face in roles.ROLES:
        checked = place.run("checklist", "--face", face, **SETTINGS)
        assert checked.returncode == 0, checked.stdout + checked.stderr
    owner = place.run("worker", **SETTINGS, KINDLINE_PG_USER="kindline")
    assert (owner.returncode, "connected as kindline, not as kindline_worker" in owner.stderr) == (1, True)
    lent = place.run("checklist", "--face", "site", **SETTINGS, PGPASSWORD="the owner's")
    assert (lent.returncode, "PGPASSWORD is set" in lent.stdout, "owner's" in lent.stdout) == (1, True, False)
    port = free_port()
    place.begin("serve", "--face", "site", "--port", str(port), **SETTINGS)
    place.begin("worker", **SETTINGS)
    wait_for(port)
    browser = Browser("127.0.0.1", port)
    send(browser, fill_in(browser, Said(addresses="https://album.test/a"), language="nl"))
    until = time.monotonic() + 30
    while not place.ask("SELECT count(*) FROM outbox_parcel WHERE kind = 'handover'"):
        assert time.monotonic() < until
        time.sleep(0.2)


def test_a_demonstration_is_no_server(place: Place, tmp_path: Path) -> None:
    install(place, tmp_path)
    (place.data / "demo").write_text("")
    refused = place.run("serve", "--face", "site", "--port", "1", **SETTINGS)
    assert refused.returncode != 0
    assert "demonstration" in refused.stderr
