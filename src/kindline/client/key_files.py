"""Key files: one secret a line, on a medium of their owner. They are read, used and forgotten; nothing prints them."""

from collections.abc import Iterable
from pathlib import Path

from kindline.client.refusals import Refused
from kindline.sealing.errors import BadKey
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey


def opening_keys(paths: Iterable[Path]) -> list[SealingPrivateKey]:
    """Every key that opens, duty or reserve, found in these files."""
    keys = [SealingPrivateKey.from_text(line) for line in _lines(paths) if line.startswith(SealingPrivateKey.PREFIX)]
    if not keys:
        raise Refused("none of the files holds a key that opens (kindline-x25519-secret:…)")
    return keys


def signing_key(path: Path) -> SigningPrivateKey:
    """The key that signs answers or requests."""
    for line in _lines([path]):
        if line.startswith(SigningPrivateKey.PREFIX):
            return SigningPrivateKey.from_text(line)
    raise Refused("the file holds no key that signs (kindline-ed25519-secret:…)")


def _lines(paths: Iterable[Path]) -> list[str]:
    try:
        return [line.strip() for path in paths for line in path.read_text("ascii").splitlines()]
    except (OSError, UnicodeDecodeError):
        raise Refused("a key file cannot be read") from None


__all__ = ["BadKey", "opening_keys", "signing_key"]
