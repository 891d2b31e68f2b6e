"""What the authorities' signed answers say of our log: each names the size and root its officer was given (P7)."""

from collections.abc import Iterator

from kindline.kernel.erasable import keys as erasable
from kindline.kernel.mandate.versions import authorities
from kindline.sealing.answer import verify_document
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import KeyId, VerifyKey
from kindline.services.hotline.answers import CONTEXT
from kindline.services.hotline.models import Answer


def heads() -> Iterator[tuple[int, bytes]]:
    """(size, root) of the log in each answer that an officer of the mandate signed; the first answers know none."""
    keys = dict[KeyId, VerifyKey]()
    for authority in authorities().values():
        keys |= authority.answer_keys()
    for document in Answer.objects.values_list("document", flat=True).iterator():
        try:
            said = verify_document(erasable.unlock(document), keys=keys, context=CONTEXT).payload["checkpoint"]
            size, root = int(said["size"]), bytes.fromhex(said["root"])
        except (SealingError, ValueError, KeyError, TypeError):
            # Erased with its report, or signed by an officer who has left the mandate since.
            continue
        if size:
            yield size, root
