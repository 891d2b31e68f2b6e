"""The field register: of every field of every table, what it is for, on which basis, who reads it and when it ends.

Each app says so in a `fields.toml` beside its models; a test fails when a field is in none of them.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps

FILE = "fields.toml"


@dataclass(frozen=True)
class Entry:
    """Fields of one table that are alike. Every word is a code; `words.toml` has them in four languages."""

    model: str
    names: tuple[str, ...]
    purpose: str
    data: str
    basis: str
    readers: tuple[str, ...]
    rule: str
    sealed: bool = False


@cache
def entries() -> tuple[Entry, ...]:
    """Everything the installed apps have registered."""
    files = sorted(Path(config.path) / FILE for config in apps.get_app_configs())
    return tuple(_entry(raw) for path in files if path.exists() for raw in tomllib.loads(path.read_text())["fields"])


def _entry(raw: dict[str, Any]) -> Entry:
    return Entry(**raw | {"names": tuple(raw["names"]), "readers": tuple(raw["readers"])})


def existing() -> set[tuple[str, str]]:
    """Every field that a table of ours has."""
    models = apps.get_models(include_auto_created=True)
    return {(model._meta.label, field.name) for model in models for field in model._meta.concrete_fields}


def registered() -> Iterator[tuple[str, str]]:
    """Every field in the register; one that is there twice comes twice."""
    return ((entry.model, name) for entry in entries() for name in entry.names)


def missing() -> str:
    """What is in no register yet, as entries to be filled in; empty when all is."""
    lost: dict[str, list[str]] = {}
    for model, name in sorted(existing() - set(registered())):
        lost.setdefault(model, []).append(name)
    return "\n".join(_blank(model, names) for model, names in lost.items())


def _blank(model: str, names: list[str]) -> str:
    said = ", ".join(f'"{name}"' for name in names)
    rest = ('purpose = ""', 'data = ""', 'basis = ""', "readers = []", 'rule = ""')
    return "\n".join(("[[fields]]", f'model = "{model}"', f"names = [{said}]", *rest, ""))
