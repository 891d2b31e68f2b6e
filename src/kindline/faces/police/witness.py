"""The police as a witness: every checkpoint of the log is kept, and a log that became shorter is noticed (HOUSE P7).

A kept note is what `./kindline audit verify --checkpoint FILE` takes.
"""

from pathlib import Path

from kindline.client.police.download import log_size_and_root
from kindline.client.police.trust import Trust
from kindline.client.refusals import Refused
from kindline.faces.police.folder import write_private

NOTES = "checkpoints"


def keep(own: Path, note: str, *, trust: Trust) -> Path | None:
    """Keep a checkpoint beside the earlier ones; Refused when the log went back or tells two stories of one size."""
    seen = log_size_and_root(note, trust=trust)
    kept = {int(path.stem): path for path in (own / NOTES).glob("*.note") if path.stem.isdecimal()}
    if seen["size"] < max(kept, default=0):
        raise Refused(
            "the platform's log is shorter than when you last looked: keep your files and call its supervisor"
        )
    same = kept.get(seen["size"])
    if same and log_size_and_root(same.read_text("utf-8"), trust=trust) != seen:
        raise Refused("the platform's log shows another past than before: keep your files and call its supervisor")
    return write_private(own / NOTES / f"{seen['size']}.note", note.encode()) if note and not same else same
