"""A place to post from, and channels whose receivers we can question."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.outbox import channels
from kindline.kernel.outbox.channels import Outgoing, Proof
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.outbox.posting import key_for, post


class Receiver:
    """A channel that ends here: it keeps what it was given, or does what it was told."""

    def __init__(self) -> None:
        self.received: list[Outgoing] = []
        self.behaviour: Callable[[Outgoing], Proof] = lambda parcel: Proof({"receiver": "ours"})

    def carry(self, parcel: Outgoing) -> Proof:
        proof = self.behaviour(parcel)
        self.received.append(parcel)
        return proof

    @property
    def bodies(self) -> list[bytes]:
        return [parcel.body for parcel in self.received]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    known = dict(channels._channels)
    receiver = Receiver()
    channels.register("receiver", receiver)
    yield receiver
    channels._channels.clear()
    channels._channels.update(known)


@pytest.fixture
def posted() -> Callable[..., Parcel]:
    """Post one parcel in its own transaction."""

    def _posted(body: bytes = b"sealed", **changes: Any) -> Parcel:
        facts = {
            "kind": "notice",
            "subject": uuid.uuid4(),
            "recipient": f"provider:{uuid.uuid4()}",
            "channel": "receiver",
            "body": body,
            "idempotency_key": key_for(uuid.uuid4()),
        }
        with transaction.atomic("core"):
            return post(**(facts | changes))

    return _posted


@pytest.fixture
def moved_clock(tmp_path: Any, settings: Any) -> Callable[..., None]:
    """Move the clock of this test and of no other."""
    settings.DATA_DIR = tmp_path
    return lambda **by: clock.move(timedelta(**by))
