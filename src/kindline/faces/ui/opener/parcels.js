// A download of parcels, checked against the trust list, and every envelope in it opened or refused by name.
(function (kindline) {
  "use strict";

  const { bytes, envelope, Refusal } = kindline;
  const FORM = "kindline/parcels/1";
  const EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const NOTE = /^([^\s+]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\nday \d{4}-\d{2}-\d{2}\n$/;

  // {checkpoint: {size, root}, parcels}; a download that names other keys than the trust list is refused whole.
  async function read(text, trust) {
    let document;
    try {
      document = JSON.parse(text);
    } catch {
      throw new Refusal("BadDownload", "not JSON");
    }
    if (document?.form !== FORM || !Array.isArray(document.parcels)) throw new Refusal("BadDownload", "form");
    const said = { ...document.platform_keys, routing: document.routing_key };
    for (const name of ["site", "platform", "routing"]) {
      if (said[name] !== trust.texts[name]) throw new Refusal("OtherKeys", name);
    }
    return { checkpoint: await checkpoint(document.checkpoint, trust.log), parcels: document.parcels };
  }

  // The log's size and root from its signed note (C2SP tlog-checkpoint); quoting them makes the officer a witness.
  async function checkpoint(note, log) {
    if (!note) return { size: 0, root: EMPTY_ROOT };
    const gap = note.indexOf("\n\n");
    const body = note.slice(0, gap + 1);
    const match = NOTE.exec(body);
    if (gap < 0 || !match) throw new Refusal("BadCheckpoint", "layout");
    for (const line of note.slice(gap + 2).split("\n")) {
      const prefix = `— ${match[1]} `;
      if (!line.startsWith(prefix)) continue;
      const signature = bytes.fromBase64(line.slice(prefix.length)).slice(4);
      if (await bytes.subtle().verify("Ed25519", log.native, signature, bytes.utf8(body))) {
        return { size: Number(match[2]), root: bytes.hex(bytes.fromBase64(match[3])) };
      }
    }
    throw new Refusal("BadCheckpoint", "signature");
  }

  async function openOne(listed, parcel, { keys, trust }) {
    const found = await envelope.decode(bytes.fromBase64(listed.sealed));
    const { header } = found;
    const sender = listed.purpose === "dossier" ? trust.platform : (trust.partners[header.sender] ?? trust.site);
    await envelope.checkSender(found, sender);
    const expectedRecipients = Object.keys(trust.recipients);
    const strangers = header.recipients.filter((id) => !expectedRecipients.includes(id));
    if (strangers.length) throw new Refusal("UnexpectedRecipient", strangers.join(", "));
    const inPlace = header.purpose === listed.purpose && header.ordinal === listed.ordinal;
    if (!inPlace || header.reportId !== parcel.report) throw new Refusal("Tampered", "moved");
    const key = keys.find((own) => header.recipients.includes(own.keyId));
    if (!key) throw new Refusal("NotARecipient", "none of these keys");
    const plain = await envelope.open(found, { key, sender, expectedRecipients });
    return { hash: bytes.hex(found.hash), content: JSON.parse(bytes.text(plain)) };
  }

  // Every envelope as {purpose, ordinal, hash, content} or {purpose, ordinal, refused}; none stops the others.
  async function openAll(parcels, { keys, trust, progress }) {
    const opened = [];
    const ordered = [...parcels].sort((one, other) => Number(other.urgent) - Number(one.urgent) || (one.day < other.day ? -1 : 1));
    for (const parcel of ordered) {
      const items = [];
      for (const listed of parcel.envelopes) {
        const place = { purpose: listed.purpose, ordinal: listed.ordinal };
        try {
          items.push({ ...place, ...(await openOne(listed, parcel, { keys, trust })) });
        } catch (error) {
          items.push({ ...place, refused: error instanceof Refusal ? error.name : "Tampered" });
        }
      }
      opened.push({ ...parcel, items, whole: items.every((item) => !item.refused) });
      progress(opened.length, parcels.length);
    }
    return opened;
  }

  kindline.parcels = { openAll, read };
})((globalThis.kindline ??= {}));
