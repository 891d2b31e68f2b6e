"""The rehearsed loss of the duty key: can everything still be opened with what lies in the safe?"""

from collections.abc import Sequence
from dataclasses import dataclass

from kindline.client.police.download import Download
from kindline.client.police.opening import open_all
from kindline.client.police.trust import Trust
from kindline.sealing.keys import SealingPrivateKey


@dataclass(frozen=True)
class Rehearsal:
    """How many envelopes the remaining keys open, and why the others stay shut. Holds no content."""

    envelopes: int
    opened: int
    refused: dict[str, int]

    @property
    def passed(self) -> bool:
        return self.envelopes > 0 and self.opened == self.envelopes


def rehearse_loss(
    download: Download, *, keys: Sequence[SealingPrivateKey], lost: Sequence[str], trust: Trust
) -> Rehearsal:
    """Open everything without the lost keys; contents are dropped at once."""
    remaining = [key for key in keys if key.key_id not in lost]
    refusals = [item.refused for item in open_all(download, keys=remaining, trust=trust)]
    names = sorted({name for name in refusals if name})
    return Rehearsal(len(refusals), refusals.count(""), {name: refusals.count(name) for name in names})
