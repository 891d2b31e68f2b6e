"""Padding to four size classes, so that a length says next to nothing.

Layout: length as four big-endian bytes, the content, zero bytes up to the class size.
"""

from __future__ import annotations

import struct

from kindline.sealing.errors import Tampered, TooLarge

CLASS_SIZES = (1024, 4096, 16384, 65536)
PREFIX_BYTES = 4
MAX_PLAINTEXT = CLASS_SIZES[-1] - PREFIX_BYTES


def size_class(length: int) -> int:
    """The index of the smallest class that holds `length` bytes; TooLarge beyond the last."""
    for index, size in enumerate(CLASS_SIZES):
        if length + PREFIX_BYTES <= size:
            return index
    raise TooLarge(f"at most {MAX_PLAINTEXT} bytes fit")


def pad(content: bytes) -> bytes:
    """`content` filled up to the size of its class."""
    filled = struct.pack(">I", len(content)) + content
    return filled.ljust(CLASS_SIZES[size_class(len(content))], b"\0")


def unpad(padded: bytes) -> bytes:
    """The content again; Tampered unless every byte is as `pad` writes it."""
    if len(padded) not in CLASS_SIZES:
        raise Tampered("not a size class")
    end = PREFIX_BYTES + int(struct.unpack_from(">I", padded)[0])
    content = padded[PREFIX_BYTES:end]
    if end > len(padded) or any(padded[end:]) or len(padded) != CLASS_SIZES[size_class(len(content))]:
        raise Tampered("bad padding")
    return content
