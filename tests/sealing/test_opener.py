"""The JavaScript core in a real browser, from a file on disk, under the policy of the offline opener."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kindline.sealing import canonical_json, opener, suites
from kindline.sealing.answer import sign_document, verify_document
from kindline.sealing.box import open_box, seal_box
from kindline.sealing.envelope import Envelope
from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey, fingerprint
from tests.sealing.conftest import Parties
from tests.sealing.forgeries import two_faced
from tests.sealing.hpke_reference import RFC_9180_A_1_1

pytestmark = pytest.mark.browser

Sealer = Callable[..., Envelope]
PAGE = """<!doctype html><meta charset="utf-8"><title>opener</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-{hash}'; connect-src 'none';
require-trusted-types-for 'script'; trusted-types 'none'">
<script>{script}</script>"""

# The few lines a page around the core would have: text in, text out, refusals by name.
OPEN = """async ({envelope, secret, sender, expected}) => {
  const {bytes, envelope: envelopes, keys} = kindline;
  try {
    const opened = await envelopes.open(await envelopes.decode(bytes.fromBase64(envelope)), {
      key: await keys.sealingPrivate(secret), sender: await keys.verifyKey(sender), expectedRecipients: expected,
    });
    return {opened: bytes.base64(opened)};
  } catch (refusal) { return {refusal: refusal.name}; }
}"""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--headless", "--no-sandbox", "--disable-gpu"]
        running = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield running
        running.close()


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Page:
    file = tmp_path_factory.mktemp("opener") / "opener.html"
    file.write_text(_html(), encoding="utf-8")
    return _loaded(browser, file)


def test_the_page_on_disk_can_do_all_that_is_needed(page: Page) -> None:
    assert page.evaluate("kindline.bytes.checkBrowser().then(() => 'able')") == "able"


def test_hpke_agrees_with_rfc_9180_appendix_a_1(page: Page) -> None:
    secret = SealingPrivateKey(bytes.fromhex(RFC_9180_A_1_1["skRm"])).to_text()
    ephemeral = SealingPrivateKey(bytes.fromhex(RFC_9180_A_1_1["skEm"])).to_text()
    found = page.evaluate(
        """async ({vector, secret, ephemeral}) => {
          const {bytes: {concat, fromHex, hex}, hpke, keys} = kindline;
          const given = Object.fromEntries(Object.entries(vector).map(([name, value]) => [name, fromHex(value)]));
          const [key, pair] = [await keys.sealingPrivate(secret), await keys.sealingPrivate(ephemeral)];
          const enc = await keys.publicFromRaw("x25519", given.enc);
          const shared = await hpke.sharedSecret(key.native, enc.native, concat(given.enc, given.pkRm));
          const schedule = await hpke.keySchedule(shared, given.info, "AES-128-GCM");
          const how = {info: given.info, aad: given.aad, aead: "AES-128-GCM"};
          return {
            shared_secret: hex(shared), key: hex(schedule.key), base_nonce: hex(schedule.nonce),
            pt: hex(await hpke.open(concat(given.enc, given.ct), {key, ...how})),
            sealed: hex(await hpke.seal(given.pt, {recipient: key.public, ephemeral: pair, ...how})),
          };
        }""",
        {"vector": RFC_9180_A_1_1, "secret": secret, "ephemeral": ephemeral},
    )
    expected = {name: RFC_9180_A_1_1[name] for name in ("shared_secret", "key", "base_nonce", "pt")}
    assert found == expected | {"sealed": RFC_9180_A_1_1["enc"] + RFC_9180_A_1_1["ct"]}


@pytest.mark.parametrize("length", [0, 1020, 1021, 20_000, 65_532])
def test_the_browser_opens_what_python_sealed(page: Page, parties: Parties, sealed: Sealer, length: int) -> None:
    text = ("één adres ☃ " * 6000).encode()[:length]
    for key in (parties.duty, parties.reserve):
        assert _opened(page, sealed(text), parties, key=key) == text


def test_the_browser_reads_the_same_header(page: Page, sealed: Sealer) -> None:
    envelope = sealed()
    read = page.evaluate(
        """async (data) => {
          const {hex, fromBase64} = kindline.bytes;
          const {header, hash} = await kindline.envelope.decode(fromBase64(data));
          return [header.purpose, header.envelopeId, header.reportId, header.ordinal, header.day, header.mandateId,
            hex(header.mandateSha256), header.canonVersion, header.sender, header.recipients, hex(hash)];
        }""",
        _base64(envelope.to_bytes()),
    )
    header = envelope.header
    assert read == [
        header.purpose.name.lower(), str(header.envelope_id), str(header.report_id), header.ordinal,
        header.day.isoformat(), header.mandate_id, header.mandate_sha256.hex(), header.canon_version, header.sender,
        list(header.recipients), envelope.hash.hex(),
    ]  # fmt: skip


def test_the_browser_refuses_what_python_refuses(page: Page, parties: Parties, sealed: Sealer) -> None:
    envelope, stranger = sealed(), SealingPrivateKey.generate()
    whole = bytearray(envelope.to_bytes())
    whole[400] ^= 1
    substituted = sealed(recipients=[parties.duty.public(), stranger.public()])
    answers = [
        _opened(page, envelope, parties, key=stranger),
        _opened(page, substituted, parties),
        _opened(page, Envelope.from_bytes(bytes(whole)), parties),
        _opened(page, sealed(signer=SigningPrivateKey.generate()), parties),
        _opened(page, two_faced(parties), parties),
        _answer(page, envelope.to_bytes()[:-1], parties),
        _answer(page, envelope.to_bytes() + b"\0", parties),
        _answer(page, _later_suite(envelope), parties),
    ]
    assert answers == ["NotARecipient", "UnexpectedRecipient"] + ["Tampered"] * 5 + ["UnknownSuite"]


def test_python_opens_what_the_browser_sealed(page: Page, parties: Parties) -> None:
    both = page.evaluate(
        """async (line) => {
          const {bytes: {base64, utf8}, box, hpke, keys} = kindline;
          const recipient = await keys.sealingPublic(line);
          return [base64(await box.seal(utf8("freigegeben ☃"), {recipient, info: "release"})),
            base64(await hpke.seal(utf8("☃"), {recipient, info: utf8("a use")}))];
        }""",
        parties.duty.public().to_text(),
    )
    boxed, bare = map(base64.b64decode, both)
    assert open_box(boxed, key=parties.duty, info=b"release").decode() == "freigegeben ☃"
    assert suites.hpke_open(bare, key=parties.duty, info=b"a use").decode() == "☃"


def test_the_browser_opens_a_box(page: Page, parties: Parties) -> None:
    sealed = seal_box("☃".encode(), recipient=parties.duty.public(), info=b"mailbox")
    opened = page.evaluate(
        """async ({sealed, secret}) => kindline.bytes.text(await kindline.box.open(
          kindline.bytes.fromBase64(sealed), {key: await kindline.keys.sealingPrivate(secret), info: "mailbox"}))""",
        {"sealed": _base64(sealed), "secret": parties.duty.to_text()},
    )
    assert opened == "☃"


PAYLOAD: dict[str, Any] = {
    "answers": [
        {"ordinal": 1, "verdict": "not", "note": 'é ☃ 🐦 "\\/\n\t\x01\x7f\u2028'},
        {"b": None, "B": True, "a_": -5},
    ],
    "big": 2**53 - 1,
    "empty": [{}, [], ""],
}


def test_both_sides_sign_the_same_bytes(page: Page) -> None:
    key = SigningPrivateKey.generate()
    signed = page.evaluate(
        """async ({payload, secret}) => kindline.bytes.base64(await kindline.answer.sign(payload, {
          key: await kindline.keys.signingPrivate(secret), context: "verdict"}))""",
        {"payload": PAYLOAD, "secret": key.to_text()},
    )
    assert base64.b64decode(signed) == sign_document(PAYLOAD, key=key, context="verdict")
    keys = {key.key_id: key.public()}
    assert verify_document(base64.b64decode(signed), keys=keys, context="verdict").payload == PAYLOAD


def test_the_browser_verifies_and_refuses_like_python(page: Page) -> None:
    key, other = SigningPrivateKey.generate(), SigningPrivateKey.generate()
    good = sign_document(PAYLOAD, key=key, context="verdict")
    document = json.loads(good)
    spaced = json.dumps(document, sort_keys=True).encode()
    swapped = canonical_json.dump(document | {"payload": _base64(b'{"answers":[]}')})
    files = [good, sign_document(PAYLOAD, key=other, context="verdict"), spaced, swapped, b"[]", b"\xff", good + b"\n"]
    answers = page.evaluate(
        """async ({files, line}) => {
          const keys = [await kindline.keys.verifyKey(line)];
          return Promise.all(files.map(async (file) => {
            const data = kindline.bytes.fromBase64(file);
            try { return (await kindline.answer.verify(data, {keys, context: "verdict"})).payload; }
            catch (refusal) { return refusal.name; }
          }));
        }""",
        {"files": [_base64(file) for file in files], "line": key.public().to_text()},
    )
    assert answers == [PAYLOAD, "UnknownSigner"] + ["Tampered"] * 5


def test_keys_have_the_same_id_and_fingerprint(page: Page, parties: Parties) -> None:
    found = page.evaluate(
        """async ({sealing, signing}) => {
          const both = [await kindline.keys.sealingPrivate(sealing), await kindline.keys.signingPrivate(signing)];
          return both.map((key) => [key.keyId, key.public.fingerprint, key.native.extractable]);
        }""",
        {"sealing": parties.duty.to_text(), "signing": parties.site.to_text()},
    )
    publics = (parties.duty.public(), parties.site.public())
    assert found == [[key.key_id, fingerprint(key), False] for key in publics]


def test_a_bad_key_line_is_refused_without_being_quoted(page: Page) -> None:
    lines = ["", "kindline-x25519-pub:AAAA", "kindline-x25519-secret:canary", "kindline-x25519-secret:AAAA"]
    refusals = page.evaluate(
        """(lines) => Promise.all(lines.map((line) => kindline.keys.sealingPrivate(line).catch(
          (refusal) => `${refusal.name} ${refusal.message}`)))""",
        lines,
    )
    assert all(refusal.startswith("BadKey ") and "canary" not in refusal for refusal in refusals)


def test_a_page_without_cryptography_says_so(browser: Browser) -> None:
    page = browser.new_page()
    page.route("http://insecure.example/", lambda route: route.fulfill(body=_html(), content_type="text/html"))
    page.goto("http://insecure.example/")
    refusal = page.evaluate("kindline.bytes.checkBrowser().catch((refusal) => refusal.name + ': ' + refusal.message)")
    page.close()
    assert refusal.startswith("NoCrypto: This browser offers no cryptography to this page.")


def _html() -> str:
    script = opener.script()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return PAGE.replace("{hash}", digest).replace("{script}", script)


def _loaded(browser: Browser, file: Path) -> Page:
    page = browser.new_page()
    page.goto(file.as_uri())
    return page


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _answer(page: Page, data: bytes, parties: Parties, *, key: SealingPrivateKey | None = None) -> bytes | str:
    """What was opened as bytes, or the name of the refusal."""
    given = {
        "envelope": _base64(data),
        "secret": (key or parties.duty).to_text(),
        "sender": parties.site.public().to_text(),
        "expected": sorted(parties.mandated),
    }
    answer: dict[str, str] = page.evaluate(OPEN, given)
    return base64.b64decode(answer["opened"]) if "opened" in answer else answer["refusal"]


def _opened(page: Page, envelope: Envelope, parties: Parties, *, key: SealingPrivateKey | None = None) -> bytes | str:
    return _answer(page, envelope.to_bytes(), parties, key=key)


def _later_suite(envelope: Envelope) -> bytes:
    data = bytearray(envelope.to_bytes())
    data[2 + 5] = 2
    return bytes(data)
