"""What arrives: a channel reads it and hands it to whoever expects it. Receivers register from above, like channels."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What a message is. Only `WORDS` may hold an answer, and only after a person has read it."""

    WORDS = "words"
    AUTOMATIC = "automatic"
    FAILED = "failed"
    DELAYED = "delayed"
    RELAYED = "relayed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Arrived:
    """One message as a channel read it. `code` is a status such as `5.1.1`; `dropped` counts parts nobody opened."""

    kind: Kind
    sha256: str
    code: str = ""
    sender: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    dropped: int = 0


class Full(Exception):
    """No more is kept about this subject: the sender's server may try again later."""


class Receiver(Protocol):
    """Somebody whose letters carry an unguessable token in their return address."""

    def expects(self, token: str) -> bool:
        """Whether this token is one of theirs."""

    def take(self, token: str, arrived: Arrived) -> None:
        """Keep it in one transaction; Full when enough is kept already. Taking the same bytes again changes nothing."""


_receivers: dict[str, Receiver] = {}


def register(name: str, receiver: Receiver) -> None:
    """Make a receiver known; registering a name again replaces it."""
    _receivers[name] = receiver


def receiver_of(token: str) -> Receiver | None:
    """Who expects mail at this token; None is refused at the door, before a word of it is read."""
    return next((receiver for receiver in _receivers.values() if receiver.expects(token)), None)
