// One card per report or dossier: what was sealed, and the questions the police answer. Nothing is preselected.
(function (kindline) {
  "use strict";

  const { el, said } = kindline.page;
  const VERDICTS = ["abuse_material", "not_illegal", "cannot_tell", "already_gone", "duplicate"];
  const CLASSIFICATIONS = ["baseline", "national"];
  const INSTRUCTIONS = ["wait", "act_now", "preserve_first", "hold", "never_notify"];
  const CHANNELS = ["i24_7", "europol", "bilateral", "other"];
  const OUTCOMES = ["removed", "investigating", "origin_found", "no_action"];
  let made = 0;

  function group(legend, name, values, change) {
    const choices = values.map((value) => {
      const id = `${name}-${value}`;
      const radio = el("input", { type: "radio", name, id, value, on: change && { change } });
      return el("label", { class: "pick", for: id }, radio, said("span", `${legend}.${value}`));
    });
    return el("fieldset", { class: "picks" }, said("legend", legend), ...choices);
  }

  const picked = (card, name) => card.querySelector(`input[name="${name}"]:checked`)?.value ?? "";

  function tick(id, key) {
    return el("label", { class: "pick", for: id }, el("input", { type: "checkbox", id }), said("span", key));
  }

  function veiled(key, ...content) {
    return el("details", {}, said("summary", key), ...content);
  }

  function facts(content, names) {
    const value = (name) => {
      const known = `${name}.${content[name]}`;
      return known in kindline.words.en ? said("dd", known) : el("dd", {}, String(content[name]));
    };
    const rows = names.filter((name) => content[name]).map((name) => el("div", {}, said("dt", `fact.${name}`), value(name)));
    return el("dl", { class: "summary" }, ...rows);
  }

  function refusal(item) {
    const text = said("p", `refused.${item.refused}`, { class: "error" });
    return el("div", { class: "item" }, said("h4", `purpose.${item.purpose}`, { values: { n: item.ordinal } }), text);
  }

  // An address with its three questions; classification and instruction appear with abuse material.
  function addressItem(item) {
    const name = `a${(made += 1)}`;
    const about = el("div", { class: "about", hidden: true });
    const change = () => (about.hidden = picked(node, `${name}-v`) !== "abuse_material");
    about.append(
      group("classification", `${name}-c`, CLASSIFICATIONS),
      group("instruction", `${name}-i`, INSTRUCTIONS),
      said("p", "instruction.default", { class: "hint" }),
    );
    const notes = (item.content.notes ?? []).join(", ");
    const node = el(
      "div", { class: "item" },
      said("h4", "purpose.address", { values: { n: item.ordinal } }),
      kindline.showing.address(item.content.raw ?? ""),
      notes && el("p", { class: "hint" }, notes),
      group("verdict", `${name}-v`, VERDICTS, change),
      about,
    );
    const read = () => ({
      item,
      verdict: picked(node, `${name}-v`),
      classification: picked(node, `${name}-c`),
      instruction: picked(node, `${name}-i`),
      focus: `${name}-v-abuse_material`,
    });
    return { node, read };
  }

  function otherItem(item) {
    const names = {
      account: ["danger", "seen", "when", "how", "text"],
      identity: ["contact"],
      addition: ["text"],
    }[item.purpose] ?? [];
    return { node: veiled(`purpose.${item.purpose}`, facts(item.content, names)) };
  }

  function dossierItem(item) {
    const name = `d${(made += 1)}`;
    const { content } = item;
    const country = el("input", { id: `${name}-country`, maxlength: 2, size: 3, autocomplete: "off", value: content.country ?? "" });
    const at = el("input", { id: `${name}-at`, type: "datetime-local" });
    const node = el(
      "div", { class: "item" },
      kindline.showing.address(content.canonical ?? ""),
      facts(content, ["number", "verdict", "classification", "instruction", "route", "country"]),
      content.age ? said("p", "dossier.age", { values: { reported: content.age.reported_days, looked: content.age.looked_up_days } }) : "",
      ...kindline.letters.of(content),
      veiled("dossier.claims", el("pre", {}, JSON.stringify({ claims: content.claims, reasons: content.reasons }, null, 1))),
      group("channel", `${name}-ch`, CHANNELS),
      el("div", { class: "row" },
        el("p", {}, said("label", "dossier.country", { for: country.id }), country),
        el("p", {}, said("label", "dossier.at", { for: at.id }), at)),
      group("outcome", `${name}-o`, OUTCOMES),
    );
    const read = () => ({
      item,
      channel: picked(node, `${name}-ch`),
      country: country.value.toUpperCase(),
      at: at.value,
      outcome: picked(node, `${name}-o`),
      focus: at.id,
    });
    return { node, read };
  }

  function itemOf(item) {
    if (item.refused) return { node: refusal(item) };
    if (item.purpose === "address") return addressItem(item);
    return item.purpose === "dossier" ? dossierItem(item) : otherItem(item);
  }

  // {node, read}: `read` gives what is answered now, or null for a parcel that did not open whole.
  function card(parcel) {
    const id = `p${(made += 1)}`;
    // What is to be judged stands first, what was written about it after.
    const judged = (item) => item.purpose === "address" || item.purpose === "dossier";
    const items = [...parcel.items.filter(judged), ...parcel.items.filter((item) => !judged(item))].map(itemOf);
    const judgeable = parcel.whole && parcel.kind !== "dossier";
    const none = judgeable && tick(`${id}-none`, "report.no_feedback");
    const withhold = judgeable && tick(`${id}-withhold`, "report.withhold");
    const short = (parcel.dossier ?? parcel.report).slice(0, 8);
    const heading = el(
      "h3", {},
      said("span", `parcel.${parcel.kind}`), " ", el("span", { class: "sealed" }, short), " ",
      parcel.urgent ? said("span", "parcel.urgent", { class: "tag red" }) : "",
      " ", el("span", { class: "hint" }, parcel.day),
    );
    const left = parcel.whole ? "" : said("p", "parcel.left_out", { class: "error" });
    const node = el("section", { class: "parcel" }, heading, left, ...items.map((item) => item.node), none || "", withhold || "");
    const read = () => ({
      parcel,
      feedback: none && none.querySelector("input").checked,
      withhold: withhold && withhold.querySelector("input").checked,
      lines: items.filter((item) => item.read).map((item) => item.read()),
    });
    return { node, read: () => (parcel.whole ? read() : null) };
  }

  kindline.judging = { card };
})((globalThis.kindline ??= {}));
