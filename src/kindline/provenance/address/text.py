"""The text on its way through the grammars: as pasted, and as mended."""

from dataclasses import dataclass, field
from typing import Any

from kindline.provenance.address.mending import EDGE, mend
from kindline.provenance.address.model import Locator, LocatorKind, Note, NoteCode


@dataclass(frozen=True, slots=True)
class Text:
    raw: str = field(repr=False)
    plain: str = field(repr=False)
    deobfuscated: bool = False

    @classmethod
    def of(cls, raw: str) -> "Text":
        """Unaltered but for blanks around it."""
        return cls(raw=raw, plain=raw.strip(EDGE))

    def mended(self) -> "Text":
        plain = mend(self.plain)
        return Text(raw=self.raw, plain=plain, deobfuscated=plain != self.plain)

    def with_scheme(self, scheme: str) -> "Text":
        return Text(raw=self.raw, plain=scheme + self.plain, deobfuscated=self.deobfuscated)

    def locator(self, kind: LocatorKind, canonical: str, *, notes: tuple[Note, ...] = (), **facts: Any) -> Locator:
        """The locator this text turned out to be, with what was done to it noted first."""
        first = (Note(NoteCode.DEOBFUSCATED, self.raw.strip(EDGE)),) if self.deobfuscated else ()
        return Locator(kind=kind, raw=self.raw, canonical=canonical, notes=first + notes, **facts)
