"""Witnesses on the public site, and the police who open what reaches their mailbox."""

import re
import subprocess
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

from kindline.faces.outside.browser import Browser
from kindline.faces.outside.ledger import Ledger
from kindline.faces.outside.night.script import Sighting
from kindline.faces.outside.stage import POLICE_MAILBOX, Stage, write_whole
from kindline.sealing.certificate import MailKey, self_signed

NUMBER = re.compile(r"S-(\d+)")
GENERAL = {
    "nl": "/nl/vermist/gezien",
    "fr": "/fr/disparus/temoin",
    "de": "/de/vermisst/gesehen",
    "en": "/en/missing/seen",
}
KEY, CERTIFICATE = "mail.key", "mail.pem"


def police_key(stage: Stage) -> MailKey:
    """The police's own mail key, made where they are; the platform gets the certificate alone."""
    key = self_signed(
        "Federal Police (demonstration)", POLICE_MAILBOX, first=stage.now().date(), days=90, receives=True
    )
    write_whole(stage.police / KEY, key.to_pem().encode())
    write_whole(stage.police / CERTIFICATE, key.certificate.to_pem().encode())
    return key


class Witnesses:
    """Everybody who saw something; each fills in the form as a page of the site."""

    def __init__(self, stage: Stage) -> None:
        self.browser = Browser("127.0.0.1", stage.ports()["site"])
        self.ledger = Ledger(stage, "witnesses")

    def tell(self, seen: Sighting, slug: str, now: datetime) -> None:
        """One page; RuntimeError when it is not taken."""
        start = f"/{seen.language}/116000/{slug}/seen" if slug else GENERAL[seen.language]
        page = self.browser.get(start)
        at = now - timedelta(minutes=seen.minutes)
        when = {"day": at.strftime("%Y-%m-%d"), "time": at.strftime("%H:%M")} if seen.minutes else {}
        said = {"what": seen.what, "place": "", "town": seen.town, "reach": ""} | when
        thanked = self.browser.post(page.action, page.hidden | said)
        if thanked.status != 200 or "116000" not in thanked.text:
            raise RuntimeError(f"a witness was answered with {thanked.status}")
        self.ledger.write(slug=slug)


def arrived(stage: Stage) -> dict[int, str]:
    """What the police read in their mailbox: each sighting's number with its whole letter, opened with their key."""
    found: dict[int, str] = {}
    for path in sorted((stage.outside / "mail" / POLICE_MAILBOX).glob("*.eml")):
        subject = str(message_from_bytes(path.read_bytes())["Subject"])
        if "116 000" not in subject:
            continue
        text = _opened(stage, path)
        if number := NUMBER.search(text):
            found[int(number[1])] = text
    return found


def _opened(stage: Stage, path: Path) -> str:
    """By OpenSSL, as any mail program does it."""
    folder = stage.police
    command = [
        "openssl",
        "cms",
        "-decrypt",
        "-in",
        str(path),
        "-recip",
        str(folder / CERTIFICATE),
        "-inkey",
        str(folder / KEY),
    ]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        return ""
    signed = message_from_bytes(done.stdout)
    parts = [part for part in signed.walk() if part.get_content_type() == "text/plain"]
    payload = parts[0].get_payload(decode=True) if parts else b""
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
