"""Code lists are files with a version; a code is never deleted and never changes its meaning."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# The version in which new entries are recorded. Older files stay: what was recorded in them is still read.
CURRENT = {"assessment": "1"}


class UnknownCode(ValueError):
    """The list has no such code in this version."""


@dataclass(frozen=True)
class Code:
    """One code. `iccam`: the number of the same thing in ICCAM v3, where public code shows one."""

    list: str
    version: str
    code: str
    iccam: int | None

    def recorded(self) -> dict[str, str]:
        """The three parts that are kept."""
        return {"list": self.list, "version": self.version, "code": self.code}


@cache
def code_lists(family: str, version: str) -> dict[str, dict[str, Code]]:
    """Every list of a family in a version, by name, its codes in order."""
    raw = (files("kindline.kernel.taxonomy") / "data" / f"{family}-{version}.toml").read_bytes().decode()
    return {
        name: {entry["code"]: Code(name, version, entry["code"], entry.get("iccam")) for entry in entries}
        for name, entries in tomllib.loads(raw).items()
    }


def current(family: str) -> dict[str, dict[str, Code]]:
    """The lists in which new entries are recorded."""
    return code_lists(family, CURRENT[family])
