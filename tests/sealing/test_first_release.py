"""Bytes sealed by the first release, kept as they were: every later release must open them."""

import base64
import io
import json
from pathlib import Path

from kindline.sealing.box import open_box
from kindline.sealing.envelope import Envelope, open_envelope
from kindline.sealing.keys import SealingPrivateKey, SecretBytes, VerifyKey
from kindline.sealing.stream import decrypt_stream
from kindline.sealing.symmetric import unwrap

KEPT = json.loads((Path(__file__).parent / "first_release.json").read_text(encoding="utf-8"))
DUTY = SealingPrivateKey.from_text(KEPT["keys"]["duty"])


def _bytes(name: str) -> bytes:
    return base64.b64decode(KEPT[name])


def test_its_envelope_opens_for_both_keys() -> None:
    envelope = Envelope.from_bytes(_bytes("envelope"))
    sender = VerifyKey.from_text(KEPT["keys"]["site"])
    for key in (DUTY, SealingPrivateKey.from_text(KEPT["keys"]["reserve"])):
        opened = open_envelope(envelope, key=key, sender=sender, expected_recipients=envelope.header.recipients)
        assert opened.decode() == "https://forum.example.org/één"
    assert envelope.hash.hex() == KEPT["envelope_hash"]


def test_its_box_stream_and_symmetric_seal_open() -> None:
    target = io.BytesIO()
    decrypt_stream(io.BytesIO(_bytes("stream")), target, key=DUTY)
    assert target.getvalue() == b"rows"
    assert open_box(_bytes("box"), key=DUTY, info=b"release") == b"a release"
    assert unwrap(SecretBytes.from_text(KEPT["keys"]["symmetric"]), _bytes("symmetric"), b"address 1") == b"claims"
