"""Portraits that the family gives: the one place that takes a picture, and none that it did not make anew (P2).

A picture is read, turned upright, made smaller and written again as JPEG: what the camera noted, and whatever else lay
in the file, stays behind. What is no such picture, or would fill the memory, is refused before it is unpacked. An
intimate picture is never unpacked: it is sealed to the police at once, and nobody here can open it.
"""

import base64
import io
import os
import re
import subprocess
import warnings
from datetime import date
from uuid import UUID

from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from kindline.kernel import clock, vault
from kindline.kernel.audit.record import record
from kindline.kernel.people.models import User
from kindline.sealing.certificate import Certificate
from kindline.sealing.smime import sealed as smime_sealed
from kindline.services.missing import forwarding
from kindline.services.missing.models import File
from kindline.services.missing.publishing.models import Portrait

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES, MOST_PIXELS, LONGEST_SIDE, QUALITY = 10_000_000, 40_000_000, 1_200, 85
SCANNER = "KINDLINE_SCANNER"
SCAN_SECONDS = 30
TAKEN = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class NoPicture(ValueError):
    """Why it is refused, as a code: none, large, format, broken, scanner, taken_on."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoCertificate(RuntimeError):
    """There is nobody to seal an intimate picture to: the police bring their certificate first."""


def made_anew(data: bytes) -> bytes:
    """The picture as a fresh JPEG of at most 1200 dots a side; NoPicture says why not."""
    if not data:
        raise NoPicture("none")
    if len(data) > MOST_BYTES:
        raise NoPicture("large")
    _scan(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise NoPicture("large")
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except UnidentifiedImageError:
        raise NoPicture("format") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NoPicture("large") from None
    except (OSError, SyntaxError, ValueError) as problem:
        if isinstance(problem, NoPicture):
            raise
        raise NoPicture("broken") from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    fresh = Image.new("RGB", upright.size)
    fresh.paste(upright)
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _scan(data: bytes) -> None:
    """Where a scanner is configured, a program that reads the file and ends with 0 when it is clean."""
    program = os.environ.get(SCANNER, "")
    if not program:
        return
    try:
        found = subprocess.run([program], input=data, capture_output=True, timeout=SCAN_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        raise NoPicture("scanner") from None
    if found.returncode:
        raise NoPicture("scanner")


@transaction.atomic(using="core")
def keep(
    file: File, data: bytes, *, taken_on: str = "", may_publish: bool = False, aged: bool = False, by: User
) -> Portrait:
    """One portrait of a child, made anew and sealed to the desk. NoPicture keeps nothing."""
    if taken_on and not _fits(taken_on):
        raise NoPicture("taken_on")
    row = Portrait(file=file, taken_on=taken_on, may_publish=may_publish, aged=aged, given_at=clock.now(), by=by)
    row.sealed = vault.seal_portrait(made_anew(data), portrait=row.pk, file=file.pk)
    row.save(force_insert=True)
    facts = {"file": str(file.pk), "may_publish": may_publish, "aged": aged}
    record("portrait.kept", subject=row.pk, by=f"user:{by.pk}", facts=facts)
    return row


@transaction.atomic(using="core")
def quarantine(file: File, data: bytes, *, by: User) -> Portrait:
    """An intimate picture: sealed unseen to the police's certificate. NoCertificate, or NoPicture("large"|"none")."""
    if not data or len(data) > MOST_BYTES:
        raise NoPicture("large" if data else "none")
    pem = forwarding.certificate()
    if not pem:
        raise NoCertificate
    head = b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    sealed = smime_sealed(head + base64.encodebytes(data), Certificate.from_pem(pem))
    row = Portrait(file=file, quarantined=True, given_at=clock.now(), by=by, sealed=sealed)
    row.save(force_insert=True)
    record("portrait.quarantined", subject=row.pk, by=f"user:{by.pk}", facts={"file": str(file.pk)})
    return row


def opened(row: Portrait) -> bytes:
    """The JPEG; whoever shows it is let in by the page of its file, which notes the reading."""
    if row.quarantined:
        raise PermissionError("sealed to the police")
    return vault.open_portrait(bytes(row.sealed), portrait=row.pk)


def publishable(file: File, portrait: UUID) -> Portrait | None:
    return Portrait.objects.filter(pk=portrait, file=file, may_publish=True, quarantined=False).first()


def _fits(text: str) -> bool:
    if not TAKEN.fullmatch(text):
        return False
    try:
        day = date(*([int(part) for part in text.split("-")] + [1, 1])[:3])
    except ValueError:
        return False
    return day.year >= 1990 and day <= clock.today()
