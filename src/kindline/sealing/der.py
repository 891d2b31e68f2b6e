"""As much of DER (X.690) as a signed or sealed mail needs: written, never parsed."""

from __future__ import annotations

from datetime import datetime


def tlv(tag: int, *parts: bytes) -> bytes:
    """Tag, length, content; lengths as short as they can be (X.690 §10.1)."""
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def sequence(*parts: bytes) -> bytes:
    return tlv(0x30, *parts)


def set_of(*parts: bytes, tag: int = 0x31) -> bytes:
    """Members in ascending order of their bytes (X.690 §11.6)."""
    return tlv(tag, *sorted(parts))


def octets(data: bytes, *, tag: int = 0x04) -> bytes:
    return tlv(tag, data)


def integer(number: int) -> bytes:
    """Two's complement, of a number that is not negative."""
    return tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def null() -> bytes:
    return tlv(0x05)


def oid(dotted: str) -> bytes:
    first, second, *rest = (int(part) for part in dotted.split("."))
    return tlv(0x06, b"".join(_base128(part) for part in (40 * first + second, *rest)))


def utc_time(moment: datetime) -> bytes:
    """UTCTime, to the second, for years before 2050 (RFC 5652 §11.3)."""
    return tlv(0x17, f"{moment:%y%m%d%H%M%SZ}".encode())


def _base128(number: int) -> bytes:
    octet, number = number & 0x7F, number >> 7
    found = [octet]
    while number:
        found.append(0x80 | number & 0x7F)
        number >>= 7
    return bytes(reversed(found))
