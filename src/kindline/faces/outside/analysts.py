"""Licensed analysts: they come in at the desk, open one address at a time with keys of their own, judge and sign.

On their own disk (`outside/keys`): `NAME.key` signs for one person, `analysts-duty.key` and `analysts-reserve.key`
open; `outside/analysts/trust.txt` is their trust list. What they saw and said stands in `outside/analysts`. They also
enter at member hotlines what goes there; the hotlines abroad answer with a number that they make up.
"""

import json
import re
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from kindline.client import key_files
from kindline.client.police import answering, download, opening, trust
from kindline.client.police.opening import Item
from kindline.faces.outside import ledger, script
from kindline.faces.outside.acting import act
from kindline.faces.outside.desk_people import NotLetIn, Person
from kindline.faces.outside.stage import Stage, write_whole
from kindline.faces.outside.visitor import Sheet
from kindline.faces.police import folder
from kindline.sealing.answer import sign_document

AUTHORITY = "analysts"
OPENING = {"analyst-1": "analysts-duty", "analyst-2": "analysts-reserve"}
HAND = re.compile(r"<section data-report=\"([^\"]+)\" data-parcel=\"([^\"]+)\"([^>]*)>")
JSON = "application/json"
MEMBER = re.compile(r"/members/[0-9a-f-]{36}/$")
# Our own words of `kernel.taxonomy`; of what is shown the play knows nothing, and an analyst says so.
SHOWN = {
    "age": "prepubescent",
    "gender": "not_determined",
    "site_type": "website",
    "commerciality": "not_determined",
    "virtual": "no",
    "user_generated": "no",
    "child_modelling": "no",
}
CLASSIFIED = {"cannot_tell": "cannot_assess", "not_illegal": "not_illegal", "already_gone": "already_gone"}


class Analyst(Person):
    """One analyst with a signing key of their own and one of the keys that open."""

    def __init__(self, stage: Stage, name: str) -> None:
        super().__init__(stage, name)
        self.key = key_files.signing_key(stage.outside / "keys" / f"{name}.key")
        self.opening = key_files.opening_keys([stage.outside / "keys" / f"{OPENING[name]}.key"])
        self.trust = trust.read(stage.outside / "analysts" / "trust.txt")
        self.words = script.words()

    def assess(self, most: int = 1000) -> dict[str, Any]:
        """Take what waits, one by one, until nothing does or this person has had enough; how many, and why it ended."""
        self._enter()
        for done in range(most):
            sheet = self._take()
            if sheet is None:
                return {"assessed": done, "stopped": self._why}
            self._answer(sheet)
        return {"assessed": most, "stopped": ""}

    def _take(self) -> Sheet | None:
        """The page with something in hand; None when the desk offers nothing, and `_why` says what it said."""
        sheet = self._see("/assessment/")
        if not HAND.search(sheet.html):
            take = next((form for form in sheet.forms if form.action.endswith("/assessment/take/")), None)
            sheet = self.visitor.send(sheet, take, {}) if take else sheet
            self._expect_inside(sheet, "take")
        resting = re.search(r"class=\"said rest\">.*?<p>(.*?)</p>", sheet.html, re.DOTALL)
        self._why = resting[1] if resting else "nothing waits"
        return sheet if HAND.search(sheet.html) else None

    def _answer(self, sheet: Sheet) -> None:
        found = HAND.search(sheet.html)
        assert found
        report, parcel, rest = found.groups()
        has_address = "data-ordinal" in rest
        where, reason = ("open", "assess") if has_address else ("words", "context")
        items, note = self._open(sheet, f"/assessment/{where}/", reason)
        if has_address and not self._has_read(report):
            items += self._open(sheet, "/assessment/words/", "context")[0]
        entry: dict[str, Any] = {"report": report, "parcel": parcel, "acknowledged": True}
        lines = [self._line(item) for item in items if item.purpose == "address"]
        if any(self._word(item).withhold for item in items if item.purpose == "address"):
            entry["withhold"] = True
        sent_at = self.stage.now()
        results = self._send(sheet, entry | ({"addresses": lines} if lines else {}), note)
        self._remember(items, lines, results, sent_at)

    def _open(self, sheet: Sheet, path: str, reason: str) -> tuple[list[Item], str]:
        status, told = self.visitor.script(sheet, path, urlencode({"reason": reason}))
        if status != 200:
            raise NotLetIn(f"{self.name}: {path}: {status} {told.get('stop')}")
        found = download.parse(json.dumps(told).encode(), trust=self.trust)
        return self._keep(opening.open_all(found, keys=self.opening, trust=self.trust)), found.checkpoint

    def _keep(self, items: list[Item]) -> list[Item]:
        """What was opened lies in their own office, in the clear, as the police keep theirs."""
        if any(item.refused for item in items):
            raise NotLetIn(f"{self.name}: {[item.refused for item in items]}")
        for item in items:
            name = f"{item.parcel}-{item.purpose}-{item.ordinal}.json"
            text = json.dumps([asdict(item)], ensure_ascii=False)
            folder.write_private(self.stage.analysts / "opened" / name, text.encode())
        return items

    def _has_read(self, report: str) -> bool:
        """Whether a colleague has seen already what was written in this report: nobody looks at it twice."""
        seen = self.stage.analysts / "read" / report
        if seen.exists():
            return True
        write_whole(seen, b"")
        return False

    def enter_abroad(self) -> dict[str, int]:
        """Open every dossier that waits for a member hotline, enter it there, bring the number back."""
        self._enter()
        waiting = [row for row in self._see("/members/").links if MEMBER.search(row)]
        entered = sum(self._enter_one(path) for path in dict.fromkeys(waiting))
        return {"entered": entered}

    def _prove_again(self, path: str) -> Sheet:
        """The page, through the question who it is when that was asked too long ago."""
        sheet = self._see(path)
        if "/members/" in sheet.at:
            return sheet
        card = json.loads(self.card.read_text())
        form = next(form for form in sheet.forms if "password" in form.names)
        return self.visitor.send(sheet, form, {"password": card["password"]})

    def _enter_one(self, path: str) -> int:
        sheet = self._prove_again(path)
        form = next((form for form in sheet.forms if form.action.endswith("/reference/")), None)
        if form is None:
            return 0
        status, told = self.visitor.script(sheet, f"{path}open/", "")
        if status != 200:
            raise NotLetIn(f"{self.name}: {path}: {status} {told.get('stop')}")
        found = download.parse(json.dumps(told).encode(), trust=self.trust)
        (item,) = self._keep(opening.open_all(found, keys=self.opening, trust=self.trust))
        reference = f"IC-{item.content['country']}-{item.content['number']}"
        answer = self.visitor.send(sheet, form, {"reference": reference, "channel": "iccam"})
        if answer.status != 200:
            raise NotLetIn(f"{self.name}: reference: status {answer.status}")
        self._book(item, 1)
        ledger.Ledger(self.stage, "abroad/entered").write(
            dossier=item.dossier, reference=reference, country=item.content["country"], by=self.name,
            form=bool(item.content["iccam"]),
        )  # fmt: skip
        return 1

    def _line(self, item: Item) -> dict[str, Any]:
        word = self._word(item)
        line = {"ordinal": item.ordinal, "envelope": item.envelope, "verdict": word.verdict}
        if word.verdict != "abuse_material":
            said = CLASSIFIED.get(word.verdict, "cannot_assess")
            verdict = {"cannot_assess": "cannot_tell"}.get(said, said)
            return line | {"verdict": verdict, "assessment": {"version": "1", "classification": said}}
        codes = {"version": "1", "classification": word.classification, **SHOWN}
        sealed = {"instruction": "act_now", "release": answering.release(item, self.trust.routing)}
        return line | {"classification": word.classification, "assessment": codes, **sealed}

    def _word(self, item: Item) -> script.Word:
        word, _ = self.words.get(item.content.get("raw", ""), (None, 0))
        # What no machine can read cannot be released, and nobody can look at it.
        readable = word and (word.verdict != "abuse_material" or item.content.get("canonical"))
        return word if word and readable else script.Word("cannot_tell")

    def _send(self, sheet: Sheet, entry: dict[str, Any], note: str) -> list[str]:
        payload = {
            "form": answering.FORM,
            "authority": self.trust.authority,
            "at": answering.stamp(self.stage.now()),
            "checkpoint": download.log_size_and_root(note, trust=self.trust),
            "reports": [entry],
            "dossiers": [],
        }
        document = sign_document(payload, key=self.key, context=answering.CONTEXT)
        name = f"{self.stage.now():%Y%m%dT%H%M%S%f}-{self.name}.json"
        write_whole(self.stage.analysts / "answers" / name, document)
        status, told = self.visitor.script(sheet, "/assessment/answer/", document, kind=JSON)
        if status != 200:
            raise NotLetIn(f"{self.name}: answer: {status} {told.get('stop')}")
        return [str(result) for result in told["results"]]

    def _book(self, item: Item, envelopes: int) -> None:
        ledger.Ledger(self.stage, "analysts/parcels").write(
            parcel=item.parcel, kind=item.kind, report=item.report, dossier=item.dossier, ordinal=item.ordinal,
            by=self.name, key=OPENING[self.name], envelopes=envelopes, refused=[],
        )  # fmt: skip

    def _remember(self, items: list[Item], lines: list[dict[str, Any]], results: list[str], sent_at: datetime) -> None:
        """In the books of their office, where a witness of the outside reads them."""
        first = items[0]
        self._book(first, len(items))
        ledger.Ledger(self.stage, "analysts/acknowledged").write(parcel=first.parcel, by=self.name)
        for line in lines:
            ledger.Ledger(self.stage, "analysts/words").write(
                report=first.report, ordinal=line["ordinal"], envelope=line["envelope"], verdict=line["verdict"],
                instruction=line.get("instruction", ""), sent_at=sent_at.isoformat(), result=results[-1], by=self.name,
            )  # fmt: skip


def main(stage: Stage, name: str) -> None:
    analyst = Analyst(stage, name)
    act({cue: getattr(analyst, cue) for cue in ("join", "assess", "enter_abroad")})


if __name__ == "__main__":
    main(Stage(Path(sys.argv[1])), sys.argv[2])
