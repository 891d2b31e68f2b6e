"""The JavaScript twin of this floor: opens envelopes and signs answers in a browser, with WebCrypto alone.

Five classic scripts that add to `globalThis.kindline` when run in this order: a page on disk may not import modules,
and so the same files serve as `<script src>` in the portal and, joined, as the inline script of the offline opener.
"""

from __future__ import annotations

from pathlib import Path

SCRIPTS = ("bytes.js", "keys.js", "hpke.js", "envelope.js", "answer.js")


def script() -> str:
    """All five in order, as one classic script that may stand inside a script element."""
    return "\n".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in SCRIPTS)
