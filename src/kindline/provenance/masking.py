"""Addresses for eyes that need not see them: masked for desks and portals, defanged for those who must read them."""

import re

from kindline.provenance.ip import read_ip
from kindline.provenance.suffix import registrable_domain

_DOTS = "•••••"
_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+-]*):(?P<slashes>//)?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_VEILED = {"http": "hxxp", "https": "hxxps", "ftp": "fxp"}


def mask(canonical: str) -> str:
    """A form that shows kind and first letter and hides length, host, path and port: `hxxps://e•••••.test/…`."""
    found = _SCHEME.fullmatch(canonical)
    if not found or read_ip(canonical):
        return _masked_host(canonical)
    scheme = _VEILED.get(found["scheme"].lower(), found["scheme"].lower())
    if scheme == "app":
        return f"app:{found['rest'].partition('/')[0]}/{_DOTS}"
    if not found["slashes"] or scheme in ("ipfs", "ipns", "ed2k"):
        return f"{scheme}:{_DOTS}"
    authority = re.split(r"[/?#]", found["rest"], maxsplit=1)[0].rpartition("@")[2]
    return f"{scheme}://{_masked_host(re.sub(r':[0-9]*$', '', authority))}/…"


def _masked_host(host: str) -> str:
    address = read_ip(host)
    if address:
        return f"{str(address).split('.')[0]}.•.•.•" if address.version == 4 else "[••••]"
    domain = registrable_domain(host)
    if not domain:
        return _DOTS
    return f"{domain[0]}{_DOTS}.{domain.partition('.')[2]}"


def defang(text: str) -> str:
    """The same text with no address a mail program or a slip of the hand could open; `address.parse` still reads it."""
    pieces: list[str] = []
    at = 0
    for found in re.finditer(r"\S+", text):
        pieces += [text[at : found.start()], _defanged(found[0])]
        at = found.end()
    return "".join(pieces) + text[at:]


def _defanged(word: str) -> str:
    found = re.match(
        r"(?P<before>[^a-z0-9]*)(?P<scheme>[a-z][a-z0-9+-]*)://(?P<authority>[^/?#\\]*)(?P<rest>.*)", word, re.I | re.S
    )
    if found:
        scheme = found["scheme"].lower()
        opened = f"{_VEILED[scheme]}://" if scheme in _VEILED else f"{scheme}[:]//"
        return found["before"] + opened + _veiled_authority(found["authority"]) + found["rest"]
    bare = re.match(r"(?P<host>[^/?#\\]*\w\.\w[^/?#\\]*)(?P<rest>.*)", word, re.S)
    if bare:
        return _veiled_authority(bare["host"]) + bare["rest"]
    return re.sub(r"^(magnet|news|nntp|irc|ipfs|ipns|tg|mailto):", r"\1[:]", word, flags=re.I)


def _veiled_authority(authority: str) -> str:
    return authority.replace(".", "[.]").replace("@", "[@]") if not authority.startswith("[") else authority
