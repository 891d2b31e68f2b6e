"""What erasing changes in the core database: everything that some key could open goes, and a stub stays that counts.

Kept: which route, which verdict, which month. The log keeps its leaves, which hold hashes and codes only.
"""

from datetime import datetime
from uuid import UUID, uuid4

from kindline.kernel.outbox.models import NOT_LEFT, Acknowledgement, Parcel
from kindline.services.hotline.assessment.models import Taking
from kindline.services.hotline.models import (
    Address,
    Answer,
    BlindTag,
    Decision,
    Dossier,
    DossierCopy,
    Notice,
    NoticeCopy,
    ProviderForm,
    Released,
    ReleaseOrder,
    Reply,
    Report,
    Task,
)
from kindline.services.hotline.traces import answers_about

NOTHING = b""
# The first thing an erased stub says of itself.
UNNAMED = "erased-"


def forget(report: Report) -> int:
    """Empty everything about a report, inside the caller's transaction; how many parcels lost their body."""
    addresses = list(report.addresses.all())
    ids = [address.pk for address in addresses]
    _forget_answers(report)
    NoticeCopy.objects.filter(item__address__in=ids).delete()
    DossierCopy.objects.filter(dossier__address__in=ids).delete()
    # Who had it in hand is nobody's business afterwards; the codes that were recorded go on counting.
    Taking.objects.filter(report=report).delete()
    for model in (BlindTag, ReleaseOrder, Released):
        model.objects.filter(address__in=ids).delete()
    Decision.objects.filter(address__in=ids).update(claims_sealed=NOTHING, claims_key=NOTHING, claims_sha256="")
    _unname(addresses, list(Dossier.objects.filter(address__in=ids)))
    _forget_notices(ids)
    Task.objects.filter(subject__in=[report.pk, *ids]).update(facts={}, reason="")
    times = ("received_hour", "handed_over_at", "acknowledged_at", "closed_at")
    months = {name: _month(getattr(report, name)) for name in times}
    Report.objects.filter(pk=report.pk).update(**months)
    return Parcel.objects.filter(subject__in=[report.pk, *ids]).update(sealed_body=NOTHING)


def _forget_answers(report: Report) -> None:
    """A signed file carries releases that our routing key opens. Its hash stays, in the log and here; the file goes."""
    files = set(answers_about(report).values_list("sha256", flat=True))
    Answer.objects.filter(sha256__in=files).update(document=NOTHING)
    Acknowledgement.objects.filter(proof_sha256__in=files).update(proof=NOTHING)


def _forget_notices(addresses: list[UUID]) -> None:
    """A notice lies under the keys of all its addresses: it goes with the first, and our copy of the mail with it."""
    notices = Notice.objects.filter(items__address__in=addresses).distinct()
    mails = Parcel.objects.filter(subject__in=[notice.pk for notice in notices])
    mails.exclude(state__in=NOT_LEFT).update(sealed_body=NOTHING)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(sealed=NOTHING)
    # What came back about it, and what a person was to paste, may quote any of its lines.
    Reply.objects.filter(notice__in=[notice.pk for notice in notices]).update(sealed=None)
    ProviderForm.objects.filter(notice__in=[notice.pk for notice in notices]).update(sealed=None)


def _unname(addresses: list[Address], dossiers: list[Dossier]) -> None:
    """The hash of an envelope names what the police hold: the stub gets a number that names nothing."""
    for address in addresses:
        Address.objects.filter(pk=address.pk).update(envelope=_no_name(address.envelope))
    for dossier in dossiers:
        Dossier.objects.filter(pk=dossier.pk).update(envelope=_no_name(dossier.envelope))


def _no_name(envelope: str) -> str:
    return envelope if envelope.startswith(UNNAMED) else f"{UNNAMED}{uuid4().hex}"


def _month(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
