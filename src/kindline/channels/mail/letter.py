"""A letter as the services wrote it, and the last wall before it leaves in clear (P11)."""

import base64
import json
import re
from dataclasses import dataclass, field, replace

from django.conf import settings

from kindline.kernel.outbox.channels import Never

# Headers a service may add. The others are ours, or tell more than a letter must.
MAY_ADD = re.compile(r"(reply-to|content-language|x-kindline-[a-z-]+)\Z", re.I)
OURS = ("x-kindline-parcel",)
# The letter itself and its machine-readable twin: never a picture, never an archive.
MAY_CARRY = ("application/pdf", "application/json")
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,79}\Z")
ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*(?::|\[:\]|\(:\)|%3a)(?://|%2f%2f|\\\\)\S*"  # any scheme, also defanged or encoded
    r"|\b(?:magnet|ed2k|news|data):\S+"
    r"|\S*[\[({]\.[\])}]\S*"  # suspect[.]example
    r"|\S+\.(?:onion|i2p)\b"
    r"|\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*",  # without a scheme
    re.I,
)


@dataclass(frozen=True)
class Attachment:
    """A file that travels with a letter, sealed only."""

    name: str = field(repr=False)
    type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """To one mailbox, in clear unless `seal_to` holds its reader's certificate. Nothing of it appears in a log."""

    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)
    seal_to: str = field(default="", repr=False)
    otherwise: str = field(default="", repr=False)

    def in_clear(self) -> "Letter":
        """What is said where it cannot be sealed; Never when nothing may be."""
        if not self.otherwise:
            raise Never("certificate-ended")
        return replace(self, text=self.otherwise, otherwise="", attachments=(), seal_to="")


def read_letter(opened: bytes) -> Letter:
    """The letter in an opened body; raises Never for one that must not leave."""
    try:
        given = json.loads(opened)
        files = tuple(
            Attachment(file["name"], file["type"], base64.b64decode(file["data"], validate=True))
            for file in given.pop("attachments", ())
        )
        letter = Letter(**given, attachments=files)
        strings = [
            letter.to,
            letter.subject,
            letter.text,
            letter.seal_to,
            letter.otherwise,
            *letter.headers,
            *letter.headers.values(),
        ]
        strings += [part for file in files for part in (file.name, file.type)]
    except (ValueError, TypeError, AttributeError, KeyError):
        raise Never("malformed-letter") from None
    if not all(isinstance(string, str) for string in strings):
        raise Never("malformed-letter")
    _check(letter)
    return letter


def _check(letter: Letter) -> None:
    one_line = [letter.to, letter.subject, *letter.headers.values()]
    if any("\r" in line or "\n" in line for line in one_line) or letter.to.count("@") != 1 or "," in letter.to:
        raise Never("malformed-letter")
    if any(not MAY_ADD.match(name) or name.lower() in OURS for name in letter.headers):
        raise Never("header-refused")
    if ADDRESS.search(letter.subject) or "@" in letter.subject:
        raise Never("address-in-subject")
    if any(file.type not in MAY_CARRY or not FILE_NAME.match(file.name) for file in letter.attachments):
        raise Never("attachment-refused")
    if letter.attachments and not letter.seal_to:
        raise Never("attachment-in-clear")
    in_clear = letter.otherwise if letter.seal_to else letter.text
    if any(_is_foreign(found.group()) for found in ADDRESS.finditer(in_clear)):
        raise Never("address-in-clear")


def _is_foreign(address: str) -> bool:
    """Whether it leads elsewhere than to our own doors: a letter names no other address."""
    doors = (settings.SITE_URL, settings.DESK_URL, settings.PORTAL_URL)
    return not any(address == door or address.startswith(f"{door.rstrip('/')}/") for door in doors)
