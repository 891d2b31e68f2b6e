"""What is installed beside Kindline may be combined with EUPL-1.2 and leaves its users the same freedom."""

import importlib.metadata as metadata
import re
from typing import Any

import pytest
from packaging.utils import canonicalize_name

from tests.test_locks import pins

FREE = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|Python-2\.0|MPL|Mozilla Public License|Zlib|HPND|"
    r"Unlicense|CC0|Public Domain)\b",
    re.IGNORECASE,
)
BINDING = re.compile(r"\bA?GPL|Affero|(?<!Lesser )General Public License|\bSSPL|\bBUSL|Commons Clause", re.IGNORECASE)
UNCLEAR = re.compile(r"Proprietary", re.IGNORECASE)
LESSER = re.compile(r"\bLGPL|Lesser General Public License", re.IGNORECASE)
# Their metadata is silent or unclear; the licence file in the wheel was read.
READ = {
    "axe-playwright-python": "MIT",
    "qrcode": "BSD-3-Clause AND MIT",
}
# LGPL binds changes to the library itself, not the work that imports it, and EUPL-1.2 names it as compatible.
LESSER_ALLOWED = {
    "psycopg": "PostgreSQL driver, imported unchanged and exchangeable",
    "psycopg-binary": "its compiled part",
    "psycopg-pool": "its connections, for the queue",
}


def licence(package: Any) -> str:
    """What the package says of itself, the SPDX expression first."""
    expression = READ.get(canonicalize_name(package["Name"])) or package.get("License-Expression")
    if expression:
        return expression
    classifiers = [text for text in package.get_all("Classifier", []) if text.startswith("License ::")]
    spoken = [text.rsplit("::", 1)[1].strip() for text in classifiers if not text.endswith("OSI Approved")]
    return "; ".join(spoken) or (package.get("License") or "").split("\n", 1)[0]


def verdict(*, name: str, text: str) -> str:
    """`ok`, or why not; of alternatives joined by OR one free one is enough."""
    if " OR " in text and any(verdict(name=name, text=part) == "ok" for part in text.split(" OR ")):
        return "ok"
    if LESSER.search(text):
        return "ok" if name in LESSER_ALLOWED else "LGPL without a recorded reason"
    if BINDING.search(text):
        return "binding"
    return "ok" if FREE.search(text) and not UNCLEAR.search(text) else "unknown"


def test_every_installed_dependency_is_free_and_compatible() -> None:
    installed: dict[str, Any] = {
        canonicalize_name(dist.metadata["Name"]): dist.metadata for dist in metadata.distributions()
    }
    ours = {name: installed[name] for name in pins("requirements-dev.txt") if name in installed}
    faults = {
        f"{name}: {licence(data) or 'says nothing'}": judged
        for name, data in ours.items()
        if (judged := verdict(name=name, text=licence(data))) != "ok"
    }
    assert faults == {}
    assert len(ours) >= 40, "the environment does not hold what the lock names"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MIT", "ok"),
        ("Apache-2.0 OR GPL-3.0-or-later", "ok"),
        ("GPL-3.0-or-later", "binding"),
        ("GNU Affero General Public License v3", "binding"),
        ("GNU General Public License v2 (GPLv2)", "binding"),
        ("LGPL-3.0-only", "LGPL without a recorded reason"),
        ("BSD License; Other/Proprietary License", "unknown"),
        ("", "unknown"),
        ("see the web site", "unknown"),
    ],
)
def test_a_licence_that_binds_or_says_nothing_is_named(text: str, expected: str) -> None:
    assert verdict(name="example", text=text) == expected
