"""The directory of member hotlines as a new installation finds it: a file with source and date, read without Django."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Member:
    """One country's member hotline. `seen` is the day its source said so; `confirmed` by a person of ours."""

    country: str
    hotline: str
    contact: str
    iccam: int | None
    source: str
    seen: date
    confirmed: bool = False


@dataclass(frozen=True)
class Directory:
    """The members by country at one moment, and the hash that names exactly this list of countries."""

    members: dict[str, Member]

    @property
    def countries(self) -> frozenset[str]:
        return frozenset(self.members)

    @property
    def version(self) -> str:
        return hashlib.sha256(json.dumps(sorted(self.members)).encode()).hexdigest()


@cache
def shipped() -> Directory:
    """The list a new installation begins with."""
    raw = (files("kindline.kernel.directory") / "data" / "members.toml").read_text()
    document = tomllib.loads(raw)
    seen = document["gathered"]
    rows = (
        Member(row["country"], row["hotline"], row["contact"], row.get("iccam"), row["source"], seen)
        for row in document["members"]
    )
    return Directory({row.country: row for row in rows})
