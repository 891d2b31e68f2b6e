"""Every mandate that was ever in force, kept beside the present one: an earlier report stays under its own law.

Only the law is kept as it was. Keys, officers and mailboxes are those of today: a key that was lost seals nothing new,
and an officer who left signs nothing more, whatever the report.
"""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from kindline.kernel.mandate.active import active, pinned_keys
from kindline.kernel.mandate.files import VERSIONS
from kindline.kernel.mandate.nouns import Authority, Mandate
from kindline.kernel.mandate.reading import read
from kindline.sealing.mandate_file import verify_mandate


class UnknownVersion(LookupError):
    """A report names a mandate whose signed file is not kept here: nothing may be done under another law instead."""


def under(sha256: str) -> Mandate:
    """The mandate with this hash, as far as law goes, with the authorities of today; the one in force for no hash."""
    now = active()
    if not sha256 or sha256 == now.sha256.hex():
        return now
    law = _kept(f"{settings.DATA_DIR}/mandate/{VERSIONS}", sha256)
    return replace(law, authorities=law.authorities | now.authorities)


def authorities() -> dict[str, Authority]:
    """Everybody who may still answer: those of the mandate in force, and those whom only earlier reports know."""
    folder = Path(settings.DATA_DIR) / "mandate" / VERSIONS
    known: dict[str, Authority] = {}
    for path in sorted(folder.glob("*.toml")):
        known |= _kept(str(folder), path.stem).authorities
    return known | active().authorities


@lru_cache(maxsize=32)
def _kept(folder: str, sha256: str) -> Mandate:
    file = Path(folder) / f"{sha256}.toml"
    try:
        data, signatures = file.read_bytes(), file.with_suffix(".toml.sig").read_bytes()
    except FileNotFoundError:
        raise UnknownVersion(sha256) from None
    digest = verify_mandate(data, signatures, pinned_keys())
    if digest.hex() != sha256:
        raise UnknownVersion(sha256)
    return read(data, sha256=digest)
