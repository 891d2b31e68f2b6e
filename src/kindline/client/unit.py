"""A police unit's own system: what waits is fetched and opened here, judged by its officers, answered under seal."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from kindline.client import clock
from kindline.client.connection import Connection
from kindline.client.police import answering, download, opening
from kindline.client.police.judgements import Judgement
from kindline.client.police.opening import Item
from kindline.client.police.trust import Trust
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey


@dataclass(frozen=True)
class Waiting:
    """One parcel in the list: what it is and of which day, nothing of what it says."""

    id: str
    kind: str
    number: int
    day: date
    addresses: int
    urgent: bool
    fetched: bool


@dataclass(frozen=True)
class Fetched:
    """What was fetched at once, opened; `checkpoint` is the log's, which answers quote as a witness."""

    items: Sequence[Item] = field(repr=False)
    checkpoint: str = field(repr=False)

    @property
    def addresses(self) -> list[Item]:
        """The addresses that opened, urgent ones first."""
        return [item for item in self.items if item.purpose == "address" and not item.refused]

    @property
    def refused(self) -> list[Item]:
        """What did not open; such a parcel is not acknowledged."""
        return [item for item in self.items if item.refused]


@dataclass(frozen=True)
class Result:
    """What became of one entry: `accepted`, `repeated`, or a code that says why not."""

    subject: str
    ordinal: int | None
    result: str


@dataclass(frozen=True)
class PoliceUnit:
    """A unit. The connection's key is the system's own; `officer` is the key of a person whom the mandate names."""

    connection: Connection
    trust: Trust
    opening: Sequence[SealingPrivateKey]
    officer: SigningPrivateKey
    now: Callable[[], datetime] = clock.now

    def waiting(self) -> list[Waiting]:
        """What waits, urgent ones first; at most two hundred."""
        rows = self.connection.get("/v1/police/parcels")["parcels"]
        return [Waiting(**row | {"day": date.fromisoformat(row["day"])}) for row in rows]

    def fetch(self, parcels: Iterable[str] | None = None) -> Fetched:
        """Fetch and open what waits, or the named parcels; Refused when it is not by those whom you trust."""
        wanted = {} if parcels is None else {"parcels": list(parcels)}
        document = self.connection.post("/v1/police/parcels/fetch", wanted)
        found = download.parse(json.dumps(document).encode(), trust=self.trust)
        return Fetched(opening.open_all(found, keys=self.opening, trust=self.trust), found.checkpoint)

    def answer(self, fetched: Fetched, judgements: Iterable[Judgement] = ()) -> list[Result]:
        """Sign and bring one file: every parcel that opened whole is acknowledged, and judged as far as you say."""
        document = answering.answers(
            fetched.items,
            judgements,
            trust=self.trust,
            checkpoint=download.log_size_and_root(fetched.checkpoint, trust=self.trust),
            at=self.now(),
            key=self.officer,
        )
        results = self.connection.post("/v1/police/answers", json.loads(document))["results"]
        return [Result(**result) for result in results]
