"""Making, using and destroying erasable keys."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from kindline.kernel.erasable import store
from kindline.sealing import erasable
from kindline.sealing.erasable import KeyGone
from kindline.sealing.keys import SecretBytes

__all__ = ["KeyGone", "destroy", "known", "lock", "locked_if_known", "make", "unlock"]


def make(names: Iterable[UUID]) -> None:
    """Make the keys that do not exist yet, durably, in one transaction. A destroyed key is never made again."""
    wanted = [name.bytes for name in names]
    gone = {row[0] for row in store.rows("SELECT name FROM destroyed WHERE name IN", wanted)}
    there = {row[0] for row in store.rows("SELECT name FROM key WHERE name IN", wanted)}
    fresh = [name for name in dict.fromkeys(wanted) if name not in gone and name not in there]
    if fresh:
        with store.writing() as made:
            secrets = [(name, SecretBytes.random().reveal()) for name in fresh]
            # Another worker may have been quicker: the first key stands.
            made.executemany("INSERT OR IGNORE INTO key (name, secret) VALUES (?, ?)", secrets)


def known(names: Iterable[UUID]) -> Mapping[UUID, SecretBytes]:
    """The keys that exist, by name."""
    found = store.rows("SELECT name, secret FROM key WHERE name IN", [name.bytes for name in names])
    return {UUID(bytes=row[0]): SecretBytes(row[1]) for row in found}


def lock(plaintext: bytes, names: Collection[UUID]) -> bytes:
    """Wrap under the keys of all of `names`, made where there are none yet; KeyGone if one was destroyed."""
    make(names)
    keys = known(names)
    if len(keys) != len(set(names)):
        raise KeyGone("a key was destroyed")
    return erasable.lock(plaintext, keys)


def locked_if_known(document: bytes, names: Collection[UUID]) -> bytes:
    """Wrap under those of `names` that have keys. What also speaks of something erased is not kept: empty bytes."""
    if any(True for _ in store.rows("SELECT name FROM destroyed WHERE name IN", [name.bytes for name in names])):
        return b""
    keys = known(names)
    return erasable.lock(document, keys) if keys else document


def unlock(stored: bytes | memoryview) -> bytes:
    """What was locked, or the bytes themselves if they are not; KeyGone once one of the keys was destroyed."""
    data = bytes(stored)
    return erasable.unlock(data, known(erasable.names(data))) if erasable.is_locked(data) else data


def destroy(names: Collection[UUID]) -> bool:
    """Destroy keys for good and overwrite their bytes; False while a reader keeps the log: call again to finish."""
    raw = [(name.bytes,) for name in names]
    with store.writing() as made:
        made.executemany("DELETE FROM key WHERE name = ?", raw)
        made.executemany("INSERT OR IGNORE INTO destroyed (name) VALUES (?)", raw)
    return store.empty_log()
