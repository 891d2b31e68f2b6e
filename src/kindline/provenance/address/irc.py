"""IRC: a channel on a network's server, as a URL or `#channel@host`. A channel's key is a token, not part of it."""

import re
from urllib.parse import quote, unquote

from kindline.provenance.address.mending import visible
from kindline.provenance.address.model import Locator, LocatorKind, Note, NoteCode, Refusal, RefusalCode
from kindline.provenance.address.servers import read_server
from kindline.provenance.address.text import Text

_URL = re.compile(
    r"ircs?:/{2,3}(?:[^@/\s]*@)?(?P<host>[\w.\-]+)(?::(?P<port>\d+))?(?:/(?P<channel>[^?,\s]*))?(?P<rest>[?,].*)?",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"(?P<channel>[#&][^\s,@]{1,200})(?:@|\s+(?:on|op|sur|auf|@)\s+)(?P<host>[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE
)
_PLAIN = "!$&'()*+;=:@~^[]{}|`"
_DEFAULT_PORTS = ("6667", "6697")


def read_irc(text: Text) -> Locator | Refusal | None:
    if not re.match(r"ircs?:", text.plain, re.IGNORECASE):
        return None
    found = _URL.fullmatch(text.plain)
    if not found:
        return Refusal(RefusalCode.NO_HOST)
    key = re.search(r"[?&]key=([^&]+)|^\?([^=&]+)$", found["rest"] or "")
    notes = (Note(NoteCode.TOKEN, key[1] or key[2]),) if key else ()
    return _locator(text, found["host"], found["channel"], found["port"], notes)


def read_spoken_irc(text: Text) -> Locator | Refusal | None:
    found = _SPOKEN.fullmatch(text.plain)
    return _locator(text, found["host"], found["channel"], None, ()) if found else None


def _locator(
    text: Text, host: str, channel: str | None, port: str | None, notes: tuple[Note, ...]
) -> Locator | Refusal:
    server = read_server(host)
    if isinstance(server, Refusal):
        return server
    place = server.name + (f":{int(port)}" if port and port not in _DEFAULT_PORTS else "")
    name = visible(unquote(channel or "")).lstrip("#").rstrip("/").lower()
    canonical = f"irc://{place}" + (f"/{quote(name, safe=_PLAIN)}" if name else "")
    return text.locator(LocatorKind.IRC, canonical, host=server.name, ip=server.ip, notes=notes)
