"""Numbers and check codes that stand on letters, and whether they are ours."""

import hashlib
import hmac
import re
from uuid import UUID

from kindline.sealing.codes import encode
from kindline.services.hotline.models import Dossier, Notice

CHECK_CHARS = 8
DOSSIER = re.compile(r"K-([1-9]\d{0,17})\Z")


def dossier_number(number: int) -> str:
    """How a dossier is called on paper."""
    return f"K-{number}"


def check_code(noun: UUID) -> str:
    """Eight characters from a random id that is never shown: whoever knows the number cannot compute them."""
    digest = hashlib.sha256(b"kindline/check/1" + noun.bytes).digest()
    return encode(int.from_bytes(digest[:5], "big"), length=CHECK_CHARS)


def is_genuine(number: str, given: str) -> bool:
    """Whether we wrote letter `number` with this check code: yes or no, and nothing else."""
    known = _known(number.strip().upper())
    tidy = given.strip().upper().replace(" ", "").replace("-", "").encode()
    return hmac.compare_digest(known.encode(), tidy) and known != ""


def _known(number: str) -> str:
    dossier = DOSSIER.match(number)
    if dossier:
        row = Dossier.objects.filter(number=int(dossier[1])).first()
        return check_code(row.pk) if row else ""
    notice = Notice.objects.filter(number=number, announced_at__isnull=False).first()
    return notice.check_code if notice else ""
