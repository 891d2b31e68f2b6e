// The course of the work: choose files, open, judge, sign. Run from disk it saves a file; in the portal it posts it.
(function (kindline) {
  "use strict";

  const { answering, bytes, judging, keys, page, parcels, Refusal, trust } = kindline;
  const { el, said, say } = page;
  const root = document.getElementById("opener");
  const { fetchFrom, sendTo, csrf } = root.dataset;
  const state = { opening: [], signing: null, trust: null, text: null, checkpoint: null, cards: [] };

  const files = el("input", { type: "file", multiple: true, id: "files" });
  const status = el("ul", { class: "status" });
  const trouble = el("div", { class: "errors", role: "alert", tabindex: "-1", hidden: true });
  const fetchButton = said("button", "fetch", { type: "button", class: "go quiet" });
  const openButton = said("button", "open", { type: "button", class: "go" });
  const work = el("section", { id: "work", hidden: true });
  const list = el("div");
  const signButton = said("button", sendTo ? "sign.send" : "sign.save", { type: "button", class: "go" });
  const progressLine = el("p", { class: "hint", role: "status" });
  const outcome = el("div", { role: "status" });

  function note(key, values) {
    status.append(said("li", key, { values }));
  }

  function complain(...entries) {
    trouble.replaceChildren(said("h2", "trouble"), el("ul", {}, ...entries));
    trouble.hidden = entries.length === 0;
    if (entries.length) trouble.focus();
  }

  function refuse(error) {
    const name = error instanceof Refusal ? error.name : "Unexpected";
    const known = `refused.${name}` in kindline.words.en ? name : "Unexpected";
    complain(said("li", `refused.${known}`));
  }

  const guarded = (work) => async () => {
    complain();
    try {
      await work();
    } catch (error) {
      refuse(error);
    }
  };

  // A file says itself what it is: parcels, trust list, or one secret a line.
  async function take(text) {
    if (text.trimStart().startsWith("{")) {
      state.text = text;
      return note("have.parcels");
    }
    if (text.startsWith(trust.FIRST_LINE)) {
      state.trust = await trust.parse(text);
      return note("have.trust", { n: Object.keys(state.trust.recipients).length, who: state.trust.authority });
    }
    for (const line of text.split("\n").map((each) => each.trim())) {
      if (line.startsWith("kindline-x25519-secret:")) {
        state.opening.push(await keys.sealingPrivate(line));
        note("have.opening", { id: state.opening.at(-1).keyId });
      } else if (line.startsWith("kindline-ed25519-secret:")) {
        state.signing = await keys.signingPrivate(line);
        note("have.signing", { id: state.signing.keyId });
      }
    }
  }

  async function takeFiles() {
    await bytes.checkBrowser();
    for (const file of files.files) await take(await file.text());
    files.value = "";
  }

  async function fetchParcels() {
    const body = new URLSearchParams();
    const answer = await fetch(fetchFrom, { method: "POST", headers: { "X-CSRFToken": csrf, Accept: "application/json" }, body });
    if (answer.redirected) throw new Refusal("Again", "");
    if (!answer.ok) throw new Refusal("Portal", String(answer.status));
    state.text = await answer.text();
    note("have.parcels");
  }

  async function open() {
    if (!state.trust) throw new Refusal("NoTrust", "");
    if (!state.opening.length) throw new Refusal("NoKey", "");
    if (!state.text) throw new Refusal("NoParcels", "");
    const download = await parcels.read(state.text, state.trust);
    state.checkpoint = download.checkpoint;
    const progress = (n, all) => say(progressLine, "progress", { n, all });
    const opened = await parcels.openAll(download.parcels, { keys: state.opening, trust: state.trust, progress });
    state.cards = opened.map(judging.card);
    list.replaceChildren(...state.cards.map((card) => card.node));
    work.hidden = false;
    const refused = opened.filter((parcel) => !parcel.whole).length;
    say(progressLine, refused ? "opened.some" : "opened.all", { n: opened.length, refused });
    document.getElementById("judge").focus();
  }

  async function sign() {
    if (!state.signing) throw new Refusal("NoSigning", "");
    const answers = state.cards.map((card) => card.read()).filter(Boolean);
    const wrong = answering.problems(answers);
    if (wrong.length) {
      return complain(...wrong.map(({ key, focus }) => el("li", {}, said("a", key, { href: `#${focus}` }))));
    }
    const { trust: own, signing: key, checkpoint } = state;
    const signed = await answering.sign(answers, { trust: own, key, checkpoint });
    return sendTo ? send(signed) : save(signed, answers.length);
  }

  function save(signed, n) {
    const href = URL.createObjectURL(new Blob([signed], { type: "application/json" }));
    const link = el("a", { href, download: `answers-${new Date().toISOString().slice(0, 16).replace(":", "")}.json` });
    link.click();
    say(outcome, "saved", { n });
  }

  async function send(signed) {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf };
    const answer = await fetch(sendTo, { method: "POST", headers, body: signed });
    if (!answer.ok) throw new Refusal("Portal", String(answer.status));
    const { results } = await answer.json();
    const rows = results.map((one) => el("tr", {},
      el("td", { class: "sealed" }, one.subject.slice(0, 8)), el("td", {}, String(one.ordinal ?? "")), said("td", `result.${one.result}`)));
    const heads = ["result.subject", "result.ordinal", "result.result"].map((key) => said("th", key, { scope: "col" }));
    outcome.replaceChildren(said("p", "sent", { values: { n: results.length } }),
      el("div", { class: "tables" }, el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows))));
  }

  function layOut() {
    files.addEventListener("change", guarded(takeFiles));
    fetchButton.addEventListener("click", guarded(fetchParcels));
    openButton.addEventListener("click", guarded(open));
    signButton.addEventListener("click", guarded(sign));
    work.append(said("h2", "step.judge", { id: "judge", tabindex: "-1" }), said("p", "judge.hint", { class: "hint" }), list,
      said("h2", "step.sign"), said("p", sendTo ? "sign.send.hint" : "sign.save.hint", { class: "hint" }), signButton);
    if (!sendTo) document.querySelector("header").append(page.languageButtons());
    root.replaceChildren(
      ...(sendTo ? [] : [said("h1", "title"), said("p", "lede", { class: "lede" })]),
      trouble,
      said("h2", "step.files"),
      el("div", { class: "field" }, said("label", sendTo ? "files.portal" : "files", { for: "files" }),
        said("p", "files.hint", { class: "hint" }), files),
      el("div", { role: "status" }, status),
      el("div", { class: "acts" }, sendTo ? fetchButton : "", openButton),
      progressLine,
      work,
      outcome,
    );
    page.speak(root.dataset.language ?? (navigator.language || "en").slice(0, 2));
    bytes.checkBrowser().catch(refuse);
  }

  layOut();
})((globalThis.kindline ??= {}));
