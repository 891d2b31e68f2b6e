"""P1: nobody without the mandate can open a report. The site seals only, and the hotline's keys open nothing."""

import shutil
from uuid import uuid4

import pytest
from django.db import connections

from kindline.kernel import vault
from kindline.kernel.installing import OPENING
from kindline.kernel.mandate.active import active
from kindline.sealing.envelope import Envelope as Sealed
from kindline.sealing.envelope import open_envelope
from kindline.sealing.errors import NotARecipient
from kindline.sealing.keys import SealingPrivateKey
from kindline.services.hotline.intake.models import Envelope
from tests.promises.conftest import Play

pytestmark = pytest.mark.django_db(databases=["core", "intake"], transaction=True)
ADDRESS = "https://name:word@album.test/never-seen-here?b=1"
WORDS = "a sentence nobody at the hotline may read"


def as_bytes(cell: object) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()


def stored() -> bytes:
    """Every value of every row of both databases, as bytes."""
    found = []
    for alias in ("intake", "core"):
        with connections[alias].cursor() as cursor:
            for table in connections[alias].introspection.table_names():
                cursor.execute(f'SELECT * FROM "{table}"')
                found += [as_bytes(cell) for row in cursor for cell in row]
    return b"\0".join(found)


def test_every_envelope_is_sealed_to_the_mandates_recipients_alone(play: Play) -> None:
    play.file(ADDRESS, account=WORDS, identity="ring 02 555 00 00")
    envelopes = [Sealed.from_bytes(bytes(row.sealed)) for row in Envelope.objects.all()]
    assert len(envelopes) == 3
    for envelope in envelopes:
        assert set(envelope.header.recipients) == active().key_ids()


def test_no_key_of_the_platform_opens_one_and_the_police_can(play: Play) -> None:
    play.file(ADDRESS, account=WORDS)
    keys = play.installation.keys
    ours = [SealingPrivateKey.from_text((keys / face / f"{name}.key").read_text()) for face, name in OPENING]
    for row in Envelope.objects.all():
        envelope, sender = Sealed.from_bytes(bytes(row.sealed)), vault.verify_key("site")
        for key in ours:
            with pytest.raises(NotARecipient):
                open_envelope(envelope, key=key, sender=sender, expected_recipients=None)
        assert open_envelope(envelope, key=play.police.duty, sender=sender, expected_recipients=active().key_ids())


@pytest.mark.parametrize("face", ["site", "portal"])
def test_a_face_holds_no_key_that_opens_a_report_or_a_released_address(play: Play, face: str) -> None:
    keys = play.installation.keys
    for folder in keys.iterdir():
        if folder.name not in ("public", face):
            shutil.rmtree(folder)
    vault._line.cache_clear()
    for holder, name in OPENING:
        if (holder, name) != ("portal", "factor"):
            with pytest.raises(vault.KeyMissing):
                vault.opening_key(holder, name)
    with pytest.raises(vault.KeyMissing):
        vault.unwrap_released(b"", b"", address=uuid4())
    if face == "site":
        assert play.file(ADDRESS).display()


def test_what_is_stored_says_nothing_of_what_was_typed_before_and_after_admission(play: Play) -> None:
    play.file(ADDRESS, account=WORDS, identity="ring 02 555 00 00")
    for _ in range(2):
        everything = stored()
        assert b"public form" in everything
        for secret in (b"never-seen-here", b"album.test", WORDS.encode(), b"555 00 00"):
            assert secret not in everything
        play.rounds()
