"""The networks of many IPv4 addresses at once, over the pack's own arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kindline.provenance.pack import Pack

_DOTTED = r"^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$"
_BITS = 32
Numbers = NDArray[np.int64]


def dotted(texts: pl.Series) -> pl.Series:
    """True for IPv4 addresses in their one canonical spelling."""
    return texts.str.contains(_DOTTED)


def numbers_of(texts: pl.Series) -> Numbers:
    """Dotted addresses as numbers."""
    parts = texts.str.split_exact(".", 3).struct.unnest().select(pl.all().cast(pl.Int64))
    first, second, third, fourth = (column.to_numpy() for column in parts.iter_columns())
    return np.asarray(first << 24 | second << 16 | third << 8 | fourth)


@dataclass(frozen=True, slots=True)
class Networks:
    """A pack's IPv4 space and the columns of its facts, ready for gathering. The arrays are the pack's own memory."""

    starts: NDArray[np.uint32]
    rows: NDArray[np.uint32]
    facts: pl.DataFrame
    said: pl.Series
    """For each row of the facts all that a decision may look at: everything but names and numbers."""
    alike: NDArray[np.uint32]
    """For each row a number that it shares with all rows of which the same is said."""

    @classmethod
    def of(cls, pack: Pack) -> "Networks":
        space, facts = pack.intervals(4), pack.facts
        columns = {
            "asn": pl.Series([asn or None for asn in facts.asn], dtype=pl.UInt32),
            "prefix": _texts(facts.prefix),
            "network": _texts(facts.holder),
            "registration_cc": _texts(facts.registration_cc),
            "geo_cc": _texts(facts.geo_cc),
            "proxy": _texts(facts.proxy),
        }
        starts, rows = np.frombuffer(space.starts, np.uint32), np.frombuffer(space.rows, np.uint32)
        frame = pl.DataFrame(columns)
        said = pl.struct(
            *("registration_cc", "geo_cc", "proxy"),
            *(pl.Series("holder_cc", facts.holder_cc), pl.Series("anycast", facts.anycast)),
            pl.col("asn").is_not_null(),
            pl.int_range(pl.len()) > 0,
        )
        words = frame.select(said.alias("said")).to_series()
        return cls(starts, rows, frame, words, words.rank("dense").cast(pl.UInt32).to_numpy())

    def stretches(self, numbers: Numbers) -> NDArray[np.intp]:
        return np.searchsorted(self.starts, numbers.astype(np.uint32), side="right") - 1

    def said_of(self, numbers: Numbers) -> tuple[NDArray[np.uint32], pl.DataFrame]:
        """Row numbers, and the facts of each address with its prefix."""
        at = self.stretches(numbers)
        rows = self.rows[at]
        said = self.facts[rows]
        unnamed = said["prefix"].is_null().to_numpy() & (rows > 0)
        if unnamed.any():
            widest = self._widest(numbers[unnamed], at[unnamed])
            said = said.with_columns(said["prefix"].scatter(np.flatnonzero(unnamed), widest))
        return rows, said

    def _widest(self, numbers: Numbers, at: NDArray[np.intp]) -> pl.Series:
        """The widest prefixes around addresses that stay inside their stretches: `Pack` has the same for one."""
        starts = np.append(self.starts.astype(np.int64), 1 << _BITS)
        first, last = starts[at], starts[at + 1] - 1
        free = np.zeros(len(numbers), dtype=np.int64)
        growing = np.ones(len(numbers), dtype=bool)
        for bits in range(1, _BITS + 1):
            base = numbers >> bits << bits
            growing &= (base >= first) & (base + (1 << bits) - 1 <= last)
            free[growing] = bits
        base = numbers >> free << free
        parts = [pl.Series(base >> shift & 255).cast(pl.String) for shift in (24, 16, 8, 0)]
        return (
            parts[0] + "." + parts[1] + "." + parts[2] + "." + parts[3] + "/" + pl.Series(_BITS - free).cast(pl.String)
        )


def _texts(column: Sequence[str]) -> pl.Series:
    texts = pl.Series(column, dtype=pl.String)
    return texts.set(texts == "", None)
