"""A police unit, a platform and a download between them, all made of real keys and real envelopes."""

import base64
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from kindline.client.police import trust
from kindline.sealing.checkpoint import Checkpoint, sign_checkpoint
from kindline.sealing.envelope import Envelope, Purpose, seal
from kindline.sealing.keys import SealingPrivateKey, SealingPublicKey, SigningPrivateKey
from tests.letters import letter

DAY = date(2026, 11, 21)
ADDRESS = "https://images.example.test/gallery/7?user=someone"
CANONICAL = "https://images.example.test/gallery/7?user=someone"


def sealing() -> SealingPrivateKey:
    return SealingPrivateKey.generate()


def signing() -> SigningPrivateKey:
    return SigningPrivateKey.generate()


@dataclass
class Scene:
    """Keys of both sides; `download` is what the portal would serve."""

    duty: SealingPrivateKey = field(default_factory=sealing)
    reserve: SealingPrivateKey = field(default_factory=sealing)
    officer: SigningPrivateKey = field(default_factory=signing)
    site: SigningPrivateKey = field(default_factory=signing)
    platform: SigningPrivateKey = field(default_factory=signing)
    log: SigningPrivateKey = field(default_factory=signing)
    routing: SealingPrivateKey = field(default_factory=sealing)

    @property
    def trust(self) -> trust.Trust:
        return trust.Trust(
            "federal-police",
            {self.duty.key_id: "duty", self.reserve.key_id: "reserve"},
            site=self.site.public(),
            platform=self.platform.public(),
            log=self.log.public(),
            routing=self.routing.public(),
        )

    def envelope(
        self,
        content: dict[str, Any],
        *,
        purpose: str = "address",
        report: str,
        ordinal: int = 1,
        recipients: tuple[SealingPublicKey, ...] = (),
        signer: SigningPrivateKey | None = None,
    ) -> Envelope:
        return seal(
            json.dumps(content).encode(),
            purpose=Purpose[purpose.upper()],
            report_id=UUID(report),
            ordinal=ordinal,
            mandate_id="relay-test",
            mandate_sha256=bytes(32),
            recipients=recipients or (self.duty.public(), self.reserve.public()),
            day=DAY,
            canon_version="test/1",
            signer=signer or (self.platform if purpose == "dossier" else self.site),
        )

    def listed(self, content: dict[str, Any], *, purpose: str = "address", ordinal: int = 1, **named: Any) -> dict:
        envelope = self.envelope(content, purpose=purpose, ordinal=ordinal, **named)
        sealed = base64.b64encode(envelope.to_bytes()).decode()
        return {"purpose": purpose, "ordinal": ordinal, "sealed": sealed}

    def report(self, *, addresses: int = 2, urgent: bool = False, **named: Any) -> dict[str, Any]:
        report = str(uuid4())
        envelopes = [self.listed(address(n), report=report, ordinal=n, **named) for n in range(1, addresses + 1)] + [
            self.listed(
                {"danger": "no", "seen": "web", "text": "Seen yesterday."}, purpose="account", ordinal=0, report=report
            )
        ]
        return parcel("handover", report, envelopes, urgent=urgent)

    def dossier(self) -> dict[str, Any]:
        report, dossier = str(uuid4()), str(uuid4())
        content = {"dossier": dossier, "number": 7, "purpose": "transfer", "canonical": CANONICAL, "kind": "located",
                   "verdict": "abuse_material", "classification": "baseline", "instruction": "act_now",
                   "route": "abroad_member", "country": "NL", "claims": [], "reasons": ["country"],
                   "age": {"reported_days": 12, "looked_up_days": 0}}  # fmt: skip
        written = [letter("transfer", "nl", CANONICAL), letter("order", "fr", CANONICAL)]
        content["letters"] = [one.without_addresses().to_dict() for one in written]
        listed = self.listed(content, purpose="dossier", ordinal=1, report=report)
        return parcel("dossier", report, [listed]) | {"dossier": dossier}

    def download(self, *parcels: dict[str, Any], **changed: Any) -> bytes:
        checkpoint = Checkpoint("log.hotline.example", 42, bytes(range(32)), DAY)
        document = {
            "form": "kindline/parcels/1",
            "checkpoint": sign_checkpoint(checkpoint, key=self.log),
            "routing_key": self.routing.public().to_text(),
            "platform_keys": {name: getattr(self, name).public().to_text() for name in ("site", "platform", "log")},
            "mandate": {"id": "relay-test", "sha256": "00" * 32, "recipients": sorted(self.trust.recipients)},
            "parcels": list(parcels),
        }
        return json.dumps(document | changed).encode()

    def files(self, folder: Path) -> dict[str, Path]:
        """Key files and trust list as they lie on the officer's stick."""
        folder.mkdir(parents=True, exist_ok=True)
        texts = {
            "duty.key": self.duty.to_text() + "\n",
            "reserve.key": self.reserve.to_text() + "\n",
            "officer.key": self.officer.to_text() + "\n",
            "trust.txt": trust.render(self.trust),
        }
        for name, text in texts.items():
            (folder / name).write_text(text)
        return {name: folder / name for name in texts}


def address(ordinal: int) -> dict[str, Any]:
    suffix = f"#{ordinal}" if ordinal > 1 else ""
    return {"raw": ADDRESS + suffix, "canonical": CANONICAL, "canon_version": "test/1", "kind": "located", "notes": []}


def parcel(kind: str, report: str, envelopes: list[dict[str, Any]], *, urgent: bool = False) -> dict[str, Any]:
    return {
        "parcel": str(uuid4()),
        "form": "kindline/parcel/1",
        "kind": kind,
        "report": report,
        "urgent": urgent,
        "mandate": "relay-test",
        "day": DAY.isoformat(),
        "envelopes": envelopes,
    }
