"""An appeal: four agree, it lives, anyone may end it, and then nothing of the child is public any more."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from kindline.channels.mail.letter import read_letter
from kindline.kernel import clock, vault
from kindline.kernel.outbox.models import Parcel
from kindline.kernel.people.models import User
from kindline.sealing.certificate import self_signed
from kindline.services.missing import (
    appeals_shown,
    family,
    family_page,
    forwarding,
    keeping,
    linking,
    own_calling,
    retention,
)
from kindline.services.missing.models import File, OwnCall, Relative
from kindline.services.missing.own_calling import Call
from kindline.services.missing.public.models import Appeal as Public
from kindline.services.missing.publishing import alerting, appealing, mirroring, portraits, spots
from kindline.services.missing.publishing.appealing import Agreed
from kindline.services.missing.publishing.models import Alert, Appeal, Helper, Portrait, Spot
from tests.installation import Installation

pytestmark = [pytest.mark.db, pytest.mark.django_db(databases=["core", "intake"])]


def spoken(text: str) -> dict[str, str]:
    return dict.fromkeys(("nl", "fr", "de", "en"), text)


SAID = {
    "name": "Noor", "age": 11, "sex": "girl", "last_seen": "2026-11-24T16:20:00+01:00",
    "place": spoken("Example Square"), "clothing": spoken("yellow raincoat"), "looks": spoken("brown hair"),
}  # fmt: skip
AREAS = [{"code": "BE-VOV", "names": spoken("East Flanders")}]


@pytest.fixture
def nora(installation: Installation) -> User:
    return User.objects.create_user(username="nora", role="counsellor")


@pytest.fixture
def file(nora: User) -> File:
    return File.objects.create(number=1, state="open", kind="runaway", adviser=nora, opened_at=clock.now())


def drafted(file: File, nora: User, **more: object) -> Appeal:
    return appealing.draft(file, SAID | {"areas": AREAS}, levels=["posters", "web", "alert"], by=nora, **more)  # type: ignore[arg-type]


def agreed(row: Appeal, nora: User, *, capacity: str = "parents") -> Appeal:
    for party in appealing.PARTIES:
        appealing.agree(row, party, Agreed("V. Example", capacity if party == "family" else ""), by=nora)
    return row


def live(file: File, nora: User, **more: object) -> Appeal:
    row = appealing.publish(agreed(drafted(file, nora, **more), nora), by=nora)
    mirroring.bring(row)
    return row


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", size, "#886644").save(out, kind, exif=exif)
    return out.getvalue()


def test_nobody_publishes_alone(file: File, nora: User) -> None:
    row = drafted(file, nora)
    with pytest.raises(appealing.NotAgreed) as refused:
        appealing.publish(row, by=nora)
    assert refused.value.missing == appealing.PARTIES
    assert not appeals_shown.live() and b"Noor" not in bytes(row.sealed)
    appealing.publish(agreed(row, nora), by=nora)
    mirroring.bring(Appeal.objects.get())
    (shown,) = appeals_shown.live()
    assert appeals_shown.facts_of(shown).name == "Noor" and "decided_by" not in str(shown.facts.get("decided_by") or "")


def test_a_migrant_minor_needs_a_guardian(file: File, nora: User) -> None:
    File.objects.update(kind="missing_migrant_minor")
    row = agreed(drafted(file, nora), nora)
    with pytest.raises(appealing.NoGuardian):
        appealing.publish(row, by=nora)
    appealing.withdraw(row, "family", by=nora)
    appealing.agree(row, "family", Agreed("G. Example", "guardian"), by=nora)
    assert appealing.publish(row, by=nora).state == "live"


def test_a_word_taken_back_ends_it_that_moment(file: File, nora: User) -> None:
    row = live(file, nora)
    slug = row.slug
    row = appealing.withdraw(row, "family", by=nora)
    assert (row.state, row.why_ended) == ("ended", "withdrawn")
    assert mirroring.bury_ended() == 1
    tombstone = appeals_shown.at(slug)
    assert tombstone and not tombstone.live and tombstone.facts == {} and tombstone.portrait == b""
    assert appeals_shown.live() == [] and appeals_shown.gone() == [tombstone]
    # Whoever was slower publishes nothing more.
    row.state = "live"
    mirroring._publish(row)
    assert not appeals_shown.at(slug).live  # type: ignore[union-attr]


def test_a_copy_that_is_made_as_it_ends_is_buried_by_the_next_round(file: File, nora: User, monkeypatch) -> None:
    row = live(file, nora)
    kept = Public.objects.get()
    row = appealing.end(row, why="ended", by=nora)
    # A slower desk writes its copy between the two steps of burying.
    Public.objects.all().delete()
    update = Public.objects.filter(id=row.pk, live=True).update
    monkeypatch.setattr(mirroring, "_bury", lambda row: bool(update(live=True)) or bool(kept.save(force_insert=True)))
    mirroring.bring(row)
    monkeypatch.undo()
    assert Appeal.objects.get().mirrored != "ended" and appeals_shown.live()
    assert mirroring.bury_ended() == 1 and appeals_shown.live() == [] and Appeal.objects.get().mirrored == "ended"


def test_found_takes_everything_down_and_asks_everybody(file: File, nora: User) -> None:
    row = live(file, nora)
    helper = Helper.objects.create(
        kind="partner", name="Bakery", mailbox="b@example.org", language="nl", since=clock.today()
    )
    poster = spots.put_up(row, channel="poster", place="Station of Fictiegem", helper=helper, by="user:1")
    radio = spots.put_up(row, channel="radio", place="Radio Example", by="user:1")
    alerting.begin(file, appealing.raw_of(row) | {"decided_by": spoken("Magistrate")}, by=nora)
    keeping.end(file, outcome="found_by_public", by=nora)
    for one in Appeal.objects.all():
        mirroring.bring(one)
    assert Appeal.objects.get().why_ended == "found" and alerting.current(file) is None
    assert list(Alert.objects.order_by("sent_at", "kind").values_list("kind", flat=True)) == ["Alert", "Cancel"]
    ours = Spot.objects.filter(channel__in=spots.OURS)
    assert ours.count() == 6 and all(one.confirmed == "seen" for one in ours)
    letter = read_letter(vault.mail_body_open(bytes(Parcel.objects.get(kind="recall").sealed_body)))
    assert letter.to == "b@example.org" and "beëindigd" in letter.text and "Noor" not in letter.text
    assert {poster.pk, radio.pk} == set(
        Spot.objects.filter(down_at=None).exclude(recalled_at=None).values_list("pk", flat=True)
    )
    assert spots.took_down(poster, confirmed="said", by="user:1").confirmed == "said"
    assert spots.took_down(poster, confirmed="seen", by="user:1").confirmed == "seen"
    assert spots.took_down(poster, confirmed="said", by="user:1").confirmed == "seen"
    late = spots.put_up(row, channel="social", place="a group", by="user:1")
    assert late.recalled_at


def test_an_alert_that_runs_out_is_ended_with_a_message(file: File, nora: User, settings, monkeypatch) -> None:
    raw = appealing.raw_of(drafted(file, nora)) | {"decided_by": spoken("Magistrate")}
    alerting.begin(file, raw, by=nora)
    with pytest.raises(alerting.NotNow):
        alerting.begin(file, raw, by=nora)
    later = clock.now() + timedelta(hours=6, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert alerting.end_run_out() == 1 and alerting.end_run_out() == 0
    assert Alert.objects.filter(kind="Cancel", over=True).count() == 1 and alerting.current(file) is None
    assert file.state == "open"


def test_a_portrait_is_made_anew_and_what_is_none_is_refused(file: File, nora: User) -> None:
    row = portraits.keep(file, picture(), taken_on="2026-05", may_publish=True, by=nora)
    made = Image.open(io.BytesIO(portraits.opened(row)))
    assert made.format == "JPEG" and not made.getexif() and b"taken at home" not in portraits.opened(row)
    assert b"\xff\xd8\xff" not in bytes(row.sealed)
    bomb = picture("PNG", (9_000, 9_000))
    for data, code in (
        (b"%PDF-1.7", "format"),
        (b"", "none"),
        (picture()[:200], "broken"),
        (bomb, "large"),
        (b"x" * 10_000_001, "large"),
    ):
        with pytest.raises(portraits.NoPicture) as refused:
            portraits.keep(file, data, by=nora)
        assert refused.value.code == code, code
    for day in ("2026-13", "yesterday", "2099"):
        with pytest.raises(portraits.NoPicture):
            portraits.keep(file, picture(), taken_on=day, by=nora)
    assert Portrait.objects.count() == 1
    shown = live(file, nora, portrait=row)
    assert appeals_shown.at(shown.slug).portrait[:3] == b"\xff\xd8\xff"  # type: ignore[union-attr]


def test_an_intimate_picture_is_sealed_unseen(file: File, nora: User) -> None:
    with pytest.raises(portraits.NoCertificate):
        portraits.quarantine(file, b"whatever it is", by=nora)
    key = self_signed("Police", forwarding.police().mailbox, first=clock.today(), days=90, receives=True)
    vault.keep_police_certificate(key.certificate)
    row = portraits.quarantine(file, b"whatever it is", by=nora)
    assert b"whatever" not in bytes(row.sealed)
    with pytest.raises(PermissionError):
        portraits.opened(row)
    assert portraits.publishable(file, row.pk) is None


def test_the_childs_own_call_stays_from_the_familys_side(file: File, nora: User) -> None:
    with pytest.raises(own_calling.NotSo):
        own_calling.keep(file, Call(wishes="not home"), police="not_told", by=nora)
    row = own_calling.keep(
        file, Call(wishes="not home", message="I am well.", safe="yes", why="asks so"), police="not_told", by=nora
    )
    someone = family.add(file, family.Person("A. Example", "mother"), may_know=["message"], language="fr", by=nora)
    code = family.give_page(someone, by=nora)
    shown = family_page.find(code.display())
    assert shown and shown.told == ()
    family.share(someone, topic="message", text=own_calling.read(row, by=nora).message, by=nora)
    family.bring(Relative.objects.get())
    shown = family_page.find(code.display())
    assert shown and [one.text for one in shown.told] == ["I am well."]
    with pytest.raises(family.NotSo):
        family.share(someone, topic="progress", text="x", by=nora)
    family.bring(family.change(Relative.objects.get(), may_know=[], consent=False, by=nora))
    shown = family_page.find(code.display())
    assert shown and shown.told == ()
    family_page.write(shown.page, "When do you call?")
    assert [text for _, text in family.words_from(Relative.objects.get())] == ["When do you call?"]
    family.give_page(Relative.objects.get(), by=nora)
    assert family_page.find(code.display()) is None
    assert family.first_topics(File(kind="parental_abduction"), abuse_at_home=False) == ()
    assert own_calling.decide(OwnCall.objects.get(), police="emergency", why="in danger", by=nora).police == "emergency"


def test_two_persons_link_two_files(file: File, nora: User) -> None:
    other = File.objects.create(number=2, state="open", theme="exploited", opened_at=clock.now())
    row = linking.ask(other, file, reason="the same first name and school", by=nora)
    assert linking.ask(file, other, reason="again", by=nora) == row and b"school" not in bytes(row.sealed)
    with pytest.raises(linking.SamePerson):
        linking.agree(row, by=nora)
    assert linking.agree(row, by=User.objects.create_user(username="bo", role="counsellor")).agreed_at
    with pytest.raises(linking.NotSo):
        linking.ask(file, file, reason="x", by=nora)


def test_an_erased_file_takes_all_its_parts_with_it(file: File, nora: User) -> None:
    row = live(file, nora, portrait=portraits.keep(file, picture(), may_publish=True, by=nora))
    seen = forwarding.take(forwarding.Seen(what="x"), file=file, channel="phone", language="en", by="user:1")
    call = own_calling.keep(file, Call(wishes="x", why="y"), police="told", by=nora)
    keeping.end(file, outcome="came_back", by=nora)
    sealed = [bytes(one.sealed) for one in (row, seen, call)]
    retention.erase(File.objects.get(pk=file.pk))
    for model in (Appeal, Portrait, OwnCall):
        assert all(bytes(one.sealed) == b"" for one in model.objects.all())
    seen.refresh_from_db()
    assert seen.sealed == b"" and all(sealed)
    with pytest.raises(Exception, match=""):
        vault.open_contact(sealed[2], contact=call.pk)
