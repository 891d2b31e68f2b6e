"""The hotline with its outside: a recorded zone for a resolver, and a police that answers."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from kindline.faces.worker.rounds import round_once
from kindline.kernel import clock, vault
from kindline.kernel.directory.models import Provider
from kindline.kernel.mandate.active import active
from kindline.kernel.outbox.models import Parcel
from kindline.provenance.resolver import ZoneResolver
from kindline.sealing.receipt import ReceiptCode
from kindline.services.hotline import handover, task_decisions, world
from kindline.services.hotline.answers import AnswerResult, record_answers
from kindline.services.hotline.filing import Filing, accept_report
from kindline.services.hotline.models import Address, Task
from tests.installation import Installation, Police, make_installation

ZONES = Path(__file__).parents[3] / "examples" / "zones"


class Play:
    """What people around the hotline do, in short words."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.police = installation.police
        # Who is handed the reports and judges: the police in `relay`, licensed analysts in `assess`.
        self.assessor = installation.analysts if active().assessor_id == "analysts" else installation.police
        self.asked: list[str] = []
        self.zone = "before.zone"
        self.opened: dict[str, dict[str, Any]] = {}
        self._count = 0

    def file(
        self, *addresses: str, danger: str = "no", identity: str = "", account: str = "seen by chance"
    ) -> ReceiptCode:
        self._count += 1
        filing = Filing(
            danger=danger, seen="web_page", addresses=addresses, when="", how="", account=account,
            identity=identity, language="nl",
        )  # fmt: skip
        return accept_report(filing, nonce=self._count.to_bytes(32, "big"))

    def fetch(self, who: Police | None = None) -> tuple[list[dict[str, Any]], str]:
        """Everything that waits for the assessor, or for `who`, opened, and the platform's routing key."""
        who = who or self.assessor
        bundle = handover.bundle(handover.parcels_for(who.identifier), authority=who.identifier, by="officer")
        self.routing_key = json.loads(bundle)["routing_key"]
        parcels = who.open(bundle, beside=self.police if who is self.assessor else self.assessor)
        for parcel in parcels:
            for purpose, _, envelope, content in parcel["contents"]:
                if purpose == "address":
                    self.opened[envelope] = content
        return parcels, self.routing_key

    def resolver(self) -> ZoneResolver:
        return ZoneResolver(ZONES / self.zone, on_query=self.asked.append)

    def line(self, address: Address, *, box: bool = False, **said: str) -> dict[str, Any]:
        """What an officer says of one address; `box` seals its release."""
        content = self.opened[address.envelope]
        release = self.assessor.release(content, address.envelope, routing_key=self.routing_key)
        sealed = {"release": release} if box else {}
        return {"ordinal": address.ordinal, "envelope": address.envelope, **said, **sealed}

    def document(self, *lines: tuple[Address, dict[str, Any]], at: datetime | None = None) -> bytes:
        """A signed document with one entry for each line."""
        reports = [{"report": str(address.report_id), "addresses": [line]} for address, line in lines]
        return self.assessor.answer(reports=reports, at=at)

    def say(self, address: Address, *, box: bool = False, at: datetime | None = None, **said: str) -> str:
        """Say one thing about one address; what became of it."""
        (result,) = record_answers(self.document((address, self.line(address, box=box, **said)), at=at))
        return result.result

    def instruct(self, address: Address, instruction: str) -> str:
        return self.say(
            address, box=instruction in ("act_now", "never_notify"), verdict="abuse_material",
            classification="baseline", instruction=instruction,
        )  # fmt: skip

    def routed(self, *addresses: str, danger: str = "no", instruction: str = "act_now") -> list[Address]:
        """Reports of one address each, filed, judged, released and routed; in the order given."""
        for address in addresses:
            self.file(address, danger=danger)
        self.rounds(1)
        self.judge(instruction=instruction)
        self.rounds(1)
        raw = {content["raw"]: envelope for envelope, content in self.opened.items()}
        return [Address.objects.get(envelope=raw[address]) for address in addresses]

    def confirm(self, slug: str = "") -> str:
        """A person confirms a provider's mailbox (the only one, if none is named); the secret of its second factor."""
        provider = Provider.objects.get(slug=slug) if slug else Provider.objects.get()
        task = Task.objects.get(kind="confirm_mailbox", subject=provider.pk, done_at=None)
        return task_decisions.decide(task, decision="confirmed", reason="called them", by="user:1")

    def later(self, **time: float) -> None:
        """Time passes, and the worker makes its rounds."""
        clock.move(timedelta(**time))
        self.rounds(2)

    def now(self) -> datetime:
        return clock.now()

    def mails(self, kind: str) -> list[dict[str, str]]:
        rows = Parcel.objects.filter(kind=kind, channel="mail").order_by("created_at")
        return [json.loads(vault.mail_body_open(bytes(row.sealed_body))) for row in rows]

    def codes(self) -> dict[str, str]:
        """The pick-up code of each announced notice, as its mail says it."""
        found = {}
        for mail in self.mails("notice"):
            number = mail["subject"].split()[-1]
            found[number] = next(word for word in mail["text"].split() if word.count("-") == 5 and len(word) == 29)
        return found

    def judge(self, *, instruction: str = "act_now", verdict: str = "abuse_material") -> list[AnswerResult]:
        """The assessor fetches what waits and answers every address alike; dossiers are acknowledged."""
        return self.answer_all(self.assessor, instruction=instruction, verdict=verdict)

    def sign_for_dossiers(self) -> list[AnswerResult]:
        """Where others assess, the police fetch what came to them and sign for it."""
        return self.answer_all(self.police)

    def answer_all(
        self, who: Police, *, instruction: str = "act_now", verdict: str = "abuse_material"
    ) -> list[AnswerResult]:
        parcels, routing_key = self.fetch(who)
        reports, dossiers = [], []
        for parcel in parcels:
            if parcel["kind"] == "dossier":
                dossiers.append({"dossier": parcel["dossier"], "parcel": parcel["parcel"], "acknowledged": True})
                continue
            lines = []
            for purpose, ordinal, envelope, content in parcel["contents"]:
                if purpose != "address":
                    continue
                line: dict[str, Any] = {"ordinal": ordinal, "envelope": envelope, "verdict": verdict}
                if verdict == "abuse_material":
                    line |= {"classification": "baseline", "instruction": instruction}
                if instruction in ("act_now", "never_notify") and verdict == "abuse_material":
                    line["release"] = who.release(content, envelope, routing_key=routing_key)
                lines.append(line)
            reports.append(
                {"report": parcel["report"], "parcel": parcel["parcel"], "acknowledged": True, "addresses": lines}
            )
        return record_answers(who.answer(reports=reports, dossiers=dossiers))

    def rounds(self, count: int = 3) -> None:
        for _ in range(count):
            round_once()


@pytest.fixture
def play(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Play:
    made = Play(installation)
    monkeypatch.setattr(world, "resolver", made.resolver)
    return made


@pytest.fixture
def play_under(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Play]:
    """The same under another shipped mandate, in an installation of its own."""

    def start(template: str) -> Play:
        made = make_installation(tmp_path / template, template)
        settings.DATA_DIR, settings.KEYS_DIR = made.data, made.keys
        started = Play(made)
        monkeypatch.setattr(world, "resolver", started.resolver)
        return started

    return start
