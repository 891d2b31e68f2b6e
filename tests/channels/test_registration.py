from pathlib import Path

import kindline.channels
from kindline.channels import register_all
from kindline.kernel.outbox.channels import channel_named


def test_every_folder_is_a_channel_and_registers_itself():
    folders = {path.parent.name for path in Path(kindline.channels.__path__[0]).glob("*/__init__.py")}
    assert set(register_all()) == folders >= {"mail", "pickup", "webhook"}


def test_pickup_offers_and_opens_nothing(outgoing):
    proof = channel_named("pickup").carry(outgoing(b"sealed"))
    assert (proof.offered, proof.facts) == (True, {"offered": "pickup"})


def test_the_worker_knows_the_channels_when_it_starts():
    from django.apps import apps

    assert apps.is_installed("kindline.channels")
    assert {channel_named(name) for name in ("mail", "pickup", "webhook")}
