"""The hotline with its outside: a recorded zone for a resolver, and a police that answers."""

from pathlib import Path
from typing import Any

import pytest

from kindline.faces.worker.rounds import round_once
from kindline.provenance.resolver import ZoneResolver
from kindline.services.hotline import handover, world
from kindline.services.hotline.answers import AnswerResult, record_answers
from kindline.services.hotline.filing import Filing, accept_report
from kindline.sealing.receipt import ReceiptCode
from tests.installation import Installation

ZONES = Path(__file__).parents[3] / "examples" / "zones"


class Play:
    """What people around the hotline do, in short words."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.police = installation.police
        self._count = 0

    def file(self, *addresses: str, danger: str = "no", identity: str = "", account: str = "seen by chance") -> ReceiptCode:
        self._count += 1
        filing = Filing(
            danger=danger, seen="web_page", addresses=addresses, when="", how="", account=account,
            identity=identity, language="nl",
        )  # fmt: skip
        return accept_report(filing, nonce=self._count.to_bytes(32, "big"))

    def fetch(self) -> tuple[list[dict[str, Any]], str]:
        """Everything that waits for the police, opened, and the platform's routing key."""
        import json

        bundle = handover.bundle(handover.parcels_for("federal-police"), authority="federal-police", by="officer")
        return self.police.open(bundle), json.loads(bundle)["routing_key"]

    def judge(self, *, instruction: str = "act_now", verdict: str = "abuse_material") -> list[AnswerResult]:
        """Fetch what waits and answer every address alike; dossiers are acknowledged."""
        parcels, routing_key = self.fetch()
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
                    line["release"] = self.police.release(content, envelope, routing_key=routing_key)
                lines.append(line)
            reports.append(
                {"report": parcel["report"], "parcel": parcel["parcel"], "acknowledged": True, "addresses": lines}
            )
        return record_answers(self.police.answer(reports=reports, dossiers=dossiers))

    def rounds(self, count: int = 3) -> None:
        for _ in range(count):
            round_once()


@pytest.fixture
def play(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Play:
    monkeypatch.setattr(world, "resolver", lambda: ZoneResolver(ZONES / "before.zone"))
    return Play(installation)


