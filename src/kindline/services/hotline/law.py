"""Under which mandate something stands: the one its report was filed under, whatever is in force by now."""

from typing import Protocol
from uuid import UUID

from kindline.kernel.mandate.nouns import Mandate
from kindline.kernel.mandate.versions import under
from kindline.services.hotline.models import Address, Notice, Report, Ring


class Filed(Protocol):
    """Anything that remembers its mandate: a report on either side of admission, a notice."""

    mandate_sha256: str


def of(filed: Filed) -> Mandate:
    """The mandate it was filed under, with the keys and people of today."""
    return under(filed.mandate_sha256)


def of_noun(noun: UUID) -> Mandate:
    """That of a report, of an address's report, of a notice or a ring, by id; the one in force for anything else."""
    found = Report.objects.filter(pk=noun).values_list("mandate_sha256")
    addresses = Address.objects.filter(pk=noun).values_list("report__mandate_sha256")
    notices = Notice.objects.filter(pk=noun).values_list("mandate_sha256")
    rings = Ring.objects.filter(pk=noun).values_list("mandate_sha256")
    (known,) = next(iter(found.union(addresses, notices, rings)), ("",))
    return under(known)


def role_of(by: str) -> str:
    """The role in which somebody signed: `police:…`, `analyst:…`, as events and the log name them."""
    return by.partition(":")[0]
