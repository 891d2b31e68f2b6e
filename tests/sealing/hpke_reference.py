"""RFC 9180 base mode written a second time, from HMAC and X25519 alone, to hold the library and the browser against."""

import hmac

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEM_SUITE = b"KEM\x00\x20"


def _hmac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")


def _extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return _hmac(salt, b"HPKE-v1" + suite + label + ikm)


def _expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return _hmac(prk, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info + b"\x01")[:length]


def shared_secret(secret_key: bytes, enc: bytes) -> bytes:
    own = X25519PrivateKey.from_private_bytes(secret_key)
    prk = _extract(KEM_SUITE, b"", b"eae_prk", own.exchange(X25519PublicKey.from_public_bytes(enc)))
    context = enc + own.public_key().public_bytes_raw()
    return _expand(KEM_SUITE, prk, b"shared_secret", context, 32)


def key_schedule(shared: bytes, info: bytes, *, aead_id: int, key_length: int) -> tuple[bytes, bytes]:
    suite = b"HPKE\x00\x20\x00\x01" + aead_id.to_bytes(2, "big")
    context = b"\x00" + _extract(suite, b"", b"psk_id_hash", b"") + _extract(suite, b"", b"info_hash", info)
    secret = _extract(suite, shared, b"secret", b"")
    return _expand(suite, secret, b"key", context, key_length), _expand(suite, secret, b"base_nonce", context, 12)


def open_256(sealed: bytes, *, secret_key: bytes, info: bytes) -> bytes:
    shared = shared_secret(secret_key, sealed[:32])
    key, nonce = key_schedule(shared, info, aead_id=2, key_length=32)
    return AESGCM(key).decrypt(nonce, sealed[32:], b"")


RFC_9180_A_1_1 = {
    "info": "4f6465206f6e2061204772656369616e2055726e",
    "skEm": "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736",
    "skRm": "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
    "pkRm": "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
    "enc": "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
    "shared_secret": "fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc",
    "key": "4531685d41d65f03dc48f6b8302c05b0",
    "base_nonce": "56d890e5accaaf011cff4b7d",
    "pt": "4265617574792069732074727574682c20747275746820626561757479",
    "aad": "436f756e742d30",
    "ct": "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
}
"""DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode, sequence number 0."""
