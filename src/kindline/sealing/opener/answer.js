// Signed documents (the answers of the police), byte for byte as `sealing.answer` writes and reads them.
(function (kindline) {
  "use strict";

  const { bytes, Refusal } = kindline;
  const FORM = "kindline/signed/1";
  const FIELDS = "context,form,key,payload,signature";
  const MAX_DOCUMENT = 8 * 1024 * 1024;
  const MAX_DEPTH = 16;
  const KEY = /^[A-Za-z0-9_.-]{1,64}$/;
  const LONE_SURROGATE = /\p{Surrogate}/u;

  // Canonical JSON as text: ASCII keys in order, no spaces, no floats, integers up to 2^53 - 1.
  function canonical(value, depth = 0) {
    if (depth > MAX_DEPTH) throw new TypeError("nested too deeply");
    if (value === null || typeof value === "boolean") return String(value);
    if (typeof value === "string") {
      if (LONE_SURROGATE.test(value)) throw new TypeError("text with a lone surrogate");
      return JSON.stringify(value);
    }
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value)) throw new TypeError("not an exact integer");
      return JSON.stringify(value);
    }
    if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(",")}]`;
    const shape = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
    if (shape !== Object.prototype && shape !== null) throw new TypeError("no canonical form");
    const members = Object.keys(value).sort().map((key) => {
      if (!KEY.test(key)) throw new TypeError("keys are 1 to 64 of A-Z a-z 0-9 _ . -");
      return `"${key}":${canonical(value[key], depth + 1)}`;
    });
    return `{${members.join(",")}}`;
  }

  function parse(data) {
    const text = bytes.text(data);
    let value;
    try {
      value = JSON.parse(text);
      if (canonical(value) === text) return value;
    } catch {
      // Refused below, whichever way it failed.
    }
    throw new Refusal("Tampered", "not canonical JSON");
  }

  function message(context, content) {
    if (!context || context.includes("\n")) throw new TypeError("a context is one line");
    return bytes.concat(bytes.utf8(`${FORM}\n${context}\n`), content);
  }

  // The bytes of a signed file.
  async function sign(payload, { key, context }) {
    const content = bytes.utf8(canonical(payload));
    const signature = new Uint8Array(await bytes.subtle().sign("Ed25519", key.native, message(context, content)));
    const document = {
      context,
      form: FORM,
      key: key.keyId,
      payload: bytes.base64(content),
      signature: bytes.base64(signature),
    };
    const data = bytes.utf8(`${canonical(document)}\n`);
    if (data.length > MAX_DOCUMENT) throw new Refusal("TooLarge", "a signed document holds at most 8 MiB");
    return data;
  }

  // {payload, signer}, if one of `keys` (verify keys) signed it as this `context`.
  async function verify(data, { keys, context }) {
    if (data.length > MAX_DOCUMENT) throw new Refusal("TooLarge", "a signed document holds at most 8 MiB");
    const document = parse(data.at(-1) === 10 ? data.subarray(0, -1) : data);
    if (document === null || Array.isArray(document) || Object.keys(document).sort().join() !== FIELDS) {
      throw new Refusal("Tampered", "not a signed document");
    }
    if (document.form !== FORM || document.context !== context) {
      throw new Refusal("Tampered", "a signed document of another kind");
    }
    const signer = keys.find((key) => key.keyId === document.key);
    if (!signer) throw new Refusal("UnknownSigner", "signed by a key that is not expected here");
    const content = bytes.fromBase64(document.payload);
    const signature = bytes.fromBase64(document.signature);
    if (!(await bytes.subtle().verify("Ed25519", signer.native, signature, message(context, content)))) {
      throw new Refusal("Tampered", "signature");
    }
    const payload = parse(content);
    if (payload === null || typeof payload !== "object" || Array.isArray(payload)) {
      throw new Refusal("Tampered", "the payload is not an object");
    }
    return Object.freeze({ payload, signer: signer.keyId });
  }

  kindline.answer = { canonical, sign, verify };
})((globalThis.kindline ??= {}));
