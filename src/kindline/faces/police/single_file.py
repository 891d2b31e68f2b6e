"""The opener: one static HTML file that opens parcels from disk and can speak to nobody. Same sources, same bytes.

Its script is also the portal's convenience tier: there it is served by us and could be another tomorrow; this file is
compared with a published hash once and then stays as it is.
"""

import base64
import hashlib
import html
import json
from functools import cache
from importlib.resources import files

from kindline.faces.ui import opener
from kindline.sealing import opener as sealing
from kindline.sealing.errors import Tampered
from kindline.sealing.keys import SigningPrivateKey, VerifyKey

OWN = ("page", "letters", "judging", "answering", "main")
FIRST = ("nl", "fr", "de", "en")
LABEL = b"kindline/opener/1\n"
NAME = "kindline-opener.html"

# Nothing may be fetched, sent, framed or evaluated; only exactly this script and this style run.
POLICY = (
    "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; connect-src 'none'; "
    "form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>kindline</title>
<style>{style}</style>
</head>
<body>
<header class="bar"><span class="mark">kindline</span></header>
<div class="thread" aria-hidden="true"></div>
<main id="main"><div id="opener"></div><noscript>{noscript}</noscript></main>
<script>{script}</script>
</body>
</html>
"""


@cache
def script() -> str:
    """All scripts in their order, the words of every language among them."""
    own = files("kindline.faces.police") / "opener"
    # `<` escaped: no word may end the script element.
    words = json.dumps(_words(), ensure_ascii=False).replace("<", "\\u003c")
    parts = [sealing.script(), f"(globalThis.kindline ??= {{}}).words = {words};\n", *opener.shared()]
    parts += [(own / f"{name}.js").read_text("utf-8") for name in OWN]
    return "\n" + "\n".join(parts)


@cache
def style() -> str:
    """The house's style and the opener's own."""
    shared = files("kindline.faces.ui") / "static" / "ui" / "kindline.css"
    return "\n" + shared.read_text("utf-8") + "\n" + own_style()


@cache
def own_style() -> str:
    """What the portal's page needs beside the house's style."""
    return (files("kindline.faces.police") / "opener" / "opener.css").read_text("utf-8")


@cache
def page() -> bytes:
    """The file; the same bytes wherever the same release is installed."""
    noscript = "".join(f'<p lang="{code}">{html.escape(texts["noscript"])}</p>' for code, texts in _words().items())
    policy = POLICY.format(script=digest(script()), style=digest(style()))
    return PAGE.format(policy=policy, style=style(), noscript=noscript, script=script()).encode("utf-8")


def sha256() -> str:
    """The hash to publish and to compare."""
    return hashlib.sha256(page()).hexdigest()


def digest(text: str) -> str:
    """As a content security policy or an integrity attribute writes it."""
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def sign(data: bytes, *, key: SigningPrivateKey) -> bytes:
    """One line: key id and signature over the file's hash."""
    signature = base64.b64encode(key.sign(LABEL + hashlib.sha256(data).digest())).decode("ascii")
    return f"{key.key_id} {signature}\n".encode("ascii")


def check(data: bytes, signature: bytes, *, key: VerifyKey) -> None:
    """Tampered unless `key` signed exactly this file."""
    key_id, _, text = signature.decode("ascii", "replace").strip().partition(" ")
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise Tampered("not a signature") from None
    if key_id != key.key_id or not key.accepts(raw, LABEL + hashlib.sha256(data).digest()):
        raise Tampered("the file is not signed by this key")


@cache
def _words() -> dict[str, dict[str, str]]:
    """Language → its texts. A language is a file; the first four come first."""
    found = {
        path.name.removesuffix(".json"): json.loads(path.read_text("utf-8"))
        for path in (files("kindline.faces.police") / "opener" / "words").iterdir()
        if path.name.endswith(".json")
    }
    return {code: found[code] for code in (*FIRST, *sorted(set(found) - set(FIRST)))}
