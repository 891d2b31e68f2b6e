"""The script with which an analyst opens in the browser: the same as the police's opener, with the desk's questions."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from kindline.faces.ui import opener


@cache
def script() -> str:
    """Everything in one file."""
    return opener.script((files("kindline.faces.desk") / "opener" / "assessing.js").read_text("utf-8"))


@cache
def integrity() -> str:
    """Its hash as the page names it: a script changed on the way does not run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script().encode()).digest()).decode("ascii")
