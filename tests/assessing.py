"""Licensed analysts of a test: keys the platform never had, a licence, and what they do at the desk."""

import base64
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kindline.kernel import clock
from kindline.kernel.installing import authority_tables, compose_mandate
from kindline.kernel.people.licences import license_analyst
from kindline.kernel.people.models import User
from kindline.sealing.answer import sign_document
from kindline.sealing.envelope import Envelope, open_envelope
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey, VerifyKey
from kindline.services.hotline.answers import AnswerResult
from kindline.services.hotline.assessment import answering, taking
from tests.installation import Installation

TEMPLATE = "assess-be-2017"
ABUSE = {
    "version": "1", "classification": "baseline", "age": "prepubescent", "gender": "girls", "site_type": "image_host",
    "commerciality": "not_determined", "virtual": "no", "user_generated": "no", "child_modelling": "no",
}  # fmt: skip
VERDICT = {"baseline": "abuse_material", "national": "abuse_material", "cannot_assess": "cannot_tell"}


@dataclass
class Analysts:
    """Two keys that open, and a signing key for each person."""

    duty: SealingPrivateKey = field(default_factory=SealingPrivateKey.generate)
    reserve: SealingPrivateKey = field(default_factory=SealingPrivateKey.generate)
    signing: dict[str, SigningPrivateKey] = field(
        default_factory=lambda: {name: SigningPrivateKey.generate() for name in ("ann", "ben", "eve")}
    )

    def tables(self) -> str:
        return authority_tables(
            name="Analysts (test)", identifier="analysts", role="analyst", mailbox="analysts@hotline.example",
            keys=[(role, key.public(), "2099-12-31") for role, key in (("duty", self.duty), ("reserve", self.reserve))],
            officers=[(name, key.public()) for name, key in self.signing.items()],
        )  # fmt: skip

    def work_in(self, installation: Installation, *, second_opinion: str = "none") -> None:
        """Put a mandate in force under which they assess."""
        document = compose_mandate(TEMPLATE, self.tables() + installation.police.authorities()).decode()
        asked = document.replace('second_opinion = "none"', f'second_opinion = "{second_opinion}"')
        installation.activate(asked.encode())

    def person(self, name: str, *, until: date = date(2099, 12, 31)) -> User:
        """A licensed analyst with an account."""
        user = User.objects.create_user(
            username=name, role="analyst", authority="analysts", answer_key=self.signing[name].public().to_text(),
            undertaking_signed_at=clock.now(),
        )  # fmt: skip
        license_analyst(user, number=f"L-{name}", valid_from=date(2020, 1, 1), valid_until=until, by="terminal:test")
        return user


@dataclass
class Desk:
    """What an analyst does, in short words."""

    installation: Installation
    analysts: Analysts
    opened: dict[str, Any] = field(default_factory=dict)

    def open(self, user: User, *, reason: str = "assess") -> dict[str, Any]:
        """Take the next address, be handed its envelope, open it with the analysts' key."""
        held = taking.take_next(by=user)
        return self.read(taking.hand_out(held, reason=reason, by=user))[0]

    def read(self, download: bytes) -> list[dict[str, Any]]:
        """Every envelope of a download, opened outside."""
        document = json.loads(download)
        self.opened = {"routing": document["routing_key"], "parcel": document["parcels"][0]}
        sender = VerifyKey.from_text(document["platform_keys"]["site"])
        found = []
        for entry in document["parcels"][0]["envelopes"]:
            envelope = Envelope.from_bytes(base64.b64decode(entry["sealed"]))
            plain = open_envelope(envelope, key=self.analysts.duty, sender=sender, expected_recipients=None)
            found.append({"hash": envelope.hash.hex(), "ordinal": entry["ordinal"], **json.loads(plain)})
        return found

    def document(self, name: str, content: dict[str, Any], **said: Any) -> bytes:
        """A signed answer about the opened address: baseline abuse material unless told otherwise."""
        codes = ABUSE | said
        if codes["classification"] not in ("baseline", "national"):
            codes = {"version": "1", "classification": codes["classification"]}
        line: dict[str, Any] = {"ordinal": content["ordinal"], "envelope": content["hash"], "assessment": codes}
        line["verdict"] = VERDICT.get(codes["classification"], codes["classification"])
        if line["verdict"] == "abuse_material":
            release = self.installation.police.release(content, content["hash"], routing_key=self.opened["routing"])
            line |= {"classification": codes["classification"], "instruction": "act_now", "release": release}
        parcel = self.opened["parcel"]
        return self.signed(name, {"report": parcel["report"], "parcel": parcel["parcel"], "addresses": [line]})

    def signed(self, name: str, report: dict[str, Any]) -> bytes:
        payload = {
            "form": "kindline/answers/1", "authority": "analysts", "at": clock.now().isoformat(),
            "checkpoint": {"size": 0, "root": ""}, "reports": [report | {"acknowledged": True}], "dossiers": [],
        }  # fmt: skip
        return sign_document(payload, key=self.analysts.signing[name], context="answers")

    def judge(self, user: User, **said: Any) -> list[AnswerResult]:
        """Take, open and answer the next address."""
        return answering.answer(self.document(user.username, self.open(user), **said), by=user)
