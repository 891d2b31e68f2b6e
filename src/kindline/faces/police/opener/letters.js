// Letters that came with a dossier, read as text: for the authority, and drafts that only its signature makes orders.
(function (kindline) {
  "use strict";

  const { el } = kindline.page;
  const FORM = "kindline/letter/1";

  function line(letter, one, address) {
    const shown = kindline.showing.address(one.address || address);
    return el("li", {}, shown, el("ul", {}, ...one.facts.map((fact) => el("li", { class: "hint" }, fact))));
  }

  function element(letter, one, address) {
    const lines = one.lines ? el("ol", {}, ...letter.lines.map((row) => line(letter, row, address))) : "";
    return el("div", {}, el("h4", {}, one.heading), el("p", {}, one.text), lines);
  }

  function about(letter) {
    const rows = [["to", letter.recipient], ["day", letter.day], ["number", letter.number], ["check_code", letter.check_code]];
    return el("dl", { class: "summary" }, ...rows.map(([name, value]) =>
      el("div", {}, el("dt", {}, letter.labels[name]), el("dd", {}, value))));
  }

  function whole(letter, address) {
    return el(
      "details", { lang: letter.language, class: "paper" },
      el("summary", {}, `${letter.title} (${letter.language})`),
      letter.draft ? el("p", { class: "note" }, letter.labels.draft) : "",
      about(letter),
      el("p", {}, letter.opening),
      ...letter.elements.map((one) => element(letter, one, address)),
      el("h4", {}, letter.labels.asks),
      el("ol", {}, ...letter.asks.map((ask) => el("li", {}, ask))),
      el("p", {}, letter.closing),
      el("p", { class: "hint" }, `${letter.labels.genuine} ${letter.genuine}`),
      ...letter.keys.map(([name, value]) => el("p", { class: "hint" }, `${name}: `, el("code", {}, value))),
    );
  }

  // One folded letter each; a form that this page does not know is left out.
  function of(content) {
    const known = (content.letters ?? []).filter((letter) => letter.form === FORM);
    return known.map((letter) => whole(letter, content.canonical ?? ""));
  }

  kindline.letters = { of };
})((globalThis.kindline ??= {}));
