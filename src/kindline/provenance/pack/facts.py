"""The rows of a pack as columns. Row 0 says nothing; intervals name the others by number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kindline.provenance.pack.model import NetworkFact


@dataclass(frozen=True, slots=True)
class Facts:
    """Equal-length columns. An empty `prefix` means: the widest prefix of the stretch around the address."""

    prefix: Sequence[str]
    asn: Sequence[int]
    holder: Sequence[str]
    registration_cc: Sequence[str]
    geo_cc: Sequence[str]
    holder_cc: Sequence[str]
    proxy: Sequence[str]
    anycast: Sequence[bool]

    @classmethod
    def of(cls, facts: Iterable[NetworkFact]) -> "Facts":
        """Row 1 is the first fact."""
        rows = [NOTHING, *facts]
        return cls(
            prefix=[row.prefix for row in rows],
            asn=[row.asn for row in rows],
            holder=[row.holder for row in rows],
            registration_cc=[row.registration_cc for row in rows],
            geo_cc=[row.geo_cc for row in rows],
            holder_cc=[row.holder_cc for row in rows],
            proxy=[row.proxy for row in rows],
            anycast=[row.anycast for row in rows],
        )

    def __len__(self) -> int:
        return len(self.asn)

    def row(self, number: int, *, prefix: str = "") -> NetworkFact:
        return NetworkFact(
            prefix=self.prefix[number] or prefix,
            asn=self.asn[number],
            holder=self.holder[number],
            registration_cc=self.registration_cc[number],
            geo_cc=self.geo_cc[number],
            proxy=self.proxy[number],
            anycast=self.anycast[number],
            holder_cc=self.holder_cc[number],
        )


NOTHING = NetworkFact(prefix="", asn=0, holder="", registration_cc="", geo_cc="")
