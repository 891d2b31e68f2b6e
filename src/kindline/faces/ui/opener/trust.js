// The officer's own trust list: which recipients, senders and routing key count. The text form is that of trust.py.
(function (kindline) {
  "use strict";

  const { keys, Refusal } = kindline;
  const FIRST_LINE = "kindline trust 1";
  const FACTS = ["authority", "site", "platform", "log", "routing"];

  async function parse(text) {
    const lines = text.split("\n").map((line) => line.trim());
    if (lines[0] !== FIRST_LINE) throw new Refusal("BadTrust", "first line");
    const facts = {};
    const recipients = {};
    const partners = {};
    for (const line of lines.slice(1)) {
      const [name, value, ...role] = line.split(" ");
      if (!line || line.startsWith("#")) continue;
      if (name === "recipient") recipients[value] = role.join(" ");
      else if (name === "partner") Object.assign(partners, await named(value));
      else if (FACTS.includes(name) && !(name in facts)) facts[name] = value;
      else throw new Refusal("BadTrust", "unknown or repeated line");
    }
    if (FACTS.some((name) => !facts[name]) || !Object.keys(recipients).length) {
      throw new Refusal("BadTrust", "a line is missing");
    }
    return Object.freeze({
      authority: facts.authority,
      recipients,
      partners,
      texts: facts,
      site: await keys.verifyKey(facts.site),
      platform: await keys.verifyKey(facts.platform),
      log: await keys.verifyKey(facts.log),
      routing: await keys.sealingPublic(facts.routing),
    });
  }

  // Another site whose reports the officer accepts, by key id.
  async function named(text) {
    const key = await keys.verifyKey(text);
    return { [key.keyId]: key };
  }

  kindline.trust = { FIRST_LINE, parse };
})((globalThis.kindline ??= {}));
