"""Reports that another site sealed: they go the same way as ours, and nothing that does not fit together is stored."""

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse

from kindline.client import Connection, Refused
from kindline.client.police import download, opening, trust
from kindline.client.site import Address, Report, Site
from kindline.kernel import clock, vault
from kindline.kernel.partners import pacing
from kindline.provenance.address import Locator, parse
from kindline.sealing.envelope import Purpose, seal
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey
from kindline.services.hotline import handover, mailbox
from kindline.services.hotline.intake.models import Envelope
from kindline.services.hotline.intake.models import Report as Accepted
from kindline.services.hotline.models import Address as Stored
from kindline.services.hotline.models import BlindTag, Ring
from tests.faces.api.conftest import Caller
from tests.faces.api.test_doors import problem
from tests.services.hotline.conftest import Play, play

__all__ = ["play"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["core", "intake"])
Partners = Callable[..., Caller]
URL = "/v1/reports"
AT_HOME = "https://album.test/a"


def address(text: str = AT_HOME) -> Address:
    parsed = parse(text)
    if not isinstance(parsed, Locator):
        return Address(text)
    notes = tuple({note.code for note in parsed.notes})
    return Address(text, parsed.canonical, parsed.canon_version, str(parsed.kind), notes, parsed.key)


@dataclass
class Shop:
    """Another site: what it seals, and how it brings it here."""

    caller: Caller
    site: Site

    def sealed(self, report: Report, *, nonce: bytes = b"") -> dict[str, Any]:
        nonce = nonce or secrets.token_bytes(16)
        code = mailbox.receipt.from_draft(nonce, report.digest())
        return self.site._sealed(report, nonce, code)

    def bring(self, document: dict[str, Any], **headers: str) -> HttpResponse:
        return self.caller.post(URL, document, **headers)


class Through(Connection):
    """The client's connection, through the test's own door."""

    caller: Caller

    def get(self, path: str) -> Any:
        return self.caller.get(path).json()

    def post(self, path: str, content: object | None = None) -> Any:
        return self.caller.post(path, content).json()


@pytest.fixture(params=["site", "member"])
def shop(request: pytest.FixtureRequest, partner: Partners, play: Play) -> Shop:
    caller = partner(request.param)
    connection = Through("https://api.hotline.test", caller.id, caller.key)
    object.__setattr__(connection, "caller", caller)
    pinned = (play.installation.signers[0].public(), play.installation.signers[1].public())
    site = Site(connection, caller.key, pinned, vault.sealing_key("index"), now=clock.now)
    return Shop(caller, site)


def test_a_report_of_another_site_goes_the_whole_way_and_its_reporter_finds_it_here(shop: Shop, play: Play) -> None:
    report = Report((address(), address("no address at all")), account="seen by chance", identity="a@b.test")
    code = shop.site.file(report, nonce=b"n" * 32, reference="our/7")
    assert shop.site.file(report, nonce=b"n" * 32) == code
    assert Accepted.objects.get().channel in ("partner site", "member hotline")
    found = mailbox.find(code.display())
    assert found is not None and found.stage == "received"
    play.rounds(1)
    bundle = handover.bundle(handover.parcels_for("federal-police"), authority="federal-police", by="officer")
    own = trust.parse(
        trust.from_installation(
            play.installation.data / "mandate" / "active.toml", play.installation.keys / "public",
            authority="federal-police",
        )
    )  # fmt: skip
    keys = [play.police.duty]
    strange = opening.open_all(download.parse(bundle, trust=own), keys=keys, trust=own)
    assert {item.refused for item in strange} == {"Tampered"}
    accepted = replace(own, partners={shop.caller.key.key_id: shop.caller.key.public()})
    accepted = trust.parse(trust.render(accepted))
    items = opening.open_all(download.parse(bundle, trust=accepted), keys=keys, trust=accepted)
    assert [item.content.get("raw") for item in items if item.purpose == "address"] == [AT_HOME, "no address at all"]
    assert {item.refused for item in items} == {""}
    assert BlindTag.objects.count() == 2


def test_the_same_address_is_known_again_whichever_site_it_was_reported_at(shop: Shop, play: Play) -> None:
    play.file(AT_HOME)
    shop.site.file(Report((address(),)), nonce=b"n" * 32)
    play.rounds(1)
    first, second = (bytes(tag.tag) for tag in BlindTag.objects.all())
    assert first == second


def test_an_urgent_report_rings_and_is_never_told_to_wait(
    shop: Shop, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [shop.sealed(Report((address(),), danger="now", account=str(number))) for number in range(3)]
    monkeypatch.setattr(pacing, "BURST", 1)
    monkeypatch.setattr(pacing, "EVERY", timedelta(minutes=1))
    assert [shop.bring(one).status_code for one in made] == [200, 200, 200]
    refused = shop.caller.get("/v1/me")
    assert (problem(refused), int(refused.headers["Retry-After"]) >= 1) == ("too_fast", True)
    play.rounds(1)
    assert Ring.objects.get().count == 3


def resealed(shop: Shop, document: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """The same report with its first envelope sealed anew in another way."""
    terms = shop.site.terms()
    given = {"purpose": Purpose.ADDRESS, "report_id": UUID(document["id"]), "ordinal": 1, "mandate_id": terms.mandate,
             "mandate_sha256": terms.sha256, "recipients": terms.recipients["address"], "day": clock.today(),
             "canon_version": "1", "signer": shop.caller.key}  # fmt: skip
    sealed = base64.b64encode(seal(b"{}", **(given | changed)).to_bytes()).decode()
    first, *rest = document["envelopes"]
    return document | {"envelopes": [first | {"sealed": sealed}, *rest]}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"recipients": [SealingPrivateKey.generate().public()]}, "other_recipients"),
        ({"signer": SigningPrivateKey.generate()}, "unknown_sealer"),
        ({"mandate_sha256": bytes(32)}, "another_mandate"),
        ({"mandate_id": "another"}, "another_mandate"),
        ({"report_id": uuid4()}, "envelope_of_another_report"),
        ({"purpose": Purpose.RELEASE}, "envelope_of_another_report"),
        ({"purpose": Purpose.DOSSIER}, "envelope_of_another_report"),
        ({"ordinal": 2}, "ordinals"),
        ({"day": date(2026, 1, 1)}, "another_day"),
    ],
)
def test_an_envelope_that_does_not_fit_is_refused_and_nothing_is_stored(
    shop: Shop, changed: dict[str, Any], reason: str
) -> None:
    response = shop.bring(resealed(shop, shop.sealed(Report((address(),))), **changed))
    assert (problem(response), response.json()["reason"]) == ("not_taken", reason)
    assert not Accepted.objects.exists() and not Envelope.objects.exists()


def test_one_recipient_more_than_the_mandate_names_is_one_too_many(shop: Shop) -> None:
    """Recipient substitution is the real attack (FOUNDATIONS §2)."""
    more = (*shop.site.terms().recipients["address"], SealingPrivateKey.generate().public())
    response = shop.bring(resealed(shop, shop.sealed(Report((address(),))), recipients=more))
    assert (response.status_code, response.json().get("reason")) == (422, "other_recipients")


def test_a_changed_byte_is_noticed(shop: Shop) -> None:
    document = shop.sealed(Report((address(),)))
    raw = bytearray(base64.b64decode(document["envelopes"][0]["sealed"]))
    raw[-100] ^= 1
    document["envelopes"][0]["sealed"] = base64.b64encode(raw).decode()
    assert shop.bring(document).json()["reason"] == "unreadable_envelope"


@pytest.mark.parametrize(
    ("envelopes", "reason"),
    [([0, 0, 1], "ordinals"), ([1, 1], "envelopes_missing_or_too_many"), ([0, 1, 1], "envelopes_missing_or_too_many")],
)
def test_each_envelope_has_one_place(shop: Shop, envelopes: list[int], reason: str) -> None:
    document = shop.sealed(Report((address(),)))
    chosen = [document["envelopes"][at] for at in envelopes]
    assert shop.bring(document | {"envelopes": chosen}).json()["reason"] == reason


def test_a_blind_box_of_nonsense_stops_no_report(shop: Shop, play: Play) -> None:
    document = shop.sealed(Report((address(),)))
    document["envelopes"][0]["blind"] = base64.b64encode(b"nonsense").decode()
    assert shop.bring(document).status_code == 200
    play.rounds(1)
    assert Stored.objects.get().state == "sealed" and not BlindTag.objects.exists()
    assert len(handover.parcels_for("federal-police")) == 1


@pytest.mark.parametrize(
    "changed", [{"text": "hello"}, {"verifier": "AAAA"}, {"mailbox_key": "x" * 200}, {"seen": "x y"}, {"urgent": 1}]
)
def test_nothing_but_what_filing_stores_has_a_place(shop: Shop, changed: dict[str, object]) -> None:
    assert problem(shop.bring(shop.sealed(Report((address(),))) | changed)) == "not_as_described"


def test_a_mandate_that_the_pinned_keys_did_not_sign_is_never_sealed_to(shop: Shop) -> None:
    stranger = SigningPrivateKey.generate().public()
    deceived = replace(shop.site, pinned=(shop.site.pinned[0], stranger))
    with pytest.raises(Refused, match="seal nothing"):
        deceived.file(Report((address(),)), nonce=b"n" * 32)
    assert not Accepted.objects.exists()


def test_no_word_of_a_report_is_in_what_is_stored_or_sent(shop: Shop) -> None:
    report = Report((address(),), account="the words of a reporter", identity="reporter@example.test")
    document = json.dumps(shop.sealed(report))
    for word in (AT_HOME, "words of a reporter", "reporter@example.test"):
        assert word not in document and base64.b64encode(word.encode()).decode()[:-4] not in document
    assert "words" not in repr(report)
