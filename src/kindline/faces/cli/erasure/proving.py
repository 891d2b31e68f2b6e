"""The proof in six lines: it opened before, the method works, and now nothing opens it, live or from a backup."""

import subprocess
import sys
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from kindline.faces.cli.erasure import scanning
from kindline.faces.cli.erasure.opening import Reader, erasable_keys
from kindline.faces.cli.erasure.places import Place
from kindline.kernel.backup.restoring import restore_backup
from kindline.kernel.erasable.copying import SUFFIX, ends_on, restore_copy
from kindline.kernel.erasable.store import copies
from kindline.sealing.keys import SealingPrivateKey, VerifyKey

CLI = ("-m", "kindline.faces.cli")


@dataclass(frozen=True)
class Line:
    """One thing that was looked at, and whether it is as it must be."""

    name: str
    says: str
    holds: bool


@dataclass(frozen=True)
class Case:
    """An erased report and everything its proof needs."""

    report: UUID
    erased_on: date
    evidence: dict[str, Any]
    place: Place
    police: Collection[SealingPrivateKey]

    def reader(self, place: Place, *, erasable: Path | None = None) -> Reader:
        return Reader(place, self.police, erasable=erasable)

    def counts(self, reader: Reader) -> tuple[int, int, int]:
        """Envelopes reached, envelopes opened, released addresses and claims opened."""
        return len(reader.reached(self.report)), reader.opened(self.report), reader.unwrapped(self.report)


def before(case: Case) -> Line:
    """What was tried when it was erased."""
    opened, of = case.evidence.get("opened"), case.evidence["envelopes"]
    if opened is None:
        return Line("before", f"{of} envelopes within reach of the police's keys, which are not here", of > 0)
    return Line("before", f"every key, the police's among them, opened {opened} of {of} envelopes", 0 < opened == of)


def live(case: Case) -> Line:
    """Every key on the live rows."""
    counts = case.counts(case.reader(case.place))
    return Line("live data", _said(counts), counts == (0, 0, 0))


def files(case: Case) -> Line:
    """Every trace in every live file."""
    hits = list(scanning.found(case.place, case.evidence))
    looked = len(scanning.live_files(case.place))
    pieces = len(case.evidence["traces"]) + len(case.evidence["keys"])
    says = f"{len(hits)} of {pieces} traces in {looked} files: databases, write-ahead logs, free pages, index, temp"
    return Line("live bytes", "; ".join([says, *hits]), not hits and pieces > 0)


def restored(case: Case, backup: Path, *, key: SealingPrivateKey) -> list[Line]:
    """The backup from before, brought back: with keys as they were, with keys as they are, and by `restore` itself."""
    platform = VerifyKey.from_text((case.place.keys / "public" / "platform.pub").read_text())
    with tempfile.TemporaryDirectory(prefix="kindline-prove-") as scratch:
        data = Path(scratch) / "before"
        made = restore_backup(backup, data=data, key=key, platform=platform)
        there = Place(data, case.place.keys)
        counts = case.counts(case.reader(there))
        return [
            _control(case, there, key=key, scratch=Path(scratch)),
            Line(f"backup of {made.day}", f"with every key there is, {_said(counts)}", counts == (0, 0, 0)),
            _by_command(case, backup, Path(scratch) / "again"),
        ]


def rest(case: Case) -> Line:
    """Until when a copy of the keys from before could still open that backup."""
    day = ends_on(case.erased_on)
    return Line(
        "the rest", f"copies of the erasable keys from before end on {day}; then nothing opens it anywhere", True
    )


def _control(case: Case, there: Place, *, key: SealingPrivateKey, scratch: Path) -> Line:
    """With a copy of the keys from before it does open: so the trial itself can open things."""
    for number, copy in enumerate(sorted(copies().glob(f"*{SUFFIX}"), reverse=True)):
        path = scratch / f"keys-{number}.sqlite3"
        restore_copy(copy, to=path, key=key)
        if case.report in erasable_keys(path):
            counts = case.counts(case.reader(there, erasable=path))
            says = f"the same backup with the copy of the keys of {copy.stem}, until that ends: {_said(counts)}"
            return Line("control", says, counts[0] > 0 and (counts[1] == counts[0] or not case.police))
    return Line("control", "no copy of the keys from before is left, so there is nothing to compare with", True)


def _by_command(case: Case, backup: Path, data: Path) -> Line:
    """`./kindline restore` with every key: it erases again before anything could run."""
    command = [sys.executable, *CLI, "restore", "--from", str(backup), "--data", str(data)]
    done = subprocess.run([*command, "--keys-from", str(case.place.keys)], capture_output=True, text=True)
    if done.returncode:
        return Line("restored", f"restore failed: {done.stderr.strip()[-200:]}", False)
    counts = case.counts(case.reader(Place(data, Path(f"{data}.keys"))))
    hits = list(scanning.found(Place(data, Path(f"{data}.keys")), case.evidence))
    says = f"by `restore`, which erased it again: {_said(counts)}, {len(hits)} files with a trace"
    return Line("restored", says, counts == (0, 0, 0) and not hits)


def _said(counts: tuple[int, int, int]) -> str:
    return f"{counts[0]} envelopes reached, {counts[1]} opened, {counts[2]} released addresses or claims opened"
