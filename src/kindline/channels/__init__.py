"""How a parcel leaves the house: one folder per channel, each offering `CHANNEL`. Adding one is adding a folder."""

import pkgutil
from importlib import import_module

from kindline.kernel.outbox.channels import register


def register_all() -> list[str]:
    """Tell the outbox of every channel there is; their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)
    for name in names:
        register(name, import_module(f"{__name__}.{name}").CHANNEL)
    return names
