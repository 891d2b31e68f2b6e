import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindline.sealing import padding
from kindline.sealing.envelope import (
    Envelope,
    Header,
    NotARecipient,
    Purpose,
    Tampered,
    TooLarge,
    UnexpectedRecipient,
    UnknownSuite,
    open_envelope,
    seal,
)
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey
from tests.sealing.conftest import REPORT, Parties
from tests.sealing.forgeries import resigned, two_faced

Sealer = Callable[..., Envelope]


def test_every_recipient_opens_what_was_sealed(parties: Parties, sealed: Sealer) -> None:
    stored = sealed(b"the words").to_bytes()
    for key in (parties.duty, parties.reserve):
        opened = open_envelope(
            Envelope.from_bytes(stored), key=key, sender=parties.site.public(), expected_recipients=parties.mandated
        )
        assert opened == b"the words"


def test_the_header_says_what_was_given(parties: Parties, sealed: Sealer) -> None:
    header = sealed(purpose=Purpose.ACCOUNT, ordinal=7, envelope_id=UUID(int=5)).header
    assert header.purpose is Purpose.ACCOUNT
    assert (header.envelope_id, header.report_id, header.ordinal) == (UUID(int=5), REPORT, 7)
    assert (header.mandate_id, header.mandate_sha256) == ("relay-2026", bytes(range(32)))
    assert header.recipients == tuple(sorted(parties.mandated))
    assert (header.day, header.canon_version, header.size_class) == (date(2026, 3, 14), "ada-4.0.0", 0)
    assert (header.sender, header.suite) == (parties.site.key_id, 1)


def test_the_hash_covers_header_wraps_and_ciphertext(sealed: Sealer) -> None:
    envelope = sealed()
    body = envelope.to_bytes()[2:-64]
    assert envelope.hash == hashlib.sha256(body).digest()


def test_sealed_bytes_hold_nothing_of_the_text(sealed: Sealer) -> None:
    assert b"canary.example.org" not in sealed(b"https://canary.example.org/").to_bytes()


def test_sealing_the_same_twice_gives_other_bytes(sealed: Sealer) -> None:
    same = UUID(int=9)
    one, two = sealed(envelope_id=same), sealed(envelope_id=same)
    assert one.ciphertext != two.ciphertext and one.wraps != two.wraps


def test_a_stranger_is_not_a_recipient(parties: Parties, sealed: Sealer) -> None:
    with pytest.raises(NotARecipient):
        open_envelope(
            sealed(), key=SealingPrivateKey.generate(), sender=parties.site.public(), expected_recipients=None
        )


def test_a_recipient_that_the_mandate_does_not_name_is_refused(parties: Parties, sealed: Sealer) -> None:
    envelope = sealed(recipients=[parties.duty.public(), SealingPrivateKey.generate().public()])
    with pytest.raises(UnexpectedRecipient):
        open_envelope(envelope, key=parties.duty, sender=parties.site.public(), expected_recipients=parties.mandated)


def test_another_sender_is_refused(parties: Parties, sealed: Sealer) -> None:
    envelope = sealed(signer=SigningPrivateKey.generate())
    with pytest.raises(Tampered):
        open_envelope(envelope, key=parties.duty, sender=parties.site.public(), expected_recipients=None)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_byte_can_be_changed(data: st.DataObject) -> None:
    whole = bytearray(_STORED.to_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((Tampered, UnknownSuite)):
        envelope = Envelope.from_bytes(bytes(whole))
        open_envelope(envelope, key=_PARTIES.duty, sender=_PARTIES.site.public(), expected_recipients=None)


def test_a_wrap_serves_only_its_own_header_and_recipient(parties: Parties, sealed: Sealer) -> None:
    one, two = sealed(b"one"), sealed(b"two")
    duty, reserve = parties.duty.key_id, parties.reserve.key_id
    for wraps in (two.wraps, {duty: one.wraps[reserve], reserve: one.wraps[duty]}):
        with pytest.raises(Tampered):
            _open_resigned(parties, replace(one, wraps=wraps))


def test_a_content_key_that_the_header_does_not_commit_to_is_refused(parties: Parties) -> None:
    with pytest.raises(Tampered, match="commitment"):
        _open_resigned(parties, two_faced(parties))


def test_wraps_must_be_those_that_the_header_names(parties: Parties, sealed: Sealer) -> None:
    envelope = sealed()
    alone = {parties.duty.key_id: envelope.wraps[parties.duty.key_id]}
    with pytest.raises(Tampered):
        _open_resigned(parties, replace(envelope, wraps=alone))


@pytest.mark.parametrize("cut", [0, 1, 2, 40, 200, 1000, -1])
def test_a_cut_envelope_is_refused(sealed: Sealer, cut: int) -> None:
    with pytest.raises(Tampered):
        Envelope.from_bytes(sealed().to_bytes()[:cut])


def test_an_envelope_with_a_tail_is_refused(sealed: Sealer) -> None:
    with pytest.raises(Tampered):
        Envelope.from_bytes(sealed().to_bytes() + b"\0")


@pytest.mark.parametrize("at", [4, 5])
def test_a_later_version_or_suite_is_unknown_not_tampered(sealed: Sealer, at: int) -> None:
    header = bytearray(sealed().header_bytes)
    header[at] = 2
    with pytest.raises(UnknownSuite):
        Header.decode(bytes(header))


def test_recipients_out_of_order_or_twice_are_refused(parties: Parties, sealed: Sealer) -> None:
    raw = sealed().header_bytes
    for tail in (raw[-8:] + raw[-16:-8], raw[-8:] * 2):
        with pytest.raises(Tampered):
            Header.decode(raw[:-16] + tail)
    with pytest.raises(ValueError, match="twice"):
        sealed(recipients=[parties.duty.public()] * 2)
    with pytest.raises(ValueError, match="recipients"):
        sealed(recipients=[])


def test_a_header_with_a_tail_or_a_day_that_never_was_is_refused(sealed: Sealer) -> None:
    raw = sealed().header_bytes
    never = raw.replace(bytes([2026 >> 8, 2026 & 255, 3, 14]), bytes([2026 >> 8, 2026 & 255, 2, 30]))
    for changed in (raw + b"\0", never):
        with pytest.raises(Tampered):
            Header.decode(changed)


def test_lengths_show_only_their_class(sealed: Sealer) -> None:
    assert len(sealed(b"").ciphertext) == len(sealed(bytes(1000)).ciphertext) == 1024 + 16
    assert sealed(bytes(padding.MAX_PLAINTEXT)).header.size_class == 3
    with pytest.raises(TooLarge):
        sealed(bytes(padding.MAX_PLAINTEXT + 1))


def _open_resigned(parties: Parties, envelope: Envelope) -> bytes:
    forged = resigned(envelope, signer=parties.site)
    return open_envelope(forged, key=parties.duty, sender=parties.site.public(), expected_recipients=None)


def _stored() -> tuple[Parties, Envelope]:
    parties = Parties()
    return parties, seal(
        b"words", purpose=Purpose.ADDRESS, report_id=REPORT, ordinal=0, mandate_id="m", mandate_sha256=bytes(32),
        recipients=[parties.duty.public()], day=date(2026, 1, 1), canon_version="1", signer=parties.site,
    )  # fmt: skip


_PARTIES, _STORED = _stored()
