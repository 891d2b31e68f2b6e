"""The line that the night ends with, counted from stored rows, the police's mailbox and the public pages."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from statistics import median

from kindline.faces.outside import ledger, quiet
from kindline.faces.outside.night.witnesses import arrived
from kindline.faces.outside.stage import Stage

GONE = 410
ENDED = "SELECT id FROM missing_publishing_appeal WHERE state = 'ended'"


@dataclass(frozen=True)
class Night:
    """Contacts, files and sightings as rows; forwarded as letters that the police could open; places as the ledger."""

    contacts: int
    files: int
    sightings: int
    forwarded: int
    median_forward_s: float
    worrying: int
    alerts: int
    places_known: int
    taken_down: int
    confirmed: int
    unconfirmed: int

    def text(self) -> str:
        return "night: " + " ".join(f"{name}={number}" for name, number in asdict(self).items())


def count(stage: Stage) -> Night:
    """The line of this night."""
    read = set(arrived(stage))
    with quiet.reading(stage, "core") as core:

        def one(question: str) -> int:
            return int(core.execute(question).fetchone()[0])

        rows = core.execute(
            "SELECT s.number, s.received_at, p.delivered_at FROM missing_sighting s "
            "LEFT JOIN outbox_parcel p ON p.subject = s.id AND p.kind = 'sighting'"
        ).fetchall()
        took = [_seconds(received, delivered) for number, received, delivered in rows if delivered and number in read]
        ended = f"FROM missing_publishing_spot s WHERE s.appeal_id IN ({ENDED})"
        confirmed = one(f"SELECT count(*) {ended} AND s.confirmed = 'seen'")  # noqa: S608
        known = one(f"SELECT count(*) {ended}")  # noqa: S608
        return Night(
            contacts=one("SELECT count(*) FROM contacts_contact"),
            files=one("SELECT count(*) FROM missing_file"),
            sightings=len(rows) + _still_waiting(stage),
            forwarded=sum(number in read for number, *_ in rows),
            median_forward_s=round(median(took), 2) if took else -1.0,
            worrying=one("SELECT count(*) FROM missing_file WHERE proposed"),
            alerts=one("SELECT count(*) FROM missing_publishing_alert WHERE kind = 'Alert'"),
            places_known=known,
            taken_down=one(f"SELECT count(*) {ended} AND s.down_at IS NOT NULL"),  # noqa: S608
            confirmed=confirmed,
            unconfirmed=known - confirmed,
        )


def problems(stage: Stage, night: Night) -> Iterator[str]:
    """What does not fit between the house's rows and the outside."""
    told = len(ledger.read(stage, "witnesses"))
    if night.forwarded != night.sightings:
        yield f"{night.sightings - night.forwarded} sightings cannot be opened in the police's mailbox"
    if told > night.sightings:
        yield f"witnesses told {told} things, {night.sightings} are kept"
    with quiet.reading(stage, "core") as core:
        ended = {slug for (slug,) in core.execute("SELECT slug FROM missing_publishing_appeal WHERE state = 'ended'")}
    for row in ledger.read(stage, "public_pages"):
        if row["slug"] in ended and (row["status"] != GONE or row["in_feed"]):
            yield f"the page of {row['key']} answers {row['status']} though its appeal has ended"
    with quiet.reading(stage, "intake") as intake:
        for (slug,) in intake.execute(
            "SELECT slug FROM missing_public_appeal WHERE NOT live AND (facts <> '{}' OR length(portrait) > 0)"
        ):
            yield f"{slug} has ended and still says something"


def _still_waiting(stage: Stage) -> int:
    with quiet.reading(stage, "intake") as intake:
        return int(intake.execute("SELECT count(*) FROM missing_public_waiting").fetchone()[0])


def _seconds(received: str, delivered: str) -> float:
    return (datetime.fromisoformat(delivered) - datetime.fromisoformat(received)).total_seconds()
