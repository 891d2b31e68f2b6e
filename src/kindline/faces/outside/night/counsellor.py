"""A counsellor at the desk, in its own pages: every button is pressed as a person would press it."""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from kindline.faces.outside.desk_people import NotLetIn, Person
from kindline.faces.outside.night.drawing import portrait
from kindline.faces.outside.night.script import LANGUAGES, File
from kindline.faces.outside.visitor import TOKEN, Sheet

LOCAL = "%Y-%m-%dT%H:%M"
ID = r"[0-9a-f-]{36}"


class Counsellor(Person):
    """One person at the line."""

    page: Sheet

    def come_in(self, code: str) -> None:
        self.join(code)
        self.page = self._see("/contacts/")

    def post(self, path: str, **fields: Any) -> Sheet:
        """Press a button: the page that follows; NotLetIn when the desk refuses."""
        token = next(form.held[TOKEN] for form in self.page.forms if TOKEN in form.held)
        body = urlencode({TOKEN: token} | {k: v for k, v in fields.items() if v is not None}, doseq=True)
        sheet = self.visitor._follow("POST", path, body)
        if sheet.status >= 400:
            raise NotLetIn(f"{self.name}: {path}: {sheet.status}")
        self.page = sheet
        return sheet

    def see(self, path: str) -> Sheet:
        self.page = self._see(path)
        return self.page

    def brief(self, kind: str) -> None:
        """A call that was none: one click."""
        self.post("/contacts/start/", channel="call", brief=kind)
        self.decided.write(kind="contact", what=kind)

    def contact(self, channel: str, *, caller: str, language: str, notes: str, name: str = "", phone: str = "") -> str:
        """Opens a card and keeps what is told; its address."""
        at = self.post("/contacts/start/", channel=channel).at
        self.post(f"{at}keep/", caller=caller, language=language, notes=notes, name=name, phone=phone, revision=0)
        self.decided.write(kind="contact", what=channel)
        return at

    def end(self, contact: str, outcome: str, *, notes: str, caller: str, language: str, revision: int) -> None:
        self.post(f"{contact}end/", outcome=outcome, caller=caller, language=language, notes=notes, revision=revision)

    def open_file(self, contact: str, file: File, *, revision: int = 1) -> str:
        """The contact becomes a file, and nothing is typed twice; the file's address."""
        fields = {"caller": file.caller, "language": file.language, "notes": file.notes, "revision": revision}
        shown = self.post(f"{contact}belong/", kind=file.theme, **fields)
        return f"/missing/{re.search(rf'/missing/({ID})/', shown.html)[1]}/"  # type: ignore[index]

    def keep_file(self, at: str, file: File, now: datetime) -> None:
        """What is known of the child, and the facts that the criteria ask for."""
        children = {"child0-name": file.child, "child0-born": file.born, "child0-sex": file.sex}
        if file.second:
            children |= {"child1-name": file.second, "child1-born": "2021", "child1-sex": ""}
        facts = dict.fromkeys(file.told, "yes")
        seen = (now - timedelta(hours=file.hours)).strftime(LOCAL) if file.hours else ""
        due = (now + timedelta(hours=3)).strftime(LOCAL)
        self.post(
            f"{at}keep/", kind=file.kind, posture=file.posture, reach=file.reach, notes=file.notes, revision=0,
            last_seen_at=seen, next_contact_at=due, officer="V. Example, 101", **children, **facts,
        )  # fmt: skip
        self.decided.write(kind="file", theme=file.theme, what=file.kind, worrying=bool(file.told))

    def portrait(self, at: str, file: File) -> None:
        """The drawn portrait, as the desk's script sends it."""
        sheet = self.see(f"{at}appeals/")
        status, said = self.visitor.script(
            sheet, f"{at}portraits/?taken=2026-05&publish=yes", portrait(file.child), kind="application/octet-stream"
        )
        if status != 200:
            raise NotLetIn(f"portrait: {status} {said}")

    def appeal(self, at: str, file: File, now: datetime) -> str:
        """Drafted, agreed by four, published, and an alert where the magistrate decides so; the appeal's address."""
        self.portrait(at, file)
        sheet = self.see(f"{at}appeals/")
        picture = re.search(rf'<option value="({ID})"', sheet.html)
        words = {
            f"{name}-{language}": text
            for language in LANGUAGES
            for name, text in {"place": f"{file.town or 'Fictiegem'} (example)", "clothing": "–", "looks": "–"}.items()
        }
        seen = (now - timedelta(hours=max(file.hours, 1))).strftime(LOCAL)
        made = self.post(
            f"{at}appeals/", name=file.given_name, age=11, sex="unsaid", last_seen=seen, levels=list(file.appeal),
            regions=["BE-VOV", "BE-VWV"], portrait=picture[1] if picture else "", **words,
        )  # fmt: skip
        for party in ("police", "prosecutor", "organisation", "family"):
            capacity = ("guardian" if file.guardian else "parents") if party == "family" else ""
            self.post(f"{made.at}agree/", party=party, who=f"{party} (demo)", capacity=capacity)
        self.post(f"{made.at}publish/")
        for number, place in enumerate(("Station", "Bakery", "Library"), start=1):
            helper = re.findall(rf'<option value="({ID})"', self.page.html)
            self.post(f"{made.at}places/", channel="poster", place=f"{place} {number}, Fictiegem", language="nl",
                      helper=helper[0] if helper and number < 3 else "")  # fmt: skip
        if "alert" in file.appeal:
            self.post(f"{made.at}alert/", **{f"by-{language}": "Magistrate (demo)" for language in LANGUAGES})
        self.decided.write(kind="appeal", page=self._slug(made.at))
        return made.at

    def _slug(self, appeal: str) -> str:
        found = re.search(r"/116000/([a-z0-9]{8})", self.page.html) or re.search(r"KL-([A-Z0-9]{8})", self.page.html)
        return found[1].lower() if found else ""
