"""Letting a partner in, and out again, from the terminal, beside an API served as an operator serves it."""

import subprocess
import sys
from pathlib import Path

import pytest

from kindline.client import Connection, Problem
from kindline.faces.bench.measuring import processes
from kindline.faces.cli import ROOT
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey, fingerprint

pytestmark = pytest.mark.faults
# What the API is called; a partner signs for this name, wherever the process listens.
AUDIENCE = "http://127.0.0.1:8003"


class Elsewhere(Connection):
    """The client's connection, to a port that the test was given."""

    port = 0

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]):  # type: ignore[no-untyped-def]
        from kindline.client.wire import exchange

        signed = {"Authorization": f"Bearer {self._assertion(method, path, body or b'')}"}
        return exchange(method, f"http://127.0.0.1:{self.port}{path}", headers=signed, body=body)


def partner(data: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kindline.faces.cli", "partner", arguments[0], "--data", data, *arguments[1:]]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=ROOT)


def test_a_partner_is_let_in_rotated_listed_and_shut_out(tmp_path: Path) -> None:
    data = processes.install(tmp_path)
    first, second, opening = SigningPrivateKey.generate(), SigningPrivateKey.generate(), SealingPrivateKey.generate()
    for name, key in (("first", first), ("second", second), ("opening", opening)):
        (tmp_path / f"{name}.pub").write_text(key.public().to_text() + "\n")
    keys = ("--signing", tmp_path / "first.pub", "--opening", tmp_path / "opening.pub")
    lacking = partner(data, "add", "--id", "hoster", "--kind", "provider", "--name", "Hoster", *keys)
    assert (lacking.returncode, "speak for" in lacking.stderr) == (1, True)
    whole = ("--id", "hoster", "--kind", "provider", "--name", "Hoster", "--speaks-for", "klaproos", *keys)
    added = partner(data, "add", *whole)
    assert added.returncode == 0 and fingerprint(first.public()) in added.stdout, added.stderr
    assert partner(data, "add", *whole).returncode == 1
    with processes.serving(data, "api") as running:
        Elsewhere.port = running.port
        me = Elsewhere(AUDIENCE, "hoster", first).get("/v1/me")
        assert (me["id"], me["speaks_for"], me["key_until"]) == ("hoster", "klaproos", None)
        assert partner(data, "rotate", "--id", "hoster", "--signing", tmp_path / "second.pub").returncode == 0
        assert Elsewhere(AUDIENCE, "hoster", first).get("/v1/me")["key_until"] is not None
        assert Elsewhere(AUDIENCE, "hoster", second).get("/v1/me")["key"] == second.key_id
        listed = partner(data, "list").stdout.splitlines()
        assert listed[0].split()[:3] == ["provider", "hoster", "actions,notices"] and len(listed) == 4
        assert partner(data, "revoke", "--id", "hoster", "--key", first.key_id).returncode == 0
        with pytest.raises(Problem, match="not_recognised"):
            Elsewhere(AUDIENCE, "hoster", first).get("/v1/me")
        assert partner(data, "revoke", "--id", "hoster").returncode == 0
        with pytest.raises(Problem, match="not_recognised"):
            Elsewhere(AUDIENCE, "hoster", second).get("/v1/me")
