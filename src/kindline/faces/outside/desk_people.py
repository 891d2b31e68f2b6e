"""The people at the desk: they come in by a one-time code, sign in with two factors, and decide what needs a person.

Everything goes through the desk's own pages; what they see there is all they know. The one-time code comes from the
terminal (`./kindline staff add`), as for anybody.
"""

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import pyotp

from kindline.faces.outside import ledger
from kindline.faces.outside.acting import act
from kindline.faces.outside.stage import Stage, write_whole
from kindline.faces.outside.visitor import Sheet, Visitor

TASK = re.compile(r"/tasks/[0-9a-f-]{36}/")
MEMBER = re.compile(r"/members/[0-9a-f-]{36}/$")
QUESTION = re.compile(r"/questions/[0-9a-f-]{36}/$")
# What each kind of task is decided as, and why; a route alternates between what the law offers.
DECISIONS = {
    "confirm_mailbox": ("confirmed", "called back on the number in the public register"),
    "route_person": ("police", "the police find the origin through their own channels"),
    "escalate_person": ("police", "the provider did not act in time"),
    "dead_parcel": ("retry", "the receiver is reachable again"),
    "reconcile": ("settled", "both lists were compared"),
}
PERIOD = 30


class NotLetIn(Exception):
    """The desk did not open; the message says after which step."""


class Person:
    """One member of the staff, with a password and an authenticator app of their own."""

    def __init__(self, stage: Stage, name: str, door: str = "desk") -> None:
        self.stage, self.name, self.door = stage, name, door
        self.card = stage.outside / "desk" / f"{name}.json"
        self.visitor = Visitor(stage.url(door))
        self.decided = ledger.Ledger(stage, f"desk/{name}")
        self.last_period = 0

    def join(self, code: str) -> None:
        """First day: a password, an authenticator app, the undertaking of secrecy."""
        password = f"demo-{self.name}-only-here"
        sheet = self.visitor.get("/welcome/")
        form = sheet.form("code", "password")
        sheet = self.visitor.send(sheet, form, {"code": code, "password": password, "repeated": password})
        sheet = self.visitor.get("/second-factor/app/")
        secret = "".join(sheet.codes[0].split()) if sheet.codes else ""
        if not secret:
            raise NotLetIn("no key for the app was shown")
        sheet = self.visitor.send(sheet, sheet.form("code"), {"code": self._six(secret)})
        sheet = self.visitor.get("/undertaking/")
        sheet = self.visitor.send(sheet, sheet.form("undertake"), {"undertake": "yes"})
        write_whole(self.card, json.dumps({"door": self.door, "password": password, "secret": secret}).encode())
        self._expect_inside(sheet, "undertaking")

    def answer_ring(self) -> dict[str, int]:
        """Answer the ring that every page shows while it is open."""
        sheet = self._enter()
        form = next((form for form in sheet.forms if "/duty/" in form.action and "/answer/" in form.action), None)
        if form is None:
            return {"answered": 0}
        self.visitor.send(sheet, form, {})
        self.decided.write(kind="ring", decision="answered")
        return {"answered": 1}

    def work(self, kinds: list[str]) -> dict[str, Any]:
        """Decide every waiting task of these kinds; returns how many, and second factors to pass on by telephone."""
        self._enter()
        counts, telephone = dict.fromkeys(kinds, 0), dict[str, str]()
        for kind in kinds:
            sheet = self._see(f"/tasks/?kind={kind}")
            for path in dict.fromkeys(link for link in sheet.links if TASK.search(link)):
                secret = self._decide(kind, path)
                counts[kind] += 1
                if secret:
                    telephone |= secret
        return {"decided": counts, "telephone": telephone}

    def answer_questions(self) -> dict[str, int]:
        """Lift the veil with a reason, read, answer."""
        self._enter()
        sheet = self._see("/questions/")
        waiting = list(dict.fromkeys(link for link in sheet.links if QUESTION.search(link)))
        for path in waiting:
            asked = self._see(path)
            shown = self.visitor.send(asked, asked.form("reason"), {"reason": "answer"})
            text = "Demo: usually some days; the police decide."
            self.visitor.send(shown, shown.form("text"), {"text": text, "standard": ""})
            self.decided.write(kind="question", decision="answered")
        return {"answered": len(waiting)}

    def bring_answers(self) -> dict[str, int]:
        """The member hotlines answer by telephone: what they were told of is gone."""
        self._enter()
        heard = 0
        for path in dict.fromkeys(link for link in self._see("/members/").links if MEMBER.search(link)):
            sheet = self._see(path)
            form = next((form for form in sheet.forms if form.action.endswith("/answer/")), None)
            if form:
                self.visitor.send(sheet, form, {"outcome": "removed"})
                self.decided.write(kind="member_answer", decision="removed")
                heard += 1
        return {"heard": heard}

    def _decide(self, kind: str, path: str) -> dict[str, str]:
        sheet = self._see(path)
        decision, reason = DECISIONS[kind]
        answer = self.visitor.send(sheet, sheet.form("decision", "reason"), {"decision": decision, "reason": reason})
        if answer.status != 200:
            raise NotLetIn(f"{kind}: status {answer.status}")
        self.decided.write(kind=kind, task=path.strip("/").rpartition("/")[2], decision=decision)
        if kind != "confirm_mailbox" or not answer.codes:
            return {}
        provider = re.search(r"<p class=\"lede\">(.*?)</p>", answer.html, re.DOTALL)
        return {" ".join(provider[1].split()) if provider else "": "".join(answer.codes[0].split())}

    def _see(self, path: str) -> Sheet:
        sheet = self.visitor.get(path)
        self._expect_inside(sheet, path)
        return sheet

    def _enter(self) -> Sheet:
        """The desk's first page, through the sign-in if the session has ended."""
        sheet = self.visitor.get("/")
        for _ in range(4):
            asked = {name for form in sheet.forms for name in form.names}
            card = json.loads(self.card.read_text())
            if {"login", "password"} <= asked:
                said = {"login": self.name, "password": card["password"]}
                sheet = self.visitor.send(sheet, sheet.form("login", "password"), said)
            elif "code" in asked and "Sign out" not in sheet.text:
                sheet = self.visitor.send(sheet, sheet.form("code"), {"code": self._six(card["secret"])})
            else:
                break
        self._expect_inside(sheet, "sign-in")
        return sheet

    def _six(self, secret: str) -> str:
        """Six digits; a code is good once, so whoever comes again within half a minute waits for the next."""
        while self._period() == self.last_period:
            time.sleep(0.5)
        self.last_period = self._period()
        return pyotp.TOTP(secret).now()

    def _period(self) -> int:
        # The desk's sign-in goes by the machine's clock, not by the play's.
        from kindline.faces.police import clock

        return int(clock.now().timestamp()) // PERIOD

    def _expect_inside(self, sheet: Sheet, step: str) -> None:
        if sheet.status != 200 or not any("/sign-out/" in form.action for form in sheet.forms):
            raise NotLetIn(f"{self.name}: {step}: status {sheet.status} at {sheet.at}")


def main(stage: Stage, name: str, door: str) -> None:
    person = Person(stage, name, door)
    cues = ("join", "answer_ring", "work", "answer_questions", "bring_answers")
    act({cue: getattr(person, cue) for cue in cues})


if __name__ == "__main__":
    main(Stage(Path(sys.argv[1])), sys.argv[2], sys.argv[3])
