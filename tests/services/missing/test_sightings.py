"""A sighting: sealed, with the police in seconds, and what does not fit said beside it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from kindline.channels.mail.letter import read_letter
from kindline.kernel import clock, vault
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.people.models import User
from kindline.sealing.certificate import MailKey, self_signed
from kindline.services.missing import forwarding, plausible, witnessing
from kindline.services.missing.limits import TooLong
from kindline.services.missing.models import File, Sighting
from kindline.services.missing.public.models import Waiting
from kindline.services.missing.seen import Seen
from tests.installation import Installation

pytestmark = pytest.mark.db
SEEN = Seen(
    what="A girl in a yellow raincoat, alone, at the tram stop. Замръзнала.",
    place="Example Square",
    town="Gent",
    seen_at="2026-11-24T17:05+01:00",
    witness="W. Example, 0470 00 00 12",
)


@pytest.fixture
def nora(installation: Installation, db: object) -> User:
    return User.objects.create_user(username="nora", role="counsellor")


@pytest.fixture
def file(nora: User) -> File:
    return File.objects.create(number=1, state="open", kind="runaway", adviser=nora, opened_at=clock.now())


@pytest.fixture
def certificate(installation: Installation) -> MailKey:
    key = self_signed("Police", forwarding.police().mailbox, first=clock.today(), days=90, receives=True)
    vault.keep_police_certificate(key.certificate)
    return key


def letter_of(sighting: Sighting):
    parcel = Parcel.objects.get(kind="sighting", subject=sighting.pk)
    return parcel, read_letter(vault.mail_body_open(bytes(parcel.sealed_body)))


def test_it_is_promised_to_the_police_in_the_same_transaction(file: File, nora: User, certificate: MailKey) -> None:
    row = forwarding.take(SEEN, file=file, channel="phone", language="en", by=f"user:{nora.pk}")
    parcel, letter = letter_of(row)
    assert letter.to == forwarding.police().mailbox and letter.seal_to == certificate.certificate.to_pem()
    assert SEEN.what in letter.text and SEEN.witness in letter.text and "M-1" in letter.text
    assert (parcel.priority, parcel.channel, row.announced_only) == (1, "mail", False)
    stored = bytes(row.sealed) + bytes(parcel.sealed_body) + letter.subject.encode()
    assert all(word.encode() not in stored for word in ("yellow", "Gent", "Example"))
    assert forwarding.opened(row) == SEEN and forwarding.arrived([row.pk]) == {}


def test_without_a_certificate_nothing_of_it_travels_and_the_desk_is_told_to_call(file: File, nora: User) -> None:
    row = forwarding.take(SEEN, file=file, channel="phone", language="en", by="user:1")
    _, letter = letter_of(row)
    assert row.announced_only and not letter.seal_to
    assert "yellow" not in letter.text and f"S-{row.number}" in letter.text
    assert forwarding.told(row, by=nora).told_by == nora


def test_a_certificate_of_another_mailbox_or_one_that_has_ended_is_none(installation: Installation, db: object) -> None:
    for mailbox, today in (
        ("other@police.example", clock.today()),
        (forwarding.police().mailbox, clock.today() - timedelta(99)),
    ):
        vault.keep_police_certificate(self_signed("Police", mailbox, first=today, days=90, receives=True).certificate)
        assert forwarding.certificate() == ""


@pytest.mark.django_db(databases=["core", "intake"])
def test_the_public_form_is_admitted_once(file: File, certificate: MailKey) -> None:
    nonce = b"n" * 32
    first = witnessing.accept_sighting(SEEN, appeal=None, language="fr", nonce=nonce)
    assert witnessing.accept_sighting(SEEN, appeal=None, language="fr", nonce=nonce) == first
    waiting = Waiting.objects.get()
    assert b"yellow" not in bytes(waiting.for_desk) + bytes(waiting.for_police)
    assert forwarding.admit_waiting() == 1 and not Waiting.objects.exists()
    # A worker that died after its commit leaves the row, which is admitted without a second effect.
    waiting.save(force_insert=True)
    forwarding.admit_waiting()
    row = Sighting.objects.get()
    assert (row.pk, row.channel, row.file) == (first, "form", None)
    assert forwarding.opened(row) == SEEN and Parcel.objects.filter(kind="sighting").count() == 1


@pytest.mark.django_db(databases=["core", "intake"])
def test_a_row_that_nobody_can_read_holds_nobody_up(file: File, certificate: MailKey) -> None:
    broken = witnessing.accept_sighting(SEEN, appeal=None, language="fr", nonce=b"a" * 32)
    Waiting.objects.update(for_police=b"nonsense")
    witnessing.accept_sighting(SEEN, appeal=None, language="fr", nonce=b"b" * 32)
    assert forwarding.admit_waiting() == 2 and not Waiting.objects.exists()
    assert [row.announced_only for row in Sighting.objects.order_by("number")] == [True, False]
    assert "yellow" not in letter_of(Sighting.objects.get(pk=broken))[1].text


def test_what_is_too_long_keeps_nothing(file: File, certificate: MailKey) -> None:
    with pytest.raises(TooLong):
        forwarding.take(Seen(what="x" * 8_001), file=file, channel="phone", language="en", by="user:1")
    assert not Sighting.objects.exists() and not Parcel.objects.filter(kind="sighting").exists()


def weighed(*said: Seen, last_seen: datetime | None = None, last_town: str = "") -> list[plausible.Weighed]:
    received = datetime(2026, 11, 24, 20, tzinfo=UTC)
    return plausible.weigh([(uuid4(), received, one) for one in said], last_seen=last_seen, last_town=last_town)


def test_what_does_not_fit_is_said_and_never_acted_upon() -> None:
    at = datetime(2026, 11, 24, 15, 20, tzinfo=UTC)
    doubts = {
        "no_time": Seen(what="x", town="Gent"),
        "still_to_come": Seen(what="x", town="Gent", seen_at="2026-11-25T10:00+01:00"),
        "before_last_seen": Seen(what="x", town="Gent", seen_at="2026-11-24T10:00+01:00"),
        "long_ago": Seen(what="x", town="Gent", seen_at="2026-09-24T10:00+02:00"),
        "place_unknown": Seen(what="x", town="Fictiegem", seen_at="2026-11-24T18:00+01:00"),
        "too_fast": Seen(what="x", town="ARLON", seen_at="2026-11-24T17:00+01:00"),
    }
    for code, seen in doubts.items():
        assert code in weighed(seen, last_seen=at, last_town="gent")[0].doubts, code
    fits = Seen(what="x", town="Liege", seen_at="2026-11-24T19:00+01:00")
    assert weighed(fits, last_seen=at, last_town="Gent")[0].doubts == ()


def test_the_same_witness_and_the_same_place_and_time_are_suggested() -> None:
    one = Seen(what="x", town="Gent", seen_at="2026-11-24T17:00+01:00", witness="0470 00 00 12")
    near = Seen(what="y", town="gent", seen_at="2026-11-24T17:20+01:00")
    again = Seen(what="z", town="Brugge", seen_at="2026-11-24T19:20+01:00", witness="+32 470000012")
    first, second, third = weighed(one, near, again)
    assert set(first.like) == {second.id, third.id} and second.like == (first.id,)


def test_the_shipped_texts_are_whole() -> None:
    folder = Path(forwarding.__file__).parent / "texts"
    for name in ("sighting", "sighting-waits", "recall"):
        assert {path.name for path in folder.glob(f"{name}.??.txt")} == {
            f"{name}.{code}.txt" for code in ("nl", "fr", "de", "en")
        }
