"""The channels by name. They live a floor above and register themselves: the one lawful inversion."""

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

# A channel that has not finished by then is cut off: whatever its receiver does, the next parcel gets its turn.
CARRY_SECONDS = 40


@dataclass(frozen=True)
class Outgoing:
    """A parcel in a channel's hands. `id` is the same at every attempt: a receiver may use it to see doubles."""

    id: UUID
    kind: str
    subject: UUID
    recipient: str
    attempt: int
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Proof:
    """What shows that a parcel left: codes and hashes only. `offered` means the receiver must still come for it."""

    facts: dict[str, str | int]
    offered: bool = False


class Later(Exception):
    """It did not work now. `code` is short and quotes nobody; `channel_down` means no other parcel would do better."""

    def __init__(self, code: str, *, channel_down: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.channel_down = channel_down


class Never(Exception):
    """It will never work: a person must look at it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Channel(Protocol):
    """One way out of the house."""

    def carry(self, parcel: Outgoing) -> Proof:
        """Bring it to the receiver, or raise Later or Never. Ends within CARRY_SECONDS."""


_channels: dict[str, Channel] = {}


def register(name: str, channel: Channel) -> None:
    """Make a channel known; registering a name again replaces it."""
    _channels[name] = channel


def channel_named(name: str) -> Channel:
    """The channel of that name; an unknown one is a permanent failure, seen as a dead parcel."""
    try:
        return _channels[name]
    except KeyError:
        raise Never("unknown-channel") from None
