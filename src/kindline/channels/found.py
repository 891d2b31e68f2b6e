"""Finds the channels: every folder beside this file."""

import pkgutil
from importlib import import_module

from kindline import channels
from kindline.kernel.outbox.channels import register


def register_all() -> list[str]:
    """Tell the outbox of every channel there is; their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(channels.__path__) if module.ispkg)
    for name in names:
        register(name, import_module(f"kindline.channels.{name}").CHANNEL)
    return names
