"""The night itself: calls, files, appeals, witnesses, the child who calls, and at its end everything taken down."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from kindline.faces.outside import ledger, processes, quiet
from kindline.faces.outside.browser import Browser
from kindline.faces.outside.night import script
from kindline.faces.outside.night.counsellor import Counsellor
from kindline.faces.outside.night.witnesses import CERTIFICATE, Witnesses, police_key
from kindline.faces.outside.setting import Invitations
from kindline.faces.outside.stage import Stage

Told = Callable[[int], None]
HELPER = "posters@partner.example"
PEOPLE = ("nora", "sam")
FOLLOW_UPS = 24
ZONE = ZoneInfo("Europe/Brussels")


class NightPlay:
    """One night with two counsellors, in real time: nothing here moves the demonstration's clock."""

    def __init__(self, stage: Stage, invitations: Invitations) -> None:
        self.stage, self.invitations = stage, invitations
        self.nora, self.sam = (Counsellor(stage, name) for name in PEOPLE)
        self.witnesses = Witnesses(stage)
        self.files: dict[str, str] = {}
        self.contacts: dict[str, str] = {}
        self.appeals: dict[str, str] = {}
        self.slugs: dict[str, str] = {}

    def acts(self) -> list[tuple[str, Callable[[Told], None]]]:
        return [
            ("the police bring their certificate; two counsellors come in", self.coming_in),
            ("calls that are none, and questions", self.calling),
            ("twelve files are opened while people talk", self.opening),
            ("four agree, and the public is asked", self.asking),
            ("witnesses tell what they saw", self.witnessing),
            ("a runaway calls; two files are about one girl", self.the_child_calls),
            ("families are called again", self.following),
            ("found: everything is taken down", self.taking_down),
        ]

    def coming_in(self, told: Told) -> None:
        police_key(self.stage)
        _command(self.stage, "certificate", "police", str(self.stage.police / CERTIFICATE))
        self.nora.come_in(self.invitations.code_for("nora"))
        self.sam.come_in(self.invitations.code_for("sam"))
        self.nora.see("/helpers/")
        self.nora.post(
            "/helpers/", kind="partner", name="Poster ring (demo)", mailbox=HELPER, area="Fictiegem", language="nl"
        )

    def calling(self, told: Told) -> None:
        for kind in script.BRIEF:
            self.sam.brief(kind)
        for number, (channel, caller, language, notes) in enumerate(script.QUESTIONS * 2):
            at = self.sam.contact(channel, caller=caller, language=language, notes=notes)
            self.sam.end(at, "advised", notes=notes, caller=caller, language=language, revision=1)
            told(number)

    def opening(self, told: Told) -> None:
        for number, file in enumerate(script.files()):
            contact = self.nora.contact(
                "call", caller=file.caller, language=file.language, notes=file.notes, name="A. Example",
                phone=f"04700001{number:02}",
            )  # fmt: skip
            at = self.nora.open_file(contact, file)
            self.files[file.key], self.contacts[file.key] = at, contact
            self.nora.keep_file(at, file, self._now())
            told(number)

    def asking(self, told: Told) -> None:
        for file in script.files():
            if file.appeal:
                self.appeals[file.key] = self.nora.appeal(self.files[file.key], file, self._now())
                self.slugs[file.key] = self._slug(self.appeals[file.key])

    def witnessing(self, told: Told) -> None:
        online = {key: slug for key, slug in self.slugs.items() if self._is_live(slug)}
        for seen in script.sightings():
            self.witnesses.tell(seen, online.get(seen.of, ""), self._now())
        at = self.files["sami"]
        self.nora.see(f"{at}sightings/")
        for town in ("Mons", "Charleroi"):
            what, seen_at = f"He was seen in {town} with two friends.", self._now().strftime("%Y-%m-%dT%H:%M")
            self.nora.post(f"{at}sightings/", what=what, place="Station", town=town, seen_at=seen_at, witness="")
        quiet_with_the_police(self.stage)

    def the_child_calls(self, told: Told) -> None:
        sami = self.files["sami"]
        self.nora.see(f"{sami}family/")
        self.nora.post(
            f"{sami}family/", name="M. Voorbeeld", relation="mother", phone="", language="fr", may_know=["message"]
        )
        contact = self.nora.contact("call", caller="child", language="fr", notes="Sami calls himself.")
        self.nora.post(f"{contact}belong/", kind="missing", file=sami.split("/")[2])
        self.nora.see(f"{sami}calls/")
        self.nora.post(f"{sami}calls/", police="not_told", **script.OWN_CALL)
        passing = next(form for form in self.nora.page.forms if form.action.endswith("/pass-on/"))
        self.nora.post(passing.action, relative=passing.held["relative"])
        amina = self.files["amina"]
        self.nora.see(f"{amina}links/")
        name = re.search(r"X-\d+", self.nora.see(self.files["third"]).text)
        self.nora.post(
            f"{amina}links/", other=name[0] if name else "", reason="First name, age and the centre are the same."
        )
        sheet = self.sam.see(f"{amina}links/")
        self.sam.post(next(form for form in sheet.forms if form.action.endswith("/agree/")).action)

    def following(self, told: Told) -> None:
        keys = [file.key for file in script.files()]
        for number in range(FOLLOW_UPS):
            key = keys[number % len(keys)]
            file = next(one for one in script.files() if one.key == key)
            notes = "Called again as agreed; listened; the next call is planned."
            contact = self.sam.contact("call", caller="family", language=file.language, notes=notes)
            self.sam.post(f"{contact}belong/", kind=file.theme, file=self.files[key].split("/")[2])
            self.sam.end(contact, "advised", notes=notes, caller="family", language=file.language, revision=1)

    def taking_down(self, told: Told) -> None:
        for file in script.files():
            contact = self.contacts[file.key]
            self.nora.end(contact, "file", notes=file.notes, caller=file.caller, language=file.language, revision=1)
            if file.outcome:
                self.nora.post(f"{self.files[file.key]}end/", outcome=file.outcome)
        quiet.wait(self.stage)
        self._hear_of_posters()
        book = ledger.Ledger(self.stage, "public_pages")
        site = Browser("127.0.0.1", self.stage.ports()["site"])
        feed = site.get("/en/116000/feed.xml").text
        for key, slug in self.slugs.items():
            book.write(
                key=key, slug=slug, status=site.get(f"/nl/116000/{slug}").status, in_feed=f"/116000/{slug}" in feed
            )
        site.close()

    def close(self) -> None:
        self.invitations.withdraw()
        self.witnesses.browser.close()

    def _hear_of_posters(self) -> None:
        """The partner got a mail for each of its posters, walked there, and says so by telephone; one place answers
        only that it is gone, and one does not answer at all."""
        recalled = len(list((self.stage.outside / "mail" / HELPER).glob("*.eml")))
        sheet = self.nora.see("/places/")
        downs = [form for form in sheet.forms if form.action.endswith("/down/")]
        for number, form in enumerate(downs):
            if number < recalled:
                self.nora.post(form.action, confirmed="seen", back="list")
            elif number == recalled:
                self.nora.post(form.action, confirmed="said", back="list")
        ledger.Ledger(self.stage, "helpers").write(recalled=recalled)

    def _slug(self, appeal: str) -> str:
        found = re.search(r"KL-([A-Z0-9]{8})", self.nora.see(appeal).text)
        return found[1].lower() if found else ""

    def _is_live(self, slug: str) -> bool:
        return self.witnesses.browser.get(f"/en/116000/{slug}").status == 200

    def _now(self) -> datetime:
        """The time on the wall at the line, which the desk's forms are typed in."""
        return self.stage.now().astimezone(ZONE)


def quiet_with_the_police(stage: Stage, seconds: float = 30) -> None:
    """Until every sighting is in the police's mailbox, or has not come in time."""
    until = time.monotonic() + seconds
    question = (
        "SELECT count(*) FROM missing_sighting WHERE id NOT IN "
        "(SELECT subject FROM outbox_parcel WHERE kind = 'sighting' AND delivered_at IS NOT NULL)"
    )
    while time.monotonic() < until:
        with quiet.reading(stage, "core") as core, quiet.reading(stage, "intake") as intake:
            waiting = intake.execute("SELECT count(*) FROM missing_public_waiting").fetchone()[0]
            if not waiting and not core.execute(question).fetchone()[0]:
                return
        time.sleep(0.2)


def _command(stage: Stage, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, *processes.CLI, *words, "--data", str(stage.data)],
        env={**os.environ, **processes.environment(stage)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{words[0]}: {done.stderr.strip()[-2000:]}")
