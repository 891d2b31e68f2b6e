"""Address intervals as columns: one bisection for one address, plain arrays for millions.

The whole address space of one version is cut into stretches about which all sources say the same. A stretch begins
at `starts` and ends before the next one; `rows` names its row in the pack's `Facts`, row 0 saying nothing.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

WORD = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Intervals:
    """Immutable. `starts` are uint32 for IPv4; for IPv6 the upper 64 bits as uint64, the lower ones in `starts_low`.

    Each array is a buffer: `numpy.frombuffer(intervals.starts, dtype)` and `memoryview` copy nothing.
    """

    version: int
    starts: "array[int]"
    starts_low: "array[int]"
    rows: "array[int]"

    @classmethod
    def of(cls, version: int, cuts: Iterable[tuple[int, int]]) -> "Intervals":
        """From ascending (start, row). A missing beginning of the space is row 0; neighbours that agree become one."""
        starts, rows = [0], [0]
        for start, row in cuts:
            if start == starts[-1]:
                rows[-1] = row
                if len(rows) > 1 and rows[-2] == row:
                    del starts[-1], rows[-1]
            elif rows[-1] != row:
                starts.append(start)
                rows.append(row)
        return cls.from_columns(version, starts, rows)

    @classmethod
    def from_columns(cls, version: int, starts: Iterable[int], rows: Iterable[int]) -> "Intervals":
        if version == 4:
            return cls(4, array("I", starts), array("Q"), array("I", rows))
        whole = list(starts)
        return cls(6, array("Q", (s >> 64 for s in whole)), array("Q", (s & WORD for s in whole)), array("I", rows))

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def bits(self) -> int:
        return 32 if self.version == 4 else 128

    def start(self, at: int) -> int:
        return self.starts[at] if self.version == 4 else self.starts[at] << 64 | self.starts_low[at]

    def end(self, at: int) -> int:
        """The last address of a stretch."""
        return (self.start(at + 1) if at + 1 < len(self) else 1 << self.bits) - 1

    @property
    def ends(self) -> "array[int]":
        """Last addresses as `starts` (of IPv6 the upper 64 bits); made anew at each call."""
        if self.version == 4:
            return array("I", [start - 1 for start in self.starts[1:]] + [0xFFFFFFFF])
        return array("Q", (self.end(at) >> 64 for at in range(len(self))))

    @property
    def ends_low(self) -> "array[int]":
        return array("Q", (self.end(at) & WORD for at in range(len(self)) if self.version == 6))

    def stretch_of(self, address: int) -> int:
        """The number of the stretch an address lies in."""
        if self.version == 4:
            return bisect_right(self.starts, address) - 1
        high, low = address >> 64, address & WORD
        first, last = bisect_left(self.starts, high), bisect_right(self.starts, high)
        return bisect_right(self.starts_low, low, first, last) - 1

    def row_of(self, address: int) -> int:
        return self.rows[self.stretch_of(address)]
