"""A real installation for tests: keys, a signed mandate, and the police's own keys, as an operator would make them."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kindline.kernel import clock
from kindline.kernel.installing import (
    activate_mandate,
    authority_tables,
    compose_mandate,
    make_keys,
    make_mail_key,
    sign_by_both,
)
from kindline.sealing.answer import sign_document
from kindline.sealing.box import seal_box
from kindline.sealing.envelope import Envelope, open_envelope
from kindline.sealing.keys import SealingPrivateKey, SealingPublicKey, SigningPrivateKey, VerifyKey

TEMPLATE = "relay-be-2002"


@dataclass
class Police:
    """An authority of a test: two opening keys, two officers, and what they do with a bundle."""

    identifier: str = "federal-police"
    role: str = "police"
    name: str = "Federal Police (test)"
    duty: SealingPrivateKey = field(default_factory=SealingPrivateKey.generate)
    reserve: SealingPrivateKey = field(default_factory=SealingPrivateKey.generate)
    officer: SigningPrivateKey = field(default_factory=SigningPrivateKey.generate)
    second: SigningPrivateKey = field(default_factory=SigningPrivateKey.generate)

    def authorities(self, not_after: date = date(2099, 12, 31)) -> str:
        return authority_tables(
            identifier=self.identifier,
            role=self.role,
            name=self.name,
            mailbox="duty@police.example",
            keys=[
                ("duty", self.duty.public(), not_after.isoformat()),
                ("reserve", self.reserve.public(), "2099-12-31"),
            ],
            officers=[("A. Officer", self.officer.public()), ("B. Officer", self.second.public())],
        )

    def open(
        self, bundle: bytes, *, key: SealingPrivateKey | None = None, beside: "Police | None" = None
    ) -> list[dict[str, Any]]:
        """Every parcel of a bundle with its envelopes opened, as (purpose, ordinal, envelope hash, content).

        `beside` is the other authority that the mandate names, whose keys may stand in the header too.
        """
        expected = {key.key_id for who in (self, beside or self) for key in (who.duty, who.reserve)}
        document = json.loads(bundle)
        opened = []
        for parcel in document["parcels"]:
            sender = VerifyKey.from_text(
                document["platform_keys"]["platform" if parcel["kind"] == "dossier" else "site"]
            )
            contents = []
            for entry in parcel["envelopes"]:
                envelope = Envelope.from_bytes(base64.b64decode(entry["sealed"]))
                plain = open_envelope(
                    envelope,
                    key=key or self.duty,
                    sender=sender,
                    expected_recipients=expected,
                )
                contents.append((entry["purpose"], entry["ordinal"], envelope.hash.hex(), json.loads(plain)))
            opened.append(parcel | {"contents": contents})
        return opened

    def answer(
        self,
        *,
        reports: Iterable[dict[str, Any]] = (),
        dossiers: Iterable[dict[str, Any]] = (),
        at: datetime | None = None,
        key: SigningPrivateKey | None = None,
    ) -> bytes:
        """A signed answer file, dated now or `at`."""
        payload = {
            "form": "kindline/answers/1",
            "authority": self.identifier,
            "at": (at or clock.now()).isoformat(),
            "checkpoint": {"size": 0, "root": ""},
            "reports": list(reports),
            "dossiers": list(dossiers),
        }
        return sign_document(payload, key=key or self.officer, context="answers")

    def release(self, content: dict[str, Any], envelope: str, *, routing_key: str) -> str:
        """An opened address sealed to the routing key: its canonical form and nothing else."""
        plain = json.dumps({name: content[name] for name in ("canonical", "canon_version", "kind")}).encode()
        recipient = SealingPublicKey.from_text(routing_key)
        return base64.b64encode(seal_box(plain, recipient=recipient, info=b"release:" + envelope.encode())).decode()


@dataclass
class Installation:
    """One installation on disk and those who hold keys to it outside."""

    data: Path
    keys: Path
    police: Police
    signers: tuple[SigningPrivateKey, SigningPrivateKey]
    analysts: Police = field(default_factory=lambda: Police("analysts", "analyst", "Analysts (test)"))

    def law(self, template: str) -> bytes:
        """A shipped mandate with the keys of this test's authorities."""
        return compose_mandate(template, self.police.authorities() + self.analysts.authorities())

    def activate(self, document: bytes) -> None:
        pinned = (self.signers[0].public(), self.signers[1].public())
        activate_mandate(self.data, document, sign_by_both(document, *self.signers), pinned=pinned)


def make_installation(folder: Path, template: str = TEMPLATE) -> Installation:
    """Keys and a mandate, the founding one unless another is named, in an empty folder."""
    made = Installation(
        folder / "data",
        folder / "data.keys",
        Police(),
        (SigningPrivateKey.generate(), SigningPrivateKey.generate()),
    )
    made.data.mkdir(parents=True)
    relay = template.startswith("relay")
    made.activate(compose_mandate(template, made.police.authorities()) if relay else made.law(template))
    make_keys(made.keys, pinned=(made.signers[0].public(), made.signers[1].public()), epoch="1")
    make_mail_key(made.keys, name="Hotline (test)", mailbox="notices@hotline.example", day=clock.today())
    return made
