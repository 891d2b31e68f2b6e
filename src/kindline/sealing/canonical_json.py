"""One byte form per value: JSON with ASCII keys in order, no spaces, no floats, integers that JavaScript keeps exact.

The JavaScript twin is opener/answer.js. Within these limits the form equals RFC 8785 (JCS).
"""

from __future__ import annotations

import json
import re
from typing import NoReturn

from kindline.sealing.errors import Tampered

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 16
_KEY = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def dump(value: object) -> bytes:
    """The canonical bytes; ValueError for anything outside the limits."""
    _check(value, depth=0)
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("text with a lone surrogate") from None


def load(data: bytes) -> object:
    """Read canonical bytes; Tampered for any other spelling of the same value."""
    try:
        value: object = json.loads(data.decode("utf-8"), parse_float=_refuse, parse_constant=_refuse)
        same = dump(value) == data
    except (ValueError, RecursionError):
        raise Tampered("not canonical JSON") from None
    if not same:
        raise Tampered("not canonical JSON")
    return value


def _check(value: object, *, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    if value is None or isinstance(value, bool | str):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError("integer beyond 2^53 - 1")
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item, depth=depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not _KEY.fullmatch(key):
                raise ValueError("keys are 1 to 64 of A-Z a-z 0-9 _ . -")
            _check(item, depth=depth + 1)
    else:
        raise ValueError(f"{type(value).__name__} has no canonical form")


def _refuse(_text: str) -> NoReturn:
    raise ValueError("no floats")
