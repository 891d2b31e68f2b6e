"""Undoing what makes an address unclickable: `hxxp`, `[.]`, `(dot)`, full-width and unseen characters.

Only scheme and authority are mended: the rest may mean what it says. Raw text is the evidence and stays.
"""

import re
import unicodedata
from collections.abc import Sequence

# Zero-width, soft hyphen, bidi marks, variation selectors: nothing a person sees or types on purpose.
INVISIBLE = frozenset("\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff") | {
    chr(point) for start, stop in ((0x202A, 0x202F), (0x2066, 0x206A), (0xFE00, 0xFE10)) for point in range(start, stop)
}
EDGE = "".join(chr(point) for point in range(0x21)) + "\u00a0\u2028\u2029\u3000" + "".join(sorted(INVISIBLE))
_WRAPPERS = {"<": ">", '"': '"', "'": "'", "«": "»", "“": "”", "„": "“", "‘": "’", "(": ")", "[": "]", "`": "`"}

_DOT_WORD = r"(?:\.|dot|punt|point|punkt)"
DOT = re.compile(
    rf"\s{{0,4}}(?:\[\s?{_DOT_WORD}\s?\]|\(\s?{_DOT_WORD}\s?\)|\{{\s?{_DOT_WORD}\s?\}}|<\s?{_DOT_WORD}\s?>)\s{{0,4}}",
    re.IGNORECASE,
)
_SPOKEN_DOT = re.compile(r"(?<=[\w-])\s{1,4}dot\s{1,4}(?=[\w-])", re.IGNORECASE)
_AT = re.compile(r"\s{0,4}[\[({]\s?(?:@|at)\s?[\])}]\s{0,4}", re.IGNORECASE)
_COLON = re.compile(r"[\[({]:[\])}]")

_WEB_SCHEME = re.compile(
    r"""(?ix)
    (?: (?P<plain>https?|ftps?|wss?)
      | (?P<veiled>h(?:xx|\*\*|\+\+|--|__|\#\#|%%|\.\.|tx|xt|t\*|\*t)p | h?t?ttp | htp | hhttp)(?P<tls>s?)
      | f[x*]p )
    (?: \s*(?:\[:\]|\(:\)|\{:\}|:|;)\s*[/\\]{0,3}\s* | [/\\]{2,3} | \s*\[(?:://|:/|//)\] )
    """
)
_AUTHORITY_END = re.compile(r"[/\\?#]")


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """Text without unseen characters, full-width forms made plain; and where each character stood."""
    if text.isascii():
        return text, range(len(text))
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if char in INVISIBLE:
            continue
        if "\uff01" <= char <= "\uff5e" or char in "\u3002\uff61\u2024":
            char = "." if char in "\u3002\uff61" else unicodedata.normalize("NFKC", char)
        folded.append(char)
        places.append(place)
    return "".join(folded), places


def unwrap(text: str) -> str:
    """Text without surrounding blanks, unseen characters, quotes or brackets."""
    text = text.strip(EDGE)
    while len(text) > 2 and _WRAPPERS.get(text[0]) == text[-1] and not text.startswith(("[:", "(:")):
        inner = text[1:-1]
        if text[0] in "[(" and text[0] in inner:
            break
        text = inner.strip(EDGE)
    return text


def visible(text: str) -> str:
    """Text without the characters nobody sees."""
    return "".join(char for char in text if char not in INVISIBLE)


def looks_veiled(host: str) -> bool:
    """True for a host that the standard accepts and only an obfuscated text would hold: `example(dot)test`."""
    return DOT.search(host) is not None


def mend(text: str) -> str:
    """The address somebody meant. Idempotent, and the identity on text without a trace of obfuscation."""
    text = unwrap(text)
    folded, places = _fold(text)
    scheme, after = _scheme(folded)
    end = _AUTHORITY_END.search(folded, after)
    stop = end.start() if end else len(folded)
    authority, veiled = _authority(folded[after:stop])
    rest = folded[stop] + text[places[stop] + 1 :] if stop < len(places) else ""
    for token in veiled:
        rest = rest.replace(token, ".")
    return scheme + authority + rest


def _scheme(folded: str) -> tuple[str, int]:
    found = _WEB_SCHEME.match(folded)
    if not found:
        opening = re.match(r"[a-z][a-z0-9+-]*(?:\[:\]|\(:\))", folded, re.IGNORECASE)
        if not opening:
            return "", 0
        slashes = re.compile(r"[/\\]*").match(folded, opening.end())
        after = slashes.end() if slashes else opening.end()
        return opening[0][:-3] + ":" + folded[opening.end() : after], after
    if found["plain"]:
        # `http:/x` and `http:\\x` are the standard's to read
        if re.fullmatch(r"[a-z]+:[/\\]{0,3}", found[0], re.IGNORECASE):
            return found[0], found.end()
        return found["plain"].lower() + "://", found.end()
    if found["veiled"]:
        return f"http{found['tls'].lower()}://", found.end()
    return "ftp://", found.end()


def _authority(text: str) -> tuple[str, tuple[str, ...]]:
    """The authority mended, and the bracketed dots that were in it, so the same veil is lifted from the path."""
    veiled = tuple(dict.fromkeys(found.strip() for found in DOT.findall(text)))
    text = DOT.sub(".", text)
    text = _SPOKEN_DOT.sub(".", text)
    text = _AT.sub("@", text)
    return _COLON.sub(":", text), veiled
