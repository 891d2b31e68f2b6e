"""Looking for many thousand needles in every byte: short pieces first, the whole needle only where one fits."""

from collections.abc import Iterable, Iterator

# A needle of at least PIECE + STRIDE - 1 bytes holds, wherever it lies, one of its pieces at a multiple of STRIDE.
PIECE, STRIDE = 6, 3
SHORTEST_NEEDLE = PIECE + STRIDE - 1


class Net:
    """All needles, by pieces of their ends; ends differ where beginnings (`https://`) are alike."""

    def __init__(self, needles: Iterable[tuple[bytes, int]]) -> None:
        self._pieces: dict[bytes, list[tuple[bytes, int, int]]] = {}
        self.size = 0
        for needle, whose in {*needles}:
            if len(needle) >= SHORTEST_NEEDLE:
                self.size += 1
                for place in range(len(needle) - SHORTEST_NEEDLE, len(needle) - PIECE + 1):
                    self._pieces.setdefault(needle[place : place + PIECE], []).append((needle, place, whose))

    def caught(self, data: bytes) -> Iterator[int]:
        """Whose needles lie in these bytes."""
        pieces = self._pieces
        for at in range(0, len(data) - PIECE + 1, STRIDE):
            if data[at : at + PIECE] in pieces:
                for needle, place, whose in pieces[data[at : at + PIECE]]:
                    if at >= place and data.startswith(needle, at - place):
                        yield whose
