// Keys from their one-line text form (`kindline-x25519-pub:BASE64` and its three siblings).
(function (kindline) {
  "use strict";

  const { bytes, Refusal } = kindline;
  const LENGTH = 32;
  const KINDS = {
    x25519: { algorithm: "X25519", usages: ["deriveBits"], pkcs8: "302e020100300506032b656e04220420" },
    ed25519: { algorithm: "Ed25519", usages: ["sign"], pkcs8: "302e020100300506032b657004220420" },
  };

  function dearmour(prefix, line) {
    const body = line.trim();
    if (!body.startsWith(prefix)) throw new Refusal("BadKey", `expected a line beginning with ${prefix}`);
    let raw;
    try {
      raw = bytes.fromBase64(body.slice(prefix.length));
    } catch {
      throw new Refusal("BadKey", "the key is not base64");
    }
    if (raw.length !== LENGTH) throw new Refusal("BadKey", "the key has the wrong length");
    return raw;
  }

  // {kind, keyId, raw, fingerprint, native}: fingerprint is SHA-256(prefix ‖ raw), key id its kind and first 64 bits.
  async function publicFromRaw(kind, raw) {
    const digest = bytes.hex(await bytes.sha256(bytes.utf8(`kindline-${kind}-pub:`), raw));
    const usages = kind === "ed25519" ? ["verify"] : [];
    return Object.freeze({
      kind,
      raw,
      keyId: `${kind}-${digest.slice(0, 16)}`,
      fingerprint: digest.toUpperCase().match(/.{4}/g).join(" "),
      native: await bytes.subtle().importKey("raw", raw, KINDS[kind].algorithm, true, usages),
    });
  }

  async function readPublic(kind, line) {
    return publicFromRaw(kind, dearmour(`kindline-${kind}-pub:`, line));
  }

  // {kind, keyId, public, native}; the native key cannot be taken out of the browser again.
  async function readPrivate(kind, line) {
    const raw = dearmour(`kindline-${kind}-secret:`, line);
    const { algorithm, usages, pkcs8 } = KINDS[kind];
    const wrapped = bytes.concat(bytes.fromHex(pkcs8), raw);
    const subtle = bytes.subtle();
    // Exporting once is the way WebCrypto offers to learn the public half of a private key.
    const passing = await subtle.importKey("pkcs8", wrapped, algorithm, true, usages);
    const { x } = await subtle.exportKey("jwk", passing);
    const native = await subtle.importKey("pkcs8", wrapped, algorithm, false, usages);
    raw.fill(0);
    wrapped.fill(0);
    const half = await publicFromRaw(kind, bytes.fromBase64(x.replaceAll("-", "+").replaceAll("_", "/") + "="));
    return Object.freeze({ kind, keyId: half.keyId, public: half, native });
  }

  kindline.keys = {
    publicFromRaw,
    sealingPrivate: (line) => readPrivate("x25519", line),
    sealingPublic: (line) => readPublic("x25519", line),
    signingPrivate: (line) => readPrivate("ed25519", line),
    verifyKey: (line) => readPublic("ed25519", line),
  };
})((globalThis.kindline ??= {}));
