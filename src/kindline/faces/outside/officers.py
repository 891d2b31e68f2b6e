"""An officer of the police: fetches, opens with keys the platform never had, judges, releases, holds, and signs.

Two officers share an office (`outside/police`): what either opened lies there, in the clear, for both. One opens with
the duty key, the other with the reserve key.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from kindline.client import key_files
from kindline.client.police import answering, download, opening, trust
from kindline.client.police.judgements import Judgement
from kindline.client.police.opening import Item
from kindline.faces.outside import ledger, script
from kindline.faces.outside.acting import act
from kindline.faces.outside.stage import Stage, write_whole
from kindline.faces.police import folder, portal

HOLDING = ("hold", "preserve_first")
BATCH = 150


class Office:
    """What the police hold in common, on their own disk."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.trust, self.words = stage, trust.read(stage.police / "trust.txt"), script.words()

    def items(self) -> list[Item]:
        """Everything opened so far."""
        paths = sorted((self.stage.police / "opened").glob("*.json"))
        return [Item(**item) for path in paths for item in json.loads(path.read_text())]

    def told(self) -> dict[tuple[str, int], str]:
        """What was last said about each address, by (report, ordinal)."""
        return {
            (line["report"], line["ordinal"]): line["instruction"] or line["verdict"]
            for line in ledger.read(self.stage, "police/words")
        }


class Officer:
    """One officer with a signing key of their own and one key that opens."""

    def __init__(self, stage: Stage, name: str) -> None:
        self.stage, self.name, self.office = stage, name, Office(stage)
        self.key = key_files.signing_key(stage.outside / "keys" / f"{name}.key")
        opener = "duty" if name.endswith("1") else "reserve"
        self.opening = key_files.opening_keys([stage.outside / "keys" / f"{opener}.key"])
        self.opener, self.note = opener, ""

    def fetch(self) -> dict[str, int]:
        """Fetch what waits, open it, keep every parcel as it came and the log's checkpoint with it."""
        data = portal.fetch(self.stage.url("portal"), key=self.key, at=self.stage.now())
        found = download.parse(data, trust=self.office.trust)
        bodies = {entry["parcel"]: entry for entry in json.loads(data)["parcels"]}
        self._witness(found.checkpoint)
        book = ledger.Ledger(self.stage, "police/parcels")
        new = 0
        for items in _by_parcel(opening.open_all(found, keys=self.opening, trust=self.office.trust)):
            first = items[0]
            parcel = first.parcel
            sealed = self.stage.police / "parcels" / f"{parcel}.json"
            if sealed.exists():
                continue
            new += 1
            write_whole(sealed, json.dumps(bodies[parcel]).encode())
            folder.write_private(
                self.stage.police / "opened" / f"{parcel}.json",
                json.dumps([asdict(item) for item in items], ensure_ascii=False).encode(),
            )
            book.write(
                parcel=parcel, kind=first.kind, report=first.report, dossier=first.dossier, ordinal=first.ordinal,
                by=self.name, key=self.opener, envelopes=len(items), refused=[i.refused for i in items if i.refused],
            )  # fmt: skip
        return {"parcels": new}

    def _witness(self, note: str) -> None:
        """Keep the log's checkpoint: a copy outside is what makes a rewritten log visible."""
        self.note = note
        if note:
            size = download.log_size_and_root(note, trust=self.office.trust)["size"]
            write_whole(self.stage.outside / "checkpoints" / f"{size:09}.note", note.encode())

    def acknowledge(self) -> dict[str, int]:
        """Sign for every parcel that opened whole and was not signed for yet; say where dossiers went."""
        signed = {line["parcel"] for line in ledger.read(self.stage, "police/acknowledged")}
        items = [item for item in self.office.items() if item.parcel not in signed]
        transfers = [self._transfer(item) for item in items if item.kind == "dossier"]
        results = self._send(items, [judged for judged in transfers if judged])
        book = ledger.Ledger(self.stage, "police/acknowledged")
        for parcel in dict.fromkeys(item.parcel for item in items if not item.refused):
            book.write(parcel=parcel, by=self.name)
        return {"acknowledged": len({item.parcel for item in items}), **results}

    def _transfer(self, item: Item) -> Judgement | None:
        if item.content.get("purpose") != "transfer":
            return None
        country = str(item.content.get("country") or "")
        channel = "i24_7" if item.content.get("route") != "no_territory" else "europol"
        return Judgement(dossier=item.dossier, channel=channel, country=country, transferred_at=self._moment())

    def judge(self, round_: int, part: int = 0, parts: int = 1) -> dict[str, int]:
        """Say what was found, for the addresses of this round."""
        told = self.office.told()
        items = [item for item in self.office.items() if item.purpose == "address" and item.kind == "handover"]
        mine = [item for item in items if (item.report, item.ordinal) not in told and _part(item, parts) == part]
        said = [judged for item in mine if (judged := self._first_word(item, round_))]
        return self._send(_items_of(mine, said), said)

    def reconsider(self) -> dict[str, int]:
        """The second word, days later: release what waited or was held, hold what was released."""
        told, said, mine = self.office.told(), [], []
        for item in self.office.items():
            if item.purpose != "address" or item.kind != "handover":
                continue
            word, _ = self.office.words.get(item.content.get("raw", ""), (None, 0))
            before = told.get((item.report, item.ordinal))
            if word and word.then and before and before == word.instruction:
                mine.append(item)
                said.append(_judgement(item, word, word.then))
        return self._send(mine, said)

    def release_again(self) -> dict[str, int]:
        """Lift the holds that came after routing."""
        told, said, mine = self.office.told(), [], []
        for item in self.office.items():
            word, _ = self.office.words.get(item.content.get("raw", ""), (None, 0))
            late_hold = word and word.then in HOLDING and told.get((item.report, item.ordinal)) == word.then
            if word and late_hold and item.purpose == "address" and item.kind == "handover":
                mine.append(item)
                said.append(_judgement(item, word, word.instruction))
        return self._send(mine, said)

    def end_referrals(self) -> dict[str, int]:
        """Say how it ended at home where no provider was written to by the hotline."""
        alone = ("never_notify_home", "home") if self.stage.mandate == "assess-be-2017" else ("never_notify_home",)
        ended = {line["dossier"] for line in ledger.read(self.stage, "police/outcomes")}
        mine = [
            item
            for item in self.office.items()
            if item.kind == "dossier" and item.content.get("route") in alone and item.dossier not in ended
        ]
        said = [Judgement(dossier=item.dossier, outcome="removed") for item in mine]
        result = self._send(mine, said)
        book = ledger.Ledger(self.stage, "police/outcomes")
        for item in mine:
            book.write(dossier=item.dossier, outcome="removed")
        return result

    def _first_word(self, item: Item, round_: int) -> Judgement | None:
        word, planned = self.office.words.get(item.content.get("raw", ""), (None, 0))
        if word is None:
            word, planned = script.Word("cannot_tell"), 1
        return _judgement(item, word, word.instruction) if planned == round_ else None

    def _send(self, items: list[Item], said: Iterable[Judgement]) -> dict[str, int]:
        """Sign one file a batch, bring it to the portal, keep it and what the portal said."""
        judged = {(j.dossier, 0) if j.dossier else (j.report, j.ordinal): j for j in said}
        counts: dict[str, int] = {}
        parcels = list(_by_parcel(items))
        for at in range(0, len(parcels), BATCH):
            batch = [item for parcel in parcels[at : at + BATCH] for item in parcel]
            mine = [judged[s] for item in batch if (s := _subject(item)) in judged]
            for name, number in self._bring(batch, mine).items():
                counts[name] = counts.get(name, 0) + number
        return counts

    def _bring(self, items: list[Item], said: list[Judgement]) -> dict[str, int]:
        sent_at = self.stage.now()
        checkpoint = download.log_size_and_root(self.note, trust=self.office.trust)
        document = answering.answers(
            items, said, trust=self.office.trust, checkpoint=checkpoint, at=sent_at, key=self.key
        )
        book = ledger.Ledger(self.stage, "police/answers")
        write_whole(self.stage.police / "answers" / f"{sent_at:%Y%m%dT%H%M%S%f}-{self.name}.json", document)
        results = portal.send(self.stage.url("portal"), document, key=self.key, at=sent_at)
        counts: dict[str, int] = {}
        for result in results:
            counts[result["result"]] = counts.get(result["result"], 0) + 1
        book.write(by=self.name, bytes=len(document), results=counts)
        self._remember(items, said, results, sent_at)
        return counts

    def _remember(self, items: list[Item], said: list[Judgement], results: list[Any], sent_at: datetime) -> None:
        accepted = {(r["subject"], r["ordinal"]): r["result"] for r in results}
        book, by_subject = ledger.Ledger(self.stage, "police/words"), {_subject(item): item for item in items}
        for judged in said:
            if judged.dossier:
                continue
            item = by_subject[(judged.report, judged.ordinal)]
            ordinal = None if judged.feedback else judged.ordinal
            book.write(
                report=judged.report, ordinal=judged.ordinal, envelope=item.envelope, sent_at=sent_at.isoformat(),
                verdict=judged.feedback and "no_feedback" or judged.verdict, instruction=judged.instruction,
                result=accepted.get((judged.report, ordinal), "unanswered"), by=self.name,
            )  # fmt: skip

    def _moment(self) -> str:
        return answering.stamp(self.stage.now())


def _judgement(item: Item, word: script.Word, instruction: str) -> Judgement:
    if word.verdict == "no_feedback":
        return Judgement(report=item.report, ordinal=item.ordinal, feedback="none")
    return Judgement(
        report=item.report,
        ordinal=item.ordinal,
        verdict=word.verdict,
        classification=word.classification,
        instruction=instruction,
        withhold=word.withhold,
    )


def _subject(item: Item) -> tuple[str, int]:
    return (item.dossier, 0) if item.dossier else (item.report, item.ordinal)


def _items_of(items: list[Item], said: list[Judgement]) -> list[Item]:
    named = {(judged.report, judged.ordinal) for judged in said}
    return [item for item in items if (item.report, item.ordinal) in named]


def _by_parcel(items: Iterable[Item]) -> Iterator[list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.parcel, []).append(item)
    return iter(found.values())


def _part(item: Item, parts: int) -> int:
    """Which officer a report falls to."""
    return int(item.report[:4], 16) % parts


def main(stage: Stage, name: str) -> None:
    officer = Officer(stage, name)
    cues = ("fetch", "acknowledge", "judge", "reconsider", "release_again", "end_referrals")
    act({cue: getattr(officer, cue) for cue in cues})


if __name__ == "__main__":
    main(Stage(Path(sys.argv[1])), sys.argv[2])
