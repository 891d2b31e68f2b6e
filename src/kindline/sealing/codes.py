"""Codes for people: Crockford base32 in groups of four, read back however a person writes them.

Alphabet and its tolerance (O is 0, I and L are 1, U is never used): https://www.crockford.com/base32.html
"""

from __future__ import annotations

import re
import secrets

from kindline.sealing.errors import BadCode

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SEPARATORS = re.compile(r"[\s\u00ad\u200b\u2010-\u2015\u2212._-]+")
_LOOKALIKES = str.maketrans("OIL", "011")


def encode(number: int, *, length: int) -> str:
    """`length` characters, five bits each, most significant first."""
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def tidy(text: str, *, length: int) -> str:
    """The code without separators, in capitals, look-alikes resolved; BadCode if it cannot be one."""
    if len(text) > 8 * length:
        raise BadCode("too long for a code")
    code = _SEPARATORS.sub("", text).upper().translate(_LOOKALIKES)
    if len(code) != length or not set(code) <= set(ALPHABET):
        raise BadCode(f"a code has {length} letters and digits")
    return code


def grouped(code: str) -> str:
    """Groups of four joined by hyphens, as shown to people."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def new_code(*, length: int = 20) -> str:
    """A fresh random code in groups; twenty characters carry 100 bits."""
    return grouped(encode(secrets.randbits(5 * length), length=length))
