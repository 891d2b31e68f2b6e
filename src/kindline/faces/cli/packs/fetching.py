"""Bringing a recipe's tables here: npm packages through npm, web tables over https, and what ships with the code.

Runs on the one builder that faces the internet, never beside cases.
"""

import importlib.resources
import shutil
import subprocess
import tarfile
import tempfile
import urllib.request
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from kindline.provenance.packing.building import Fetched, shipped
from kindline.provenance.packing.recipe import Ingredient, Recipe

TIMEOUT = 120
MOST = 1 << 30


class NotFetched(RuntimeError):
    """A table could not be brought here; says which and why."""


def fetch(
    recipe: Recipe, *, now: Callable[[], datetime], say: Callable[[str], None], kept: Path | None
) -> dict[str, Fetched]:
    """Every table of a recipe. `kept` is a folder that already holds npm packages, for a builder without npm."""
    found: dict[str, Fetched] = {}
    with tempfile.TemporaryDirectory(prefix="kindline-pack-") as scratch:
        packages = _Packages(Path(scratch), kept)
        for item in recipe.ingredients:
            say(f"fetching {item.name}")
            found[item.name] = _fetch(item, packages, now)
    return found


def _fetch(item: Ingredient, packages: "_Packages", now: Callable[[], datetime]) -> Fetched:
    at = now().isoformat(timespec="seconds")
    if item.shipped:
        return Fetched(shipped(item.shipped), at, f"shipped: {item.shipped}")
    if item.url:
        return Fetched(_download(item), at, item.url)
    if item.package.startswith("pypi:"):
        name = item.package.removeprefix("pypi:")
        octets = (importlib.resources.files(name) / item.member).read_bytes()
        return Fetched(octets, at, f"{item.package}=={version(name)}#{item.member}")
    return Fetched(packages.member(item), at, f"npm:{item.package}#{item.member}")


def _download(item: Ingredient) -> bytes:
    try:
        with urllib.request.urlopen(item.url, timeout=TIMEOUT) as answer:
            octets: bytes = answer.read(MOST + 1)
            arrived = answer.geturl()
    except OSError as fault:
        raise NotFetched(f"{item.name}: {item.url}: {fault}") from None
    if len(octets) > MOST or not arrived.startswith("https://"):
        raise NotFetched(f"{item.name}: {item.url}: too long, or sent on to another protocol")
    return octets


class _Packages:
    """npm packages, each fetched once by `npm pack`, which checks the registry's own hash of it."""

    def __init__(self, scratch: Path, kept: Path | None) -> None:
        self._scratch, self._kept = scratch, kept

    def member(self, item: Ingredient) -> bytes:
        with tarfile.open(self._archive(item)) as archive:
            try:
                file = archive.extractfile(f"package/{item.member}")
            except KeyError:
                file = None
            if file is None:
                raise NotFetched(f"{item.name}: {item.package} holds no {item.member}")
            return file.read(MOST)

    def _archive(self, item: Ingredient) -> Path:
        name, _, number = item.package.rpartition("@")
        file = f"{name.removeprefix('@').replace('/', '-')}-{number}.tgz"
        for folder in filter(None, (self._kept, self._scratch)):
            if (folder / file).exists():
                return folder / file
        npm = shutil.which("npm")
        if npm is None:
            raise NotFetched(f"{item.name}: npm is not here; put {file} into a folder and name it with --kept")
        done = subprocess.run(
            [npm, "pack", item.package, "--silent", "--ignore-scripts"],
            cwd=self._scratch,
            capture_output=True,
            text=True,
            check=False,
            timeout=10 * TIMEOUT,
        )
        if done.returncode or not (self._scratch / file).exists():
            raise NotFetched(f"{item.name}: npm pack {item.package}: {done.stderr.strip()[-200:]}")
        return self._scratch / file
