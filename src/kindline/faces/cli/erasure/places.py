"""Where an installation, its backups and its police are, for the commands that erase and prove."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kindline.sealing.keys import SealingPrivateKey


@dataclass(frozen=True)
class Place:
    """Data with the keys that somebody has for it."""

    data: Path
    keys: Path

    @property
    def is_demonstration(self) -> bool:
        return (self.data / "demo").exists()

    @property
    def backups(self) -> Path:
        """Beside the data, where a demonstration keeps what a night would have saved."""
        return Path(f"{self.data}.backups")


def installed(data: str) -> str:
    """The folder that was meant: the one named, or the demonstration inside it where that is all there is."""
    demo = Path(data) / "demo"
    return str(demo) if not (Path(data) / "mandate").exists() and (demo / "mandate").exists() else data


def here() -> Place:
    """The installation this process is."""
    from django.conf import settings

    return Place(Path(settings.DATA_DIR), Path(settings.KEYS_DIR))


def save(to: Path) -> Any:
    """A backup of this installation, and today's copy of its erasable keys, which is never in it."""
    from django.db import connections

    from kindline.kernel import vault
    from kindline.kernel.backup.taking import take_backup
    from kindline.kernel.erasable.copying import keep_copy
    from kindline.services.hotline.keeping import lock_snapshot

    made = take_backup(
        here().data,
        keys=here().keys,
        databases={alias: Path(connections[alias].settings_dict["NAME"]) for alias in ("intake", "core")},
        to=to,
        recipient=vault.sealing_key("backup"),
        signer=vault.signing_key("worker", "platform"),
        prepare=lock_snapshot,
    )
    # After the data: every key that the backup needs is in it.
    keep_copy()
    return made


def police_keys(place: Place, given: list[Path]) -> list[SealingPrivateKey]:
    """The police's private keys: those named, and in a demonstration all of the outside's."""
    outside = sorted((place.data / "outside" / "keys").glob("*.key")) if place.is_demonstration else []
    texts = [path.read_text().strip() for path in (*given, *outside)]
    return [SealingPrivateKey.from_text(text) for text in texts if text.startswith(SealingPrivateKey.PREFIX)]
