"""A message between two lines, checked against our schema (`message.schema.json`) when it leaves and when it comes."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

SCHEMA = Path(__file__).parent / "message.schema.json"
FORM = "kindline/116000-referral/1"
LIMIT = 100_000


class NoMessage(ValueError):
    """Not a message of this form; the text names the first thing that is wrong."""


def read(data: bytes) -> dict[str, Any]:
    """The message in these bytes; NoMessage says what is wrong with it."""
    if len(data) > LIMIT:
        raise NoMessage(f"larger than {LIMIT} bytes")
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise NoMessage("not JSON in UTF-8") from None
    check(document)
    return dict(document)


def check(document: Mapping[str, Any]) -> None:
    """NoMessage for the first fault, by the path of its field; never with what somebody wrote in it."""
    fault = min(_validator().iter_errors(document), key=lambda error: list(map(str, error.absolute_path)), default=None)
    if fault is not None:
        where = "/".join(map(str, fault.absolute_path)) or "message"
        missing = f": {fault.message}" if fault.validator == "required" else f" is not as `{fault.validator}` asks"
        raise NoMessage(f"{where}{missing}")


def to_bytes(document: Mapping[str, Any]) -> bytes:
    """Checked, and in one byte form."""
    check(document)
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode()


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
