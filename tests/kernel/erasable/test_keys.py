"""Erasable keys: made once, destroyed for good, copied for thirty days and not a day longer."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kindline.kernel import clock
from kindline.kernel.erasable import copying, keys, ledger, store
from kindline.kernel.erasable.copying import HORIZON, keep_copy, restore_copy
from kindline.kernel.erasable.store import copies
from kindline.sealing.erasable import KeyGone
from kindline.sealing.keys import SealingPrivateKey
from tests.installation import Installation


def raw() -> bytes:
    return b"".join(path.read_bytes() for path in store.folder().glob("keys*"))


def test_a_destroyed_key_is_gone_from_the_file_and_is_never_made_again(installation: Installation) -> None:
    gone, stays = uuid4(), uuid4()
    locked = {name: keys.lock(b"sealed", [name]) for name in (gone, stays)}
    secret = keys.known([gone])[gone].reveal()
    assert secret in raw()
    assert keys.destroy([gone])
    assert secret not in raw()
    keys.make([gone])
    assert set(keys.known([gone, stays])) == {stays}
    assert keys.unlock(locked[stays]) == b"sealed"
    with pytest.raises(KeyGone):
        keys.unlock(locked[gone])
    with pytest.raises(KeyGone):
        keys.lock(b"again", [gone])


def test_what_also_speaks_of_something_erased_is_not_kept(installation: Installation) -> None:
    gone, stays = uuid4(), uuid4()
    keys.make([gone, stays])
    keys.destroy([gone])
    assert keys.locked_if_known(b"about both", [gone, stays]) == b""
    assert keys.unlock(keys.locked_if_known(b"about one", [stays])) == b"about one"
    assert keys.locked_if_known(b"about nobody of ours", [uuid4()]) == b"about nobody of ours"


def test_what_was_never_locked_is_given_back_as_it_is(installation: Installation) -> None:
    assert keys.unlock(b"from before there were locks") == b"from before there were locks"


def test_the_ledger_keeps_the_first_word(installation: Installation) -> None:
    name = uuid4()
    ledger.enter(name, evidence={"envelopes": 3})
    ledger.enter(name, evidence={})
    assert ledger.evidence(name) == (clock.today(), {"envelopes": 3})
    assert ledger.entered() == {name: clock.today()}


def test_a_copy_brings_the_keys_back_and_ends_with_the_horizon(installation: Installation) -> None:
    name = uuid4()
    locked = keys.lock(b"sealed", [name])
    secret = keys.known([name])[name].reveal()
    keep_copy()
    (copy,) = copies().iterdir()
    assert secret not in copy.read_bytes()
    store.forget_connection()
    for path in store.folder().glob("keys*"):
        path.unlink()
    # An erasure since then is in the ledger's own file, and comes back with the older keys.
    erased = uuid4()
    ledger.enter(erased, evidence={})
    store.forget_connection()
    for path in store.folder().glob("keys*"):
        path.unlink()
    opens = SealingPrivateKey.from_text((installation.keys / "backup" / "backup.key").read_text())
    restore_copy(copy, to=store.path(), key=opens)
    assert keys.unlock(locked) == b"sealed" and erased in ledger.entered()
    with pytest.raises(copying.KeysThere):
        restore_copy(copy, to=store.path(), key=opens)
    clock.move(HORIZON - timedelta(days=1))
    assert keep_copy() == 0 and copy.exists()
    clock.move(timedelta(days=1))
    assert keep_copy() == 1 and not copy.exists()


def test_a_worker_copies_the_keys_every_hour_and_not_at_every_round(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_kept", None)
    keys.make([uuid4()])
    copying.keep_copy_hourly()
    (copy,) = copies().iterdir()
    first = copy.read_bytes()
    copying.keep_copy_hourly()
    assert copy.read_bytes() == first
    monkeypatch.setattr(copying, "_kept", copying.time.monotonic() - 3601)
    copying.keep_copy_hourly()
    assert copy.read_bytes() != first
