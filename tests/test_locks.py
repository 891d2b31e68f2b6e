"""pyproject.toml says what is wanted, the locks what is installed; both tell the same story, offline."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kindline.faces.cli import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
WANTED = {
    "requirements.txt": PROJECT["dependencies"] + EXTRAS["postgres"],
    "requirements-dev.txt": PROJECT["dependencies"] + EXTRAS["postgres"] + EXTRAS["bulk"] + EXTRAS["dev"],
    "requirements-bulk.txt": PROJECT["dependencies"] + EXTRAS["postgres"] + EXTRAS["bulk"],
}


def entries(lock: str) -> list[str]:
    """Each pin with its continuation lines, comments left out."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / lock).read_text(), flags=re.MULTILINE)
    return [entry for entry in text.replace("\\\n", " ").splitlines() if entry.strip()]


def pins(lock: str) -> dict[str, str]:
    """Name → the one version a lock pins."""
    found = [Requirement(entry.split("--hash")[0].strip()) for entry in entries(lock)]
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in found}


@pytest.mark.parametrize("lock", WANTED)
def test_every_direct_dependency_is_pinned_as_wanted(lock: str) -> None:
    pinned = pins(lock)
    wanted = [Requirement(text) for text in WANTED[lock]]
    astray = [
        str(need) for need in wanted if not need.specifier.contains(pinned.get(canonicalize_name(need.name), "0"))
    ]
    assert astray == []


@pytest.mark.parametrize("lock", WANTED)
def test_every_pin_is_exact_and_hashed(lock: str) -> None:
    loose = [
        entry for entry in entries(lock) if not re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+ .*--hash=sha256:\w{64}", entry)
    ]
    assert loose == []


@pytest.mark.parametrize("lock", ["requirements-dev.txt", "requirements-bulk.txt"])
def test_the_larger_locks_hold_the_run_time_in_the_same_versions(lock: str) -> None:
    larger = pins(lock)
    assert {name: larger.get(name) for name in pins("requirements.txt")} == pins("requirements.txt")


@pytest.mark.parametrize("lock", WANTED)
def test_a_lock_names_no_index_and_no_path(lock: str) -> None:
    assert not re.search(r"https?://|file:|--(extra-)?index|--find-links|(^|\s)/", (ROOT / lock).read_text())
