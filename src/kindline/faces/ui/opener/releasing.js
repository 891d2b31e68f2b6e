// A release: the canonical address sealed to the routing key and bound to its envelope.
(function (kindline) {
  "use strict";

  const { answer, box, bytes } = kindline;

  const stamp = (moment) => `${moment.toISOString().slice(0, 19)}Z`;

  // Never the raw form: what a reporter pasted may name the reporter.
  async function release(item, routing) {
    const { canonical, canon_version, kind } = item.content;
    const plain = bytes.utf8(answer.canonical({ canonical, canon_version: canon_version ?? "", kind: kind ?? "" }));
    return bytes.base64(await box.seal(plain, { recipient: routing, info: `release:${item.hash}` }));
  }

  kindline.releasing = { release, stamp };
})((globalThis.kindline ??= {}));
