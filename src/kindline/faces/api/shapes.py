"""What goes in is checked to the last field; what goes out is described. Both appear in the OpenAPI document."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field

Number = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{2,24}$", examples=["N-7K2M9QXA"])]
Base64 = Annotated[str, Field(pattern=r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$")]
KeyId = Annotated[str, Field(examples=["x25519-9f3c2a1b00d4e5f6"])]


class Said(Schema):
    """Something a partner sends: no field but those described."""

    model_config = ConfigDict(extra="forbid")


class Place(Schema):
    """Where a request is not as described; never what stood there."""

    where: str
    what: str


class ProblemDetails(Schema):
    """RFC 9457. `code` never changes; `title` and `detail` are in the caller's language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    reason: str | None = None
    now: str | None = None
    errors: list[Place] | None = None


def example(value: Any) -> ConfigDict:
    """An input with an example in the document."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [value]})


def answers(value: Any) -> ConfigDict:
    """An output with an example in the document."""
    return ConfigDict(json_schema_extra={"examples": [value]})
