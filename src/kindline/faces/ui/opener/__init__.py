"""What every page that opens envelopes in a browser shares: showing an address, whom to trust, making a release.

The police's opener and the analysts' desk run the same scripts; each adds what it asks its people.
"""

from importlib.resources import files

from kindline.sealing import opener

SCRIPTS = ("showing", "trust", "parcels", "releasing")


def shared() -> list[str]:
    """The scripts of this folder, in their order; they stand on those of `sealing.opener`."""
    return [(files("kindline.faces.ui") / "opener" / f"{name}.js").read_text("utf-8") for name in SCRIPTS]


def script(own: str) -> str:
    """Everything that a page's own script stands on, and that script after it."""
    return "\n".join([opener.script(), *shared(), own])
