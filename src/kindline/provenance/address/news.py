"""Usenet: a message by its id, a group by its name, an article on one server (RFC 5538)."""

import re
from urllib.parse import unquote

from kindline.provenance.address.model import Locator, LocatorKind, Refusal, RefusalCode
from kindline.provenance.address.servers import read_server
from kindline.provenance.address.text import Text
from kindline.provenance.suffix import has_known_suffix

# RFC 5536 §3.1.3, less braces and slash
_WORD = r"[\w!#$%&'*+=?^`|~.-]{1,240}"
_MESSAGE = re.compile(rf"<?(?P<id>{_WORD}@{_WORD})>?")
_GROUP = re.compile(r"[a-z0-9+_-]+(?:\.[a-z0-9+_-]+)+", re.IGNORECASE)
_HIERARCHIES = frozenset("alt comp humanities misc news rec sci soc talk free be nl fr de it uk at ch es pl".split())
_ON_SERVER = re.compile(
    r"(?:nntps?|s?news)://(?P<server>[\w.\-]+(?::\d+)?)/(?P<what>[^/?#\s]+)(?:/(?P<article>\d+))?/?", re.IGNORECASE
)


def read_news(text: Text) -> Locator | Refusal | None:
    """`news:` and `nntp:`; message ids are case-sensitive, group names and servers are not."""
    if not re.match(r"(?:nntps?|s?news):", text.plain, re.IGNORECASE):
        return None
    if found := _ON_SERVER.fullmatch(text.plain):
        return _on_server(text, found)
    return _named(text, unquote(re.sub(r"^[a-z]+:/{0,2}", "", text.plain, flags=re.IGNORECASE)))


def read_bare_news(text: Text) -> Locator | None:
    """`<id@host>` in its brackets, or a group of a known hierarchy that is no host name."""
    raw = text.raw.strip()
    if raw.startswith("<") and raw.endswith(">") and (found := _MESSAGE.fullmatch(raw)) and ":" not in found["id"]:
        return Text(raw=text.raw, plain=raw).locator(LocatorKind.NEWS, f"news:{found['id']}")
    first = text.plain.partition(".")[0].lower()
    if first in _HIERARCHIES and _GROUP.fullmatch(text.plain) and not has_known_suffix(text.plain):
        return text.locator(LocatorKind.NEWS, f"news:{text.plain.lower()}")
    return None


def _on_server(text: Text, found: re.Match[str]) -> Locator | Refusal:
    what = unquote(found["what"])
    if message := _MESSAGE.fullmatch(what):
        return text.locator(LocatorKind.NEWS, f"news:{message['id']}")
    if not found["article"]:
        return _named(text, what)
    if not _GROUP.fullmatch(what):
        return Refusal(RefusalCode.NOT_AN_ADDRESS)
    host, _, port = found["server"].partition(":")
    server = read_server(host)
    if isinstance(server, Refusal):
        return server
    place = server.name + (f":{int(port)}" if port not in ("", "119", "563") else "")
    canonical = f"nntp://{place}/{what.lower()}/{int(found['article'])}"
    return text.locator(LocatorKind.NEWS, canonical, host=server.name, ip=server.ip)


def _named(text: Text, name: str) -> Locator | Refusal:
    if message := _MESSAGE.fullmatch(name):
        return text.locator(LocatorKind.NEWS, f"news:{message['id']}")
    if _GROUP.fullmatch(name):
        return text.locator(LocatorKind.NEWS, f"news:{name.lower()}")
    return Refusal(RefusalCode.NOT_AN_ADDRESS)
