"""Onion names: version 3 with its checksum, version 2 as a legacy, and the web gateways that show them.

Source: Tor rend-spec-v3 §6: address = base32(PUBKEY ‖ CHECKSUM ‖ VERSION),
CHECKSUM = SHA3-256(".onion checksum" ‖ PUBKEY ‖ VERSION)[:2].
"""

import base64
import hashlib
import re
from dataclasses import dataclass

from kindline.provenance.address.model import RefusalCode

_V3 = re.compile(r"[a-z2-7]{56}")
_V2 = re.compile(r"[a-z2-7]{16}")


@dataclass(frozen=True, slots=True)
class OnionHost:
    """`name` ends in `.onion`; `gateway` is the clear-web host it was reached through, if any."""

    name: str
    gateway: str | None = None
    legacy: bool = False


def read_onion_host(host: str) -> OnionHost | RefusalCode | None:
    """The onion name a host stands for, a refusal when it is a damaged one, None when it is none."""
    host = host.removesuffix(".").lower()
    labels = host.split(".")
    if labels[-1] == "onion":
        return _checked(labels[:-1], gateway=None)
    for at in range(1, len(labels) - 1):
        if labels[at] in ("onion", "tor2web") and (_V3.fullmatch(labels[at - 1]) or _V2.fullmatch(labels[at - 1])):
            return _checked(labels[:at], gateway=host)
    return None


def is_onion_label(text: str) -> bool:
    """True for 56 characters that are a version 3 name by their checksum."""
    text = text.lower()
    if not _V3.fullmatch(text):
        return False
    octets = base64.b32decode(text.upper())
    key, checksum, number = octets[:32], octets[32:34], octets[34:]
    return number == b"\x03" and hashlib.sha3_256(b".onion checksum" + key + number).digest()[:2] == checksum


def _checked(labels: list[str], *, gateway: str | None) -> OnionHost | RefusalCode:
    label = labels[-1] if labels else ""
    name = ".".join(labels) + ".onion"
    if _V2.fullmatch(label):
        return OnionHost(name, gateway, legacy=True)
    if not _V3.fullmatch(label):
        return RefusalCode.BAD_ONION_NAME
    return OnionHost(name, gateway) if is_onion_label(label) else RefusalCode.BAD_ONION_CHECKSUM
