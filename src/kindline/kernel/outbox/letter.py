"""The body of a letter as the mail channel reads it, for every service that writes letters."""

import base64
import json
from collections.abc import Sequence

TYPES = {".pdf": "application/pdf", ".json": "application/json"}


def body(
    *,
    to: str,
    title: str,
    text: str,
    files: Sequence[tuple[str, bytes]] = (),
    seal_to: str = "",
    otherwise: str = "",
    reply_to: str = "",
) -> bytes:
    """A letter as the mail channel reads it."""
    letter: dict[str, object] = {"to": to, "subject": title, "text": text}
    if reply_to:
        letter["headers"] = {"Reply-To": reply_to}
    if files:
        letter["attachments"] = [
            {"name": name, "type": TYPES[name[name.rindex(".") :]], "data": base64.b64encode(data).decode()}
            for name, data in files
        ]
    if seal_to:
        letter |= {"seal_to": seal_to, "otherwise": otherwise}
    return json.dumps(letter, ensure_ascii=False).encode()
