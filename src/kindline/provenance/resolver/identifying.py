"""Host names that would tell their owner who looked: a label that may have been made for one visitor.

The name server of `7f3a9c2e.album.test` learns from the question alone that the bearer of that label told somebody
(provenance.md §4.3). Labels are judged by their letters and digits; a wrong yes costs a person a click, a wrong no
may cost a reporter. Known misses: tokens written as plain words, and short ones.
"""

import re
import secrets
import string
from collections.abc import Callable

from kindline.provenance.suffix import registrable_domain

DRAWN = 20
_LONG, _LONG_DIGITS, _MIXED, _HEX, _WORD = 30, 7, 6, 8, 8
_TURNS = 3
_UNFAMILIAR = 0.25
# Pairs of letters that occur often in Dutch, French, German, English, Spanish and Italian words, by first letter:
# counted over the 5,304 distinct words of Django's catalogues in these languages; rarer than 0.04 % is unfamiliar.
_PAIRS = (
    "a:aabcdfghijkmlnprstuvwyz b:abeilorsuy c:acehiklortu d:adeimorsuw e:abcdefghiklmnopqrstuvwxyz f:aefilortu "
    "g:aeghilnorsu h:aeilnortu i:abcdefgjklmnopqrstuvxz j:adenou k:aeiklnostu l:abdefgiklmostuvy m:abeimopsuy "
    "n:abcdefgijklnostuvz o:abcdefgijklmnoprstuvwxyz p:aehiloprstu q:u r:abcdefgiklmnoprstuvwyz s:acehiklmnopqstuwy "
    "t:acehilorstuwyz u:abcdefgijklmnoprstuvxz v:aeiloruy w:aehiorsn x:aepxit y:aelmopst z:aeiouwyz"
)
_FAMILIAR = {first + second for first, _, rest in (part.partition(":") for part in _PAIRS.split()) for second in rest}


def identifies(host: str) -> bool:
    """Whether any label under the registrable domain looks made for one visitor."""
    return any(_drawn(label) for label in _labels(host)[0])


def sibling(host: str, *, draw: Callable[[], str] | None = None) -> str:
    """The host with every such label replaced by one drawn at random: it exists only where everything does."""
    labels, domain = _labels(host)
    fresh = draw or draw_label
    return ".".join([*(fresh() if _drawn(label) else label for label in labels), domain])


def draw_label() -> str:
    """A label nobody has used: letters only, so that it stands out as little as it can."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(DRAWN))


def _labels(host: str) -> tuple[list[str], str]:
    name = host.removesuffix(".").lower()
    domain = registrable_domain(name)
    if not domain or domain == name:
        return [], name
    return name.removesuffix("." + domain).split("."), domain


def _drawn(label: str) -> bool:
    if label.startswith("xn--"):
        label = _plain_letters(label)
    return any(_random(part) for part in re.split(r"[-_]+", label)) or _spread(label)


def _spread(label: str) -> bool:
    """A token cut into parts by hyphens, as a UUID is."""
    parts = [part for part in re.split(r"[-_]+", label) if re.search(r"\d", part) and re.search(r"[a-z]", part)]
    return sum(map(len, parts)) >= 2 * _MIXED and sum(map(_turns, parts)) >= 2 * _TURNS - 1


def _random(part: str) -> bool:
    digits = sum(letter.isdigit() for letter in part)
    if digits == len(part):
        return digits >= _LONG_DIGITS
    if len(part) >= _LONG:
        return True
    if digits:
        hexadecimal = len(part) >= _HEX and not re.search(r"[^0-9a-f]", part)
        turning = len(part) >= _MIXED and _turns(part) >= _TURNS
        return hexadecimal or turning or digits >= _LONG_DIGITS or (len(part) >= _WORD and _strange_letters(part))
    return len(part) >= _WORD and _strange(part)


def _strange_letters(part: str) -> bool:
    letters = re.sub(r"\d", "", part)
    return len(letters) >= _MIXED and _strange(letters)


def _turns(part: str) -> int:
    """How often letters and digits take turns."""
    return sum(one.isdigit() != other.isdigit() for one, other in zip(part, part[1:], strict=False))


def _strange(word: str) -> bool:
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    return sum(pair not in _FAMILIAR for pair in pairs) / len(pairs) >= _UNFAMILIAR


def _plain_letters(label: str) -> str:
    """The ASCII letters of an internationalised label (RFC 3492), cut where others stood."""
    try:
        written = label.removeprefix("xn--").encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label
    return "".join(letter if letter.isascii() else "-" for letter in written)
