"""A mandate counts when both pinned keys signed these very bytes, and when it can be carried out (P1)."""

import os
import re
from datetime import date, timedelta

import pytest
from pytest_django import Settings

from kindline.kernel import clock
from kindline.kernel.installing import activate_mandate, compose_mandate, sign_by_both
from kindline.kernel.mandate.active import active
from kindline.kernel.mandate.reading import BadMandate, read
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SigningPrivateKey
from kindline.sealing.mandate_file import sign_mandate
from tests.installation import TEMPLATE, Installation


def document(installation: Installation) -> bytes:
    return compose_mandate(TEMPLATE, installation.police.authorities())


def test_both_pinned_signatures_put_a_mandate_in_force(installation: Installation) -> None:
    assert active().id == TEMPLATE
    assert active().police().id == "federal-police"


def test_unsigned_signed_once_or_by_another_it_is_not_activated(installation: Installation) -> None:
    law, (one, other) = document(installation), installation.signers
    pinned = (one.public(), other.public())
    stranger = SigningPrivateKey.generate()
    before = (installation.data / "mandate" / "active.toml").read_bytes()
    for signatures in (
        b"",
        sign_mandate(law, one),
        sign_mandate(law, one) * 2,
        sign_by_both(law, one, stranger),
        sign_by_both(law + b"\n", one, other),
    ):
        with pytest.raises(SealingError):
            activate_mandate(installation.data, law, signatures, pinned=pinned)
    assert (installation.data / "mandate" / "active.toml").read_bytes() == before


def test_a_changed_byte_on_the_disk_stops_the_sealing(installation: Installation) -> None:
    path = installation.data / "mandate" / "active.toml"
    changed = path.read_bytes().replace(b'home = "BE"', b'home = "XE"')
    path.write_bytes(changed)
    os.utime(path, ns=(1, 1))
    with pytest.raises(SealingError):
        active()


def test_a_recipient_slipped_in_stops_the_sealing(installation: Installation, settings: Settings) -> None:
    from tests.installation import Police

    path = installation.data / "mandate" / "active.toml"
    assert active()
    path.write_bytes(compose_mandate(TEMPLATE, Police().authorities()))
    os.utime(path, ns=(1, 1))
    with pytest.raises(SealingError):
        active()


def test_an_expired_key_is_left_out_and_with_none_left_nobody_is_refused(installation: Installation) -> None:
    yesterday = clock.today() - timedelta(days=1)
    installation.activate(compose_mandate(TEMPLATE, installation.police.authorities(not_after=yesterday)))
    police = active().police()
    assert police.usable_keys(clock.today()) == (installation.police.reserve.public(),)
    assert set(police.usable_keys(date(2200, 1, 1))) == {key.sealing for key in police.keys}


WRONG = [
    (r"^home = .*$", "", "missing entry 'home'"),
    (r'^home_notice = .*$', 'home_notice = "sometimes"', "home_notice must be"),
    (r'^home_notice_sender = .*$', 'home_notice_sender = "nobody"', "home_notice_sender must be"),
    (r'^address = \["federal-police"\]', 'address = ["hotline"]', "envelopes.address names nobody"),
    (r'^account = \["federal-police"\]', "account = []", "envelopes.account names nobody"),
    (r'^question = \["hotline"\]', 'question = ["stranger"]', "envelopes.question names nobody"),
    (r"^\[clocks\.watch\]$", "[clocks.nap]", "clock watch is missing"),
    (r"^hours = 336$", "hours = 0", "must run for some time"),
    (r"^hours = 336$", 'hours = "long"', "not readable"),
    (r'^steps = \["refer", "notify"\]', 'steps = ["refer", "telegraph"]', "unknown step telegraph"),
    (r'^steps = \["refer", "notify"\]', "steps = []", "does nothing"),
    (r'^clocks = \["transfer_record"\]$', 'clocks = ["sundial"]', "unknown clock sundial"),
    (r'^when = \{ verdict = \["not_illegal"\] \}', 'when = { weather = ["rain"] }', "unknown weather"),
    (r'^steps = \["person"\]\nclocks = \["route_person"\]', 'steps = ["person"]\nclocks = []', "without role or clock"),
    (r'^role = "duty"\nsealing = ".*"$', 'role = "duty"\nsealing = "kindline"', "not readable"),
    (r"^not_after = .*$", 'not_after = "soon"', "not_after must be a date"),
    (r'^id = "relay.*$', "id = [", "not readable: TOMLDecodeError"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "instead", "message"), WRONG, ids=[w[2] for w in WRONG])
def test_a_mandate_that_cannot_work_says_which_entry_is_wrong(
    installation: Installation, pattern: str, instead: str, message: str
) -> None:
    law, changed = re.subn(pattern, instead, document(installation).decode(), count=1, flags=re.M)
    assert changed
    with pytest.raises(BadMandate) as bad:
        read(law.encode(), sha256=b"")
    assert message in str(bad.value)


def test_bytes_that_are_no_text_are_no_mandate() -> None:
    with pytest.raises(BadMandate):
        read(b"\xff\xfe", sha256=b"")
    with pytest.raises(BadMandate, match="missing entry"):
        read(b"", sha256=b"")


def test_an_authority_has_two_different_keys(installation: Installation) -> None:
    police = installation.police
    police.reserve = police.duty
    with pytest.raises(BadMandate, match="needs at least two keys"):
        read(document(installation), sha256=b"")


def test_no_mandate_no_work(installation: Installation) -> None:
    (installation.data / "mandate" / "active.toml").unlink()
    with pytest.raises(FileNotFoundError):
        active()
