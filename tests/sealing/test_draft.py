import base64

import pytest

from kindline.sealing.draft import DraftExpired, DraftForged, DraftKeys
from kindline.sealing.keys import SecretBytes

SLOT = 1_000_000


@pytest.fixture
def secret() -> SecretBytes:
    return SecretBytes.random()


def test_a_draft_opens_in_its_slot_and_the_next_in_any_process(secret: SecretBytes) -> None:
    text = DraftKeys(secret).seal(b"typed", now_slot=SLOT)
    restarted = DraftKeys(secret)
    assert [restarted.open(text, now_slot=now) for now in (SLOT, SLOT + 1)] == [b"typed"] * 2


@pytest.mark.parametrize("now", [SLOT + 2, SLOT + 9999, SLOT - 1])
def test_an_authentic_draft_of_another_slot_has_expired(secret: SecretBytes, now: int) -> None:
    keys = DraftKeys(secret)
    with pytest.raises(DraftExpired):
        keys.open(keys.seal(b"typed", now_slot=SLOT), now_slot=now)


def test_what_was_not_sealed_here_is_forged_however_old_it_says_it_is(secret: SecretBytes) -> None:
    foreign = DraftKeys(SecretBytes.random())
    for slot in (SLOT, SLOT - 50):
        with pytest.raises(DraftForged):
            DraftKeys(secret).open(foreign.seal(b"typed", now_slot=slot), now_slot=SLOT)


def test_moving_an_old_draft_to_this_slot_is_forged(secret: SecretBytes) -> None:
    keys = DraftKeys(secret)
    raw = bytearray(base64.urlsafe_b64decode(keys.seal(b"typed", now_slot=SLOT - 9) + "=="))
    raw[1:5] = SLOT.to_bytes(4, "big")
    with pytest.raises(DraftForged):
        keys.open(base64.urlsafe_b64encode(raw).decode(), now_slot=SLOT)


@pytest.mark.parametrize("text", ["", "!", "é", "AAAA", "A" * 43, "A" * 44, "A" * 45, "=" * 60])
def test_rubbish_is_forged(secret: SecretBytes, text: str) -> None:
    with pytest.raises(DraftForged):
        DraftKeys(secret).open(text, now_slot=SLOT)


def test_the_text_is_safe_in_a_form_field_and_hides_what_was_typed(secret: SecretBytes) -> None:
    text = DraftKeys(secret).seal(b"canary" * 100, now_slot=SLOT)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert b"canary" not in base64.urlsafe_b64decode(text + "==")


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        DraftKeys(SecretBytes(b"short"))
