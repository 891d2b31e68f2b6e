"""`./kindline contacts`, as an installer uses it; no database is asked."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kindline.faces.cli import ROOT
from kindline.faces.cli.commands import staff
from kindline.kernel.people.models import User

MAPPING = str(ROOT / "examples" / "exchange.toml")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    own = {**os.environ, "DJANGO_SETTINGS_MODULE": "kindline.settings.embedded", "PYTHONPATH": "src"}
    command = [sys.executable, "-m", "kindline.faces.cli", "contacts", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=own)


def test_a_mapping_is_tried_then_put_in_use_and_its_secret_shown_once(tmp_path: Path) -> None:
    tried = run("map", "--mapping", MAPPING, str(ROOT / "examples" / "exchange-event.json"))
    assert tried.stdout.split() == [
        "event:", "answered", "call:", "7f0c2c1e-0001", "caller:", "+32470000000", "agent:", "n.peeters",
    ]  # fmt: skip
    data = str(tmp_path / "data")
    first = run("exchange", "main", "--mapping", MAPPING, "--data", data)
    secret = (tmp_path / "data.keys" / "api" / "exchange-main.key").read_text().strip()
    assert (first.returncode, secret in first.stdout) == (0, True), first.stderr
    again = run("exchange", "main", "--mapping", MAPPING, "--data", data)
    assert again.returncode == 0 and secret not in again.stdout
    refused = run("exchange", "Main line", "--mapping", MAPPING, "--data", data)
    assert refused.returncode == 1 and "small letters" in refused.stderr


@pytest.mark.db
def test_a_second_part_is_given_to_operators_and_supervisors_and_to_nobody_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = {"name": "", "language": "nl", "authority": "x", "answer_key": "", "also": "counsellor"}
    results = {
        role: staff._add(argparse.Namespace(username=role, role=role, **given))
        for role in ("operator", "supervisor", "analyst", "installer", "officer")
    }
    assert results == {"operator": 0, "supervisor": 0, "analyst": 1, "installer": 1, "officer": 1}
    assert all(user.has_role("counsellor", user.role) for user in User.objects.all())
    assert "no second part" in capsys.readouterr().err
