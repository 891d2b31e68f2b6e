"""A provider's abuse desk: reads its mailbox, picks notices up with code and second factor, answers, or does not.

Each provider is a process with a mailbox of its own. Its character is known from its name: one is silent, one refuses
a line now and then, one is slow and sends a holiday reply first.
"""

import json
import re
import smtplib
import sys
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.client import HTTPConnection  # noqa: TID251 - the outside has ways of its own
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pyotp

from kindline.faces.outside import ledger
from kindline.faces.outside.acting import act
from kindline.faces.outside.stage import Stage, write_whole

NUMBER = re.compile(r"\bN-[0-9A-HJKMNP-TV-Z]{8}\b")
CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}\b")
CHECK = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{8}\b(?!.*\b[0-9A-HJKMNP-TV-Z]{8}\b)", re.DOTALL)
PICK_UP = re.compile(r"http://127\.0\.0\.1:\d+/\w+/pick-up/")
GENUINE = re.compile(r"http://127\.0\.0\.1:\d+/\w+/genuine/")
SILENT, SLOW, REFUSING = "ostwind", "zonnedauw", "rivage"


class Refused(Exception):
    """The portal did not let this provider in."""


class Provider:
    """One abuse desk."""

    def __init__(self, stage: Stage, slug: str, mailbox: str) -> None:
        self.stage, self.slug, self.mailbox = stage, slug, mailbox
        self.folder = stage.outside / "providers" / slug
        self.book = ledger.Ledger(stage, f"providers/{slug}")

    def telephone(self, secret: str) -> bool:
        """The hotline called and read out the second factor."""
        write_whole(self.folder / "second-factor", secret.encode())
        return True

    def read_mail(self, patient: bool = True) -> dict[str, int]:
        """Look at the mailbox; pick up, acknowledge and act on what is new, as this provider's character is."""
        counts = {"mails": 0, "picked_up": 0, "lines": 0, "acted": 0}
        for path in sorted((self.stage.outside / "mail" / self.mailbox).glob("*.eml")):
            mail = message_from_bytes(path.read_bytes(), policy=default)
            letter = mail.get_body(("plain",))
            assert isinstance(letter, EmailMessage)
            text = letter.get_content()
            counts["mails"] += 1
            number, code = NUMBER.search(text), CODE.search(text)
            if not number or not code or self.slug == SILENT:
                continue
            if self.slug == SLOW and not (self.folder / f"{number[0]}.json").exists():
                self._say_away(str(mail["Reply-To"]))
            self._handle(number[0], code[0], text, counts, letter=path.stem, patient=patient)
        return counts

    def _handle(self, number: str, code: str, text: str, counts: dict[str, int], *, letter: str, patient: bool) -> None:
        file = self.folder / f"{number}.json"
        known = json.loads(file.read_text()) if file.exists() else None
        if known and known["acted"]:
            return
        door = PICK_UP.search(text)
        assert door
        if known is None:
            self._ask_whether_genuine(number, text)
            opened = self._post(door[0], number, code)
            self._post(f"{door[0]}acknowledge/", number, code)
            known = {"number": number, "lines": opened["notice"]["lines"], "acted": {}}
            self.book.write(event="picked_up", number=number, letter=letter, lines=known["lines"])
            counts["picked_up"] += 1
            counts["lines"] += len(known["lines"])
        if self.slug != SLOW or not patient:
            known["acted"] = self._decide(known["lines"])
            said = {f"line-{line}": action for line, action in known["acted"].items()}
            self._post(f"{door[0]}actions/", number, code, **said)
            self.book.write(event="acted", number=number, actions=known["acted"])
            counts["acted"] += len(known["acted"])
        write_whole(file, json.dumps(known).encode())

    def _say_away(self, reply_to: str) -> None:
        """A holiday reply, by mail to the mailroom: an event there, and no answer."""
        away = f"From: {self.mailbox}\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nLine 1: removed.\r\n"
        with smtplib.LMTP("127.0.0.1", self.stage.ports()["mailroom"], local_hostname="mta.example") as server:
            server.sendmail("", [reply_to], away)
        self.book.write(event="away", to=reply_to)

    def _ask_whether_genuine(self, number: str, text: str) -> None:
        door, check = GENUINE.search(text), CHECK.search(text)
        assert door and check
        answer = self._ask(door[0], {"number": number, "check_code": check[0]})
        self.book.write(event="genuine", number=number, answer=answer["genuine"])
        if not answer["genuine"]:
            raise Refused(f"{number}: not genuine")

    def _decide(self, lines: list[dict[str, Any]]) -> dict[int, str]:
        """What this provider did; the refusing one refuses every fifth line it ever had."""
        refuses = self.slug == REFUSING
        return {line["line"]: "refused" if refuses and at % 5 == 4 else "removed" for at, line in enumerate(lines)}

    def _post(self, url: str, number: str, code: str, **more: str) -> dict[str, Any]:
        secret = (self.folder / "second-factor").read_text()
        # The platform's clock is the play's; a real authenticator shows the same time as the portal.
        factor = pyotp.TOTP(secret).at(self.stage.now())
        return self._ask(url, {"number": number, "code": code, "factor": factor, **more})

    def _ask(self, url: str, fields: dict[str, str]) -> dict[str, Any]:
        parts = urlsplit(url)
        line = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=60)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        line.request("POST", parts.path, urlencode(fields), headers)
        response = line.getresponse()
        body = response.read()
        line.close()
        if response.status != 200:
            raise Refused(f"{self.slug}: status {response.status} at {parts.path}")
        return dict(json.loads(body))


def main(stage: Stage, slug: str, mailbox: str) -> None:
    provider = Provider(stage, slug, mailbox)
    act({"telephone": provider.telephone, "read_mail": provider.read_mail})


if __name__ == "__main__":
    main(Stage(Path(sys.argv[1])), sys.argv[2], sys.argv[3])
