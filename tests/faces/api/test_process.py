"""The API as a process of its own: what it must not be able to reach, and what it prints about itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

from kindline.faces.cli import ROOT
from kindline.kernel.installing import make_keys
from kindline.sealing.keys import SigningPrivateKey

BOOT = """
import django; django.setup()
import kindline.faces.api.urls, sys
from django.conf import settings
print(sorted(settings.DATABASES), settings.ROOT_URLCONF)
print([name for name in sys.modules if name.startswith(("kindline.faces.", "kindline.channels", "allauth"))
       and not name.startswith(("kindline.faces.api", "kindline.faces.ui"))])
"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {
        **os.environ,
        "KINDLINE_FACE": "api",
        "DJANGO_SETTINGS_MODULE": "kindline.settings.testing",
        "PYTHONPATH": "src",
    }
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, cwd=ROOT, env=own | environment)


def test_the_apis_process_knows_no_other_face_no_channel_and_no_sign_in() -> None:
    booted = run("-c", BOOT)
    assert booted.stdout.splitlines() == ["['core', 'default', 'intake'] kindline.faces.api.urls", "[]"], booted.stderr


def test_an_installation_makes_no_key_for_it(tmp_path: Path) -> None:
    one, other = (SigningPrivateKey.generate().public() for _ in range(2))
    make_keys(tmp_path / "keys", pinned=(one, other), epoch="1")
    assert not (tmp_path / "keys" / "api").exists()


def test_the_description_is_printed_without_an_installation_and_is_the_same_each_time(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nothing")
    one, other = (run("-m", "kindline.faces.cli", "api", "schema", KINDLINE_DATA=nowhere) for _ in range(2))
    assert (one.returncode, one.stdout) == (0, other.stdout), one.stderr
    document = json.loads(one.stdout)
    assert document["openapi"] == "3.1.0"
    assert one.stdout == json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert not Path(nowhere).exists()


def test_whoever_sends_something_finds_an_example_of_it() -> None:
    document = json.loads(run("-m", "kindline.faces.cli", "api", "schema").stdout)
    bodies = [operation.get("requestBody") for path in document["paths"].values() for operation in path.values()]
    names = [body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2] for body in bodies if body]
    assert [name for name in names if not document["components"]["schemas"][name].get("examples")] == []
    assert len(names) > 3
