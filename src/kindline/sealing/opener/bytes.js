// Bytes, text, hex and base64 for the files beside this one.
//
// Every file here is a classic script that adds to globalThis.kindline: a browser refuses module imports from file://,
// and a single-file page can hold the files one after another. Order: bytes, keys, hpke, envelope, answer.
(function (kindline) {
  "use strict";

  // A refusal with a stable `name`, as in the Python errors; its message carries no content.
  class Refusal extends Error {
    constructor(name, message) {
      super(message);
      this.name = name;
    }
  }

  const encoder = new TextEncoder();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  function concat(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  // Not constant in time; for digests and public values, of which an attacker learns nothing by timing.
  function equal(one, other) {
    return one.length === other.length && one.every((byte, at) => byte === other[at]);
  }

  function hex(bytes) {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function fromHex(text) {
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  }

  function base64(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192) {
      text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    }
    return btoa(text);
  }

  // Strict: what `base64` writes and nothing else.
  function fromBase64(text) {
    let bytes;
    try {
      bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    } catch {
      throw new Refusal("Tampered", "not base64");
    }
    if (base64(bytes) !== text) throw new Refusal("Tampered", "not canonical base64");
    return bytes;
  }

  function text(bytes) {
    try {
      return decoder.decode(bytes);
    } catch {
      throw new Refusal("Tampered", "not UTF-8");
    }
  }

  // SubtleCrypto exists only where the page came over https, from loopback or from a file on disk.
  function subtle() {
    const found = globalThis.crypto?.subtle;
    if (!found) {
      throw new Refusal(
        "NoCrypto",
        "This browser offers no cryptography to this page. Open the file from your own disk, or over https, in a current browser.",
      );
    }
    return found;
  }

  // Whether this browser can do all that is needed; throws a Refusal that says what is missing.
  async function checkBrowser() {
    for (const name of ["X25519", "Ed25519"]) {
      try {
        await subtle().generateKey(name, false, name === "X25519" ? ["deriveBits"] : ["sign", "verify"]);
      } catch (error) {
        if (error instanceof Refusal) throw error;
        throw new Refusal("NoCrypto", `This browser is too old: it does not know ${name}.`);
      }
    }
  }

  async function sha256(...parts) {
    return new Uint8Array(await subtle().digest("SHA-256", concat(...parts)));
  }

  const utf8 = (string) => encoder.encode(string);

  kindline.Refusal = Refusal;
  kindline.bytes = {
    base64, checkBrowser, concat, equal, fromBase64, fromHex, hex, sha256, subtle, text, utf8,
  };
})((globalThis.kindline ??= {}));
