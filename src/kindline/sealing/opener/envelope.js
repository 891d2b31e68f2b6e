// Envelopes: decode, verify and open, with the checks of the Python side in the same order. Layout: docs/envelope.md.
(function (kindline) {
  "use strict";

  const { bytes, hpke, Refusal } = kindline;
  const { concat, utf8 } = bytes;
  const PURPOSES = [
    null, "address", "account", "identity", "addition", "question", "reply", "verdict", "release", "bundle", "dossier",
  ];
  const CLASS_SIZES = [1024, 4096, 16384, 65536];
  const WRAP_LENGTH = 80;
  const TAG_LENGTH = 16;
  const SIGNATURE_LENGTH = 64;
  const CEK_LENGTH = 32;
  const MAX_RECIPIENTS = 32;
  const BOX_SUITE = 1;

  // Reads forward through bytes and refuses to run over their end.
  class Reader {
    constructor(data) {
      this.data = data;
      this.at = 0;
    }

    take(length) {
      if (this.at + length > this.data.length) throw new Refusal("Tampered", "too short");
      this.at += length;
      return this.data.slice(this.at - length, this.at);
    }

    number(length) {
      return this.take(length).reduce((sum, byte) => sum * 256 + byte, 0);
    }

    shortText() {
      return bytes.text(this.take(this.number(1)));
    }
  }

  function uuid(raw) {
    return bytes.hex(raw).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  function readDay(reader) {
    const [year, month, day] = [reader.number(2), reader.number(1), reader.number(1)];
    const real = new Date(0);
    real.setUTCFullYear(year, month - 1, day);
    const given = [year, month, day].map((part, at) => String(part).padStart(at ? 2 : 4, "0")).join("-");
    if (year < 1 || year > 9999 || real.toISOString().slice(0, 10) !== given) throw new Refusal("Tampered", "not a day");
    return given;
  }

  function readRecipients(reader) {
    const count = reader.number(1);
    const ids = Array.from({ length: count }, () => `x25519-${bytes.hex(reader.take(8))}`);
    const ascending = ids.every((id, at) => at === 0 || ids[at - 1] < id);
    if (count < 1 || count > MAX_RECIPIENTS || !ascending) throw new Refusal("Tampered", "recipients");
    return ids;
  }

  function decodeHeader(raw) {
    const reader = new Reader(raw);
    if (bytes.text(reader.take(4)) !== "KNDL") throw new Refusal("Tampered", "not an envelope");
    const [version, suite] = [reader.number(1), reader.number(1)];
    if (version !== 1 || suite !== 1) throw new Refusal("UnknownSuite", `version ${version}, suite ${suite}`);
    const purpose = PURPOSES[reader.number(1)];
    const sizeClass = reader.number(1);
    if (!purpose || sizeClass >= CLASS_SIZES.length) throw new Refusal("Tampered", "header");
    const header = {
      raw,
      suite,
      purpose,
      sizeClass,
      envelopeId: uuid(reader.take(16)),
      reportId: uuid(reader.take(16)),
      ordinal: reader.number(4),
      day: readDay(reader),
      mandateSha256: reader.take(32),
      commitment: reader.take(32),
      sender: `ed25519-${bytes.hex(reader.take(8))}`,
      mandateId: reader.shortText(),
      canonVersion: reader.shortText(),
      recipients: readRecipients(reader),
    };
    if (reader.at !== raw.length) throw new Refusal("Tampered", "header too long");
    return Object.freeze(header);
  }

  // {header, wraps: Map(key id → bytes), ciphertext, signature, hash}
  async function decode(data) {
    const reader = new Reader(data);
    const header = decodeHeader(reader.take(reader.number(2)));
    const start = reader.at;
    const wraps = new Map(header.recipients.map((id) => [id, reader.take(WRAP_LENGTH)]));
    const ciphertext = reader.take(CLASS_SIZES[header.sizeClass] + TAG_LENGTH);
    const end = reader.at;
    const signature = reader.take(SIGNATURE_LENGTH);
    if (reader.at !== data.length) throw new Refusal("Tampered", "too long");
    const hash = await bytes.sha256(header.raw, data.slice(start, end));
    return Object.freeze({ header, wraps, ciphertext, signature, hash });
  }

  async function checkSender(envelope, sender) {
    const known = envelope.header.sender === sender.keyId;
    const { signature, hash } = envelope;
    if (!known || !(await bytes.subtle().verify("Ed25519", sender.native, signature, hash))) {
      throw new Refusal("Tampered", "The signature is not by the expected sender.");
    }
  }

  // `expectedRecipients`: every key id that the reader's own mandate allows; null leaves that unchecked.
  async function open(envelope, { key, sender, expectedRecipients }) {
    const { header, wraps, ciphertext } = envelope;
    if (expectedRecipients === undefined) throw new TypeError("say which recipients are expected, or null");
    await checkSender(envelope, sender);
    const strangers = expectedRecipients === null ? [] : header.recipients.filter((id) => !expectedRecipients.includes(id));
    if (strangers.length) {
      throw new Refusal("UnexpectedRecipient", `Also sealed to a key that the mandate does not name: ${strangers.join(", ")}`);
    }
    if (!wraps.has(key.keyId)) throw new Refusal("NotARecipient", "This envelope is not sealed to your key.");
    const short = bytes.fromHex(key.keyId.split("-")[1]);
    const info = concat(utf8("kindline/wrap/1"), await bytes.sha256(header.raw), short);
    const cek = await hpke.open(wraps.get(key.keyId), { key, info });
    const commitment = await hpke.hkdf(cek, { info: utf8("commit") });
    if (cek.length !== CEK_LENGTH || !bytes.equal(commitment, header.commitment)) {
      throw new Refusal("Tampered", "key commitment");
    }
    try {
      return unpad(await hpke.aesGcm("decrypt", cek, new Uint8Array(12), header.raw, ciphertext));
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal("Tampered", "content");
    } finally {
      cek.fill(0);
    }
  }

  function unpad(padded) {
    const length = new Reader(padded).number(4);
    const fitting = CLASS_SIZES.find((size) => length + 4 <= size);
    if (fitting !== padded.length || padded.subarray(4 + length).some((byte) => byte !== 0)) {
      throw new Refusal("Tampered", "padding");
    }
    return padded.slice(4, 4 + length);
  }

  // Boxes (`sealing.box`): one HPKE shot behind a suite tag; `info` is text.
  async function sealBox(plaintext, { recipient, info }) {
    const sealed = await hpke.seal(plaintext, { recipient, info: utf8(`kindline/box/1${info}`) });
    return concat(Uint8Array.of(BOX_SUITE), sealed);
  }

  async function openBox(sealed, { key, info }) {
    if (sealed[0] !== BOX_SUITE) throw new Refusal("UnknownSuite", "not a box of a known suite");
    return hpke.open(sealed.slice(1), { key, info: utf8(`kindline/box/1${info}`) });
  }

  kindline.envelope = { checkSender, decode, open };
  kindline.box = { open: openBox, seal: sealBox };
})((globalThis.kindline ??= {}));
