"""A search with everything in it, for the tests that look at its pages."""

import io
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from PIL import Image

from kindline.kernel import clock, vault
from kindline.kernel.contacts import about, taking
from kindline.kernel.people.models import User
from kindline.sealing.certificate import self_signed
from kindline.services.missing import family, forwarding, keeping, linking, own_calling
from kindline.services.missing.keeping import Codes
from kindline.services.missing.models import File, Relative
from kindline.services.missing.own_calling import Call
from kindline.services.missing.publishing import alerting, appealing, mirroring, portraits, spots
from kindline.services.missing.publishing.appealing import PARTIES, Agreed
from kindline.services.missing.publishing.models import Appeal, Helper
from kindline.services.missing.said import Child, Said
from kindline.services.missing.seen import Seen

LANGUAGES = ("nl", "fr", "de", "en")


def spoken(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


SAID = {
    "name": "Noor", "age": 11, "sex": "girl", "height": 142, "last_seen": "2026-11-24T16:20:00+01:00",
    "place": spoken("Example Square, Fictiegem"), "clothing": spoken("yellow raincoat"), "looks": spoken("brown hair"),
}  # fmt: skip
AREAS = [{"code": "BE-VOV", "names": spoken("East Flanders")}]


@dataclass
class Search:
    """The file, its live appeal, and one relative."""

    file: File
    appeal: Appeal
    relative: Relative


def a_file(by: User, *, theme: str = "missing", kind: str = "runaway") -> File:
    found: UUID | None = about.open_file(taking.begin("call", by=by), kind=theme, by=by).about_id
    file = File.objects.get(pk=found)
    codes = replace(Codes(), kind=kind, adviser=by, next_contact_at=clock.now() + timedelta(hours=3))
    said = Said(notes="Gone since four.", children=(Child(name="Noor Example", born="2015-03"),))
    return keeping.keep(file, said=said, codes=codes, revision=0, by=by)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 60)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#886644").save(out, kind)
    return out.getvalue()


def trust_the_police() -> None:
    key = self_signed("Police", forwarding.police().mailbox, first=clock.today(), days=90, receives=True)
    vault.keep_police_certificate(key.certificate)


def published(file: File, by: User, **more: object) -> Appeal:
    said = SAID | {"areas": AREAS}
    row = appealing.draft(file, said, levels=["posters", "web", "alert"], by=by, **more)  # type: ignore[arg-type]
    for party in PARTIES:
        appealing.agree(row, party, Agreed("V. Example", "parents" if party == "family" else ""), by=by)
    row = appealing.publish(row, by=by)
    mirroring.bring(row)
    return row


def a_search(by: User) -> Search:
    """Everything at once: sightings that fit and that do not, an alert, places, the child's call, the family."""
    trust_the_police()
    file = a_file(by)
    appeal = published(file, by, portrait=portraits.keep(file, picture(), taken_on="2026-05", may_publish=True, by=by))
    helper = Helper.objects.create(
        kind="partner", name="Poster ring", mailbox="p@example.org", area="Gent", since=clock.today()
    )
    spots.put_up(appeal, channel="poster", place="Station, Fictiegem", helper=helper, by="user:1")
    alerting.begin(file, appealing.raw_of(appeal) | {"decided_by": spoken("Magistrate")}, by=by)
    for town in ("Gent", "Brugge", "Nowhere"):
        seen = Seen(
            what="A girl in a yellow coat.", town=town, seen_at="2026-11-24T18:00+01:00", witness="0470 00 00 12"
        )
        forwarding.take(seen, file=file, channel="phone", language="en", by="user:1")
    forwarding.take(Seen(what="I saw a girl."), file=None, channel="form", language="fr", by="worker")
    own_calling.keep(file, Call(wishes="not home", message="I am well."), police="undecided", by=by)
    person = family.Person("A. Example", "mother")
    relative = family.add(file, person, may_know=["message", "progress"], language="fr", by=by)
    linking.ask(file, a_file(by, theme="exploited", kind="grooming"), reason="the same name", by=by)
    return Search(file, appeal, relative)
