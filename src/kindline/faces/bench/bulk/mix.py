"""Invented addresses by the million, the same ones for the same seed, and the answers of their hosts.

Hosts come as lists of reports have them: the addresses of one lie near each other, within `NEAR` lines. More than one
address in five is the first of its host, wherever one begins to count; half of the names are known beforehand.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zlib import crc32

from kindline.provenance.bulk.answers import Known, claims_of_known
from kindline.provenance.claims import Claim

SEED = 2611
NAMES_FOR_EACH_URL = 0.25
NEAR = 20_000
MIX = {
    "as the standard writes it": 0.860,
    "upper case, default port, dot segments, fragment": 0.100,
    "IP literal": 0.020,
    "encoded or non-Latin name": 0.010,
    "no web address: handles, onion, magnet": 0.004,
    "defanged": 0.003,
    "no address at all": 0.003,
}
_BLOCK = 50_000
_ENDINGS = ("example", "test", "co.uk.example", "images.test", "github.io.test")


def write_urls(path: Path, *, count: int, seed: int = SEED) -> None:
    dice = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        for start in range(0, count, _BLOCK):
            some = range(start, min(start + _BLOCK, count))
            file.write("".join(f"{line}\n" for line in _lines(dice, some)))


def _lines(dice: random.Random, numbers: range) -> Iterator[str]:
    kinds = dice.choices(range(len(MIX)), weights=list(MIX.values()), k=len(numbers))
    for number, kind in zip(numbers, kinds, strict=True):
        yield _FORMS[kind](name_of(int((number + dice.random() * NEAR) * NAMES_FOR_EACH_URL)), number)


def name_of(number: int) -> str:
    return f"w{number % 3}.host{number}.{_ENDINGS[number % len(_ENDINGS)]}"


def is_known(name: str) -> bool:
    """Every second name was resolved before."""
    return crc32(name.encode()) % 2 == 0


def address_of(name: str) -> str:
    number = crc32(b"a" + name.encode())
    return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def write_known(path: Path, *, count: int) -> int:
    """The table of the names known beforehand; returns how many."""
    names = sorted(name for name in map(name_of, range(int((count + NEAR) * NAMES_FOR_EACH_URL))) if is_known(name))
    Known.record(path, ((name, address_of(name)) for name in names))
    return len(names)


class Invented:
    """A resolver beside the run that knows every name's address, and counts the names it was asked about."""

    def __init__(self) -> None:
        self.asked = 0

    def addresses(self, hosts: Sequence[str]) -> list[tuple[str, ...]]:
        self.asked += len(hosts)
        return [(address_of(host),) for host in hosts]

    def resolve(self, host: str, *, at: datetime) -> list[Claim]:
        self.asked += 1
        return claims_of_known(host, (address_of(host),), source="invented", version="1", at=at)


def _plain(host: str, number: int) -> str:
    return f"https://{host}/album/{number:x}/view?id={number}&page={number % 40}"


def _for_the_standard(host: str, number: int) -> str:
    return (
        f"HTTPS://{host.upper()}/album/{number}",
        f"http://{host}:80/a/../album/{number}",
        f"https://{host}/album/{number}#top",
        f"https://{host}",
    )[number % 4]


def _literal(host: str, number: int) -> str:
    return f"http://{('192.0.2', '198.51.100', '203.0.113')[number % 3]}.{number % 256}/{number}"


def _encoded(host: str, number: int) -> str:
    return (
        f"https://fotoalb\u00fcm{number % 500}.test/{number}" if number % 2 else f"https://xn--mnchen-3ya.test/{number}"
    )


def _other(host: str, number: int) -> str:
    return (f"telegram @naam{number}", "http://" + "a" * 56 + ".onion/", f"magnet:?xt=urn:btih:{number:040x}")[
        number % 3
    ]


def _defanged(host: str, number: int) -> str:
    return f"hxxps://{host.replace('.', '[.]')}/album/{number}"


def _nothing(host: str, number: int) -> str:
    return ("", "see attached", "data:image/png;base64,AAAA")[number % 3]


_FORMS = (_plain, _for_the_standard, _literal, _encoded, _other, _defanged, _nothing)
