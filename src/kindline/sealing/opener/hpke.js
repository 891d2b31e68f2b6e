// HPKE (RFC 9180) base mode, one-shot: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
// Sealed bytes are enc (32) ‖ ct, as the Python side writes them.
(function (kindline) {
  "use strict";

  const { bytes, Refusal } = kindline;
  const { concat, utf8 } = bytes;
  const ENC_LENGTH = 32;
  const NONCE_LENGTH = 12;
  const NOTHING = new Uint8Array(0);
  const KEM = concat(utf8("KEM"), Uint8Array.of(0x00, 0x20));
  // The 128-bit form is here for the test vectors of RFC 9180 appendix A.1 alone.
  const AEADS = { "AES-256-GCM": { id: 2, keyLength: 32 }, "AES-128-GCM": { id: 1, keyLength: 16 } };
  const DEFAULT = "AES-256-GCM";

  async function hmac(keyBytes, message) {
    // WebCrypto refuses an empty HMAC key; HMAC pads keys with zeros, so 32 of them are the same key.
    const padded = keyBytes.length ? keyBytes : new Uint8Array(32);
    const key = await bytes.subtle().importKey("raw", padded, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return new Uint8Array(await bytes.subtle().sign("HMAC", key, message));
  }

  // RFC 5869 with outputs of at most one hash: T(1) = HMAC(prk, info ‖ 0x01).
  async function expand(prk, info, length) {
    return (await hmac(prk, concat(info, Uint8Array.of(1)))).slice(0, length);
  }

  async function hkdf(secret, { salt = NOTHING, info, length = 32 }) {
    return expand(await hmac(salt, secret), info, length);
  }

  // RFC 9180 §4: every extract and expand names version, suite and label.
  function labeledExtract(suite, salt, label, ikm) {
    return hmac(salt, concat(utf8("HPKE-v1"), suite, utf8(label), ikm));
  }

  function labeledExpand(suite, prk, label, info, length) {
    const head = concat(Uint8Array.of(length >> 8, length & 255), utf8("HPKE-v1"), suite, utf8(label));
    return expand(prk, concat(head, info), length);
  }

  // RFC 9180 §4.1; WebCrypto itself refuses the all-zero result of a small-order point.
  async function sharedSecret(privateNative, publicNative, kemContext) {
    const algorithm = { name: "X25519", public: publicNative };
    const dh = new Uint8Array(await bytes.subtle().deriveBits(algorithm, privateNative, 256));
    const prk = await labeledExtract(KEM, NOTHING, "eae_prk", dh);
    return labeledExpand(KEM, prk, "shared_secret", kemContext, 32);
  }

  // RFC 9180 §5.1, mode_base: no pre-shared key.
  async function keySchedule(shared, info, aead) {
    const { id, keyLength } = AEADS[aead];
    const suite = concat(utf8("HPKE"), Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x00, id));
    const pskIdHash = await labeledExtract(suite, NOTHING, "psk_id_hash", NOTHING);
    const infoHash = await labeledExtract(suite, NOTHING, "info_hash", info);
    const context = concat(Uint8Array.of(0), pskIdHash, infoHash);
    const secret = await labeledExtract(suite, shared, "secret", NOTHING);
    return {
      key: await labeledExpand(suite, secret, "key", context, keyLength),
      nonce: await labeledExpand(suite, secret, "base_nonce", context, NONCE_LENGTH),
    };
  }

  async function aesGcm(operation, keyBytes, nonce, aad, data) {
    const subtle = bytes.subtle();
    const key = await subtle.importKey("raw", keyBytes, "AES-GCM", false, [operation]);
    const parameters = { name: "AES-GCM", iv: nonce, additionalData: aad, tagLength: 128 };
    return new Uint8Array(await subtle[operation](parameters, key, data));
  }

  // `ephemeral` ({native, public}) is for test vectors; leave it out and a fresh pair is made.
  async function seal(plaintext, { recipient, info, aad = NOTHING, aead = DEFAULT, ephemeral }) {
    const pair = ephemeral ?? (await freshPair());
    const enc = pair.public.raw;
    const shared = await sharedSecret(pair.native, recipient.native, concat(enc, recipient.raw));
    const { key, nonce } = await keySchedule(shared, info, aead);
    return concat(enc, await aesGcm("encrypt", key, nonce, aad, plaintext));
  }

  async function open(sealed, { key: own, info, aad = NOTHING, aead = DEFAULT }) {
    if (sealed.length < ENC_LENGTH + 16) throw new Refusal("Tampered", "too short for HPKE");
    const enc = sealed.slice(0, ENC_LENGTH);
    try {
      const theirs = await bytes.subtle().importKey("raw", enc, "X25519", true, []);
      const shared = await sharedSecret(own.native, theirs, concat(enc, own.public.raw));
      const { key, nonce } = await keySchedule(shared, info, aead);
      return await aesGcm("decrypt", key, nonce, aad, sealed.slice(ENC_LENGTH));
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal("Tampered", "HPKE refuses");
    }
  }

  async function freshPair() {
    const pair = await bytes.subtle().generateKey("X25519", false, ["deriveBits"]);
    const raw = new Uint8Array(await bytes.subtle().exportKey("raw", pair.publicKey));
    return { native: pair.privateKey, public: { raw } };
  }

  kindline.hpke = { aesGcm, hkdf, keySchedule, open, seal, sharedSecret };
})((globalThis.kindline ??= {}));
