"""Samples of what leaves: composed by the code that composes the real thing, about addresses that lead nowhere."""

import base64
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid5

from django.conf import settings

from kindline.channels.mail.letter import read_letter
from kindline.channels.mail.message import compose as compose_mail
from kindline.kernel import clock
from kindline.kernel.mandate.nouns import Mandate, Rule
from kindline.kernel.outbox.letter import body
from kindline.sealing.certificate import self_signed
from kindline.sealing.keys import SigningPrivateKey, fingerprint
from kindline.services.hotline import lettering
from kindline.services.hotline.enclosures import files_of
from kindline.services.hotline.writing import xarf
from kindline.services.hotline.writing.composing import LANGUAGES, Case, Place, Sender, compose
from kindline.services.hotline.writing.letter import Letter
from kindline.services.hotline.writing.pdf import as_pdf
from kindline.services.hotline.writing.text import as_text

SAMPLE = UUID("5d1f7d9e-31f5-4f0e-9f4f-0d7c2a1b6e11")
READER = "reader@recipient.example"
PROVIDER, ABUSE_DESK = "Example Hosting", "abuse@hosting.example"
# One address of each kind that a letter may be about; every name is reserved.
ADDRESSES = {
    "located": ("https://pictures.example/album;a=1/view?id=7#3", "http://192.0.2.7:8080/second"),
    "onion": (f"http://{'samplesample' * 4}samplesa.onion/board/7",),
    "app": ("app:messenger.example/channel-7",),
    "other": ("magnet:?xt=urn:btih:0000000000000000000000000000000000000000",),
}


class Sampler:
    """Writes samples into one folder, with the keys that open and check its mails beside them."""

    def __init__(self, out: Path) -> None:
        self.out = out
        out.mkdir(parents=True, exist_ok=True)
        self.pdf_seconds: list[float] = []
        self.day = clock.today()
        first = self.day - timedelta(days=1)
        self.reader = self_signed("Recipient (sample)", READER, first=first, days=365, receives=True)
        self.ours = self_signed(settings.ORGANISATION, lettering.mailbox(), first=first, days=365)
        self.sender = Sender(
            organisation=settings.ORGANISATION,
            mailbox=lettering.mailbox(),
            portal=settings.PORTAL_URL,
            platform=fingerprint(SigningPrivateKey.generate().public()),
            certificate=self.ours.certificate.fingerprint(),
        )
        self._keep("demo.key.pem", self.reader.to_pem().encode())
        self._keep("demo.cert.pem", self.reader.certificate.to_pem().encode())
        self._keep("hotline.cert.pem", self.ours.certificate.to_pem().encode())

    def write(self, mandate: Mandate) -> Iterator[dict]:
        """Every route of a mandate: what was written for it, and by which steps it goes on without a letter."""
        for rule in mandate.rules:
            for kind in rule.letters:
                for language in LANGUAGES:
                    self._write(mandate, rule, kind, language)
            yield {
                "mandate": mandate.id,
                "route": rule.name,
                "steps": list(rule.steps),
                "letters": list(rule.letters),
            }

    def _write(self, mandate: Mandate, rule: Rule, kind: str, language: str) -> None:
        stem = f"{mandate.id}.{rule.name}.{kind}.{language}"
        letter = self._letter(mandate, rule, kind, language)
        found = {place.line: self._report(stem, place) for place in _places(mandate, rule)}
        reports = {line: report for line, report in found.items() if report}
        self._keep(f"{stem}.txt", as_text(letter).encode())
        began = time.perf_counter()
        pdf = as_pdf(letter)
        self.pdf_seconds.append(time.perf_counter() - began)
        self._keep(f"{stem}.pdf", pdf)
        for report in reports.values():
            self._keep(f"{stem}.xarf.json", xarf.to_bytes(report))
        self._keep(f"{stem}.eml", self._mail(stem, letter, reports))

    def _letter(self, mandate: Mandate, rule: Rule, kind: str, language: str) -> Letter:
        readers = {"notice": PROVIDER, "member": "Member hotline (sample)"}
        case = Case(
            number=f"N-{_code(rule.name)}" if kind == "notice" else "K-17",
            check_code=_code(mandate.id),
            day=self.day,
            looked_up=self.day,
            recipient=readers.get(kind, f"{mandate.police().name} (sample)"),
            places=_places(mandate, rule),
            route=rule.name,
            exercise=mandate.exercise,
            provider=PROVIDER,
            provider_mailbox=ABUSE_DESK,
        )
        return compose(
            kind,
            language,
            case=case,
            law=mandate.letters.of(language, assessor=mandate.assessor_id),
            sender=self.sender,
            preservation_days=mandate.letters.preservation_days,
        )

    def _report(self, stem: str, place: Place) -> dict | None:
        judged = xarf.Judged(
            UUID(bytes=uuid5(SAMPLE, f"{stem}{place.line}").bytes, version=4),
            place.address,
            place.classification,
            self.day,
            place.country,
            PROVIDER,
        )
        return xarf.report_of(judged, by=xarf.Reporter(self.sender.organisation, self.sender.mailbox))

    def _mail(self, stem: str, letter: Letter, reports: dict) -> bytes:
        letter_body = body(
            to=READER,
            title=f"kindline {letter.number}",
            text=as_text(letter),
            files=files_of(letter, reports),
            seal_to=self.reader.certificate.to_pem(),
        )
        return compose_mail(read_letter(letter_body), parcel=uuid5(SAMPLE, stem), key=self.ours)

    def _keep(self, name: str, data: bytes) -> None:
        (self.out / name).write_bytes(data)


def _places(mandate: Mandate, rule: Rule) -> tuple[Place, ...]:
    """The first address is baseline, a second one national: of that there is no XARF file."""
    kinds = rule.when.get("kind", ("located",))
    kind = next((kind for kind in ADDRESSES if kind in kinds), "located")
    abroad = rule.when.get("place", ("home",))[0] != "home"
    country = "" if kind != "located" else "NL" if abroad else mandate.home
    networks = (("AS64496", PROVIDER),) if kind == "located" else ()
    return tuple(
        Place(line, address, classification, country, networks)
        for line, (address, classification) in enumerate(
            zip(ADDRESSES[kind], ("baseline", "national"), strict=False), start=1
        )
    )


def _code(seed: str) -> str:
    return base64.b32encode(uuid5(SAMPLE, seed).bytes)[:8].decode().translate(str.maketrans("ILOU", "1234"))
