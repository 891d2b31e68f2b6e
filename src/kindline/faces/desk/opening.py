"""The scripts with which an analyst opens in the browser: the police's opener, with the questions of the page."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from kindline.faces.ui import opener


@cache
def script(page: str = "assessing") -> str:
    """Everything that a page needs, in one file."""
    return opener.script((files("kindline.faces.desk") / "opener" / f"{page}.js").read_text("utf-8"))


@cache
def integrity(page: str = "assessing") -> str:
    """Its hash as the page names it: a script changed on the way does not run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script(page).encode()).digest()).decode("ascii")
