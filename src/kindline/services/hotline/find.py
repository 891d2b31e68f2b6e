"""One box finds a report or a dossier by number, a parcel by its id, a notice by its number, a provider by its name."""

from dataclasses import dataclass
from uuid import UUID

from kindline.kernel.directory.models import Provider
from kindline.kernel.outbox.models import Parcel
from kindline.services.hotline.models import Address, Dossier, Notice, Report

AT_MOST = 25


@dataclass(frozen=True)
class Found:
    """A hit: what it is, what it is called, and the id its page goes by."""

    kind: str
    name: str
    id: UUID
    note: str = ""


def find(text: str) -> tuple[Found, ...]:
    """What the text names. Addresses are not looked for here: `lookups` asks the index worker."""
    wanted = text.strip()
    if not wanted or len(wanted) > 120 or not wanted.isprintable():
        return ()
    return (*_by_number(wanted), *_dossiers(wanted), *_by_id(wanted), *_notices(wanted), *_providers(wanted))


def _by_number(wanted: str) -> list[Found]:
    digits = wanted.lstrip("▮ #")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 15):
        return []
    return [Found("report", str(row.number), row.pk) for row in Report.objects.filter(number=int(digits))]


def _dossiers(wanted: str) -> list[Found]:
    letter, digits = wanted[:1].upper(), wanted[1:].lstrip("- ")
    if letter != "D" or not (digits.isascii() and digits.isdecimal() and len(digits) <= 15):
        return []
    rows = Dossier.objects.filter(number=int(digits)).values_list("number", "address__report_id", "country")
    return [Found("dossier", f"D-{number}", report, country) for number, report, country in rows]


def _by_id(wanted: str) -> list[Found]:
    try:
        key = UUID(wanted)
    except ValueError:
        return []
    found = [Found("report", str(row.number), row.pk) for row in Report.objects.filter(pk=key)]
    for parcel in Parcel.objects.filter(pk=key).defer("sealed_body"):
        report = Report.objects.filter(pk=parcel.subject).first()
        inside = None if report else Address.objects.select_related("report").filter(pk=parcel.subject).first()
        owner = report or (inside.report if inside else None)
        found.append(Found("parcel", str(parcel.pk), owner.pk if owner else parcel.pk, parcel.state))
    return found


def _notices(wanted: str) -> list[Found]:
    rows = Notice.objects.filter(number=wanted.upper()).select_related("provider")
    return [Found("notice", row.number, row.pk, row.provider.name) for row in rows]


def _providers(wanted: str) -> list[Found]:
    if len(wanted) < 3:
        return []
    rows = Provider.objects.filter(name__icontains=wanted) | Provider.objects.filter(slug__icontains=wanted)
    return [Found("provider", row.name, row.pk, row.standing) for row in rows.order_by("name")[:AT_MOST]]
