// The analysts' desk: keys from files into the memory of this page, one sealed envelope in, one signed answer out.
// What it says stands in the page, in the reader's language; this script only shows and hides it.
(function (kindline) {
  "use strict";

  const { answer, bytes, keys, parcels, Refusal, releasing, showing, trust } = kindline;
  const root = document.getElementById("assessing");
  const state = { opening: [], signing: null, trust: null, item: null, checkpoint: null, busy: false };
  const at = (name) => root.querySelector(`[data-at="${name}"]`);
  const hand = () => document.getElementById("hand").querySelector("[data-report]");
  const known = (key) => document.querySelector(`#words [data-key="${CSS.escape(key)}"]`)?.textContent;
  const word = (key) => known(key) ?? key;

  function complain(text) {
    const box = at("trouble");
    box.querySelector("p").textContent = text;
    box.hidden = !text;
    if (text) box.focus();
  }

  const guarded = (work) => async (event) => {
    if (state.busy) return;
    state.busy = true;
    complain("");
    try {
      await work(event);
    } catch (error) {
      const name = error instanceof Refusal ? error.name : "Unexpected";
      complain(name === "Said" ? error.message : word(name));
    } finally {
      state.busy = false;
    }
  };

  // A file says itself what it is: a trust list, or one secret a line.
  async function take(text) {
    if (text.startsWith(trust.FIRST_LINE)) state.trust = await trust.parse(text);
    for (const line of text.split("\n").map((each) => each.trim())) {
      if (line.startsWith("kindline-x25519-secret:")) state.opening.push(await keys.sealingPrivate(line));
      if (line.startsWith("kindline-ed25519-secret:")) state.signing = await keys.signingPrivate(line);
    }
  }

  async function takeFiles(event) {
    await bytes.checkBrowser();
    for (const file of event.target.files) await take(await file.text());
    event.target.value = "";
    for (const [name, has] of [["trust", state.trust], ["opening", state.opening.length], ["signing", state.signing]]) {
      at(`has-${name}`).hidden = !has;
    }
    ready();
  }

  function ready() {
    if (!state.trust) throw new Refusal("NoTrust", "");
    if (!state.opening.length) throw new Refusal("NoKey", "");
    if (!state.signing) throw new Refusal("NoSigning", "");
  }

  async function post(path, body, type) {
    const headers = { "X-CSRFToken": root.dataset.csrf, Accept: "application/json" };
    if (type) headers["Content-Type"] = type;
    const told = await fetch(path, { method: "POST", headers, body });
    if (told.redirected) throw new Refusal("Again", "");
    const said = await told.json().catch(() => ({}));
    if (!told.ok) throw said.words ? new Refusal("Said", said.words) : new Refusal("Portal", "");
    return said;
  }

  // The server hands out one parcel with what was asked for, and nothing else.
  async function handOut(path, reason) {
    ready();
    if (!reason) throw new Refusal("NoReason", "");
    const told = await post(path, new URLSearchParams({ reason }));
    const download = await parcels.read(JSON.stringify(told), state.trust);
    state.checkpoint = download.checkpoint;
    const [opened] = await parcels.openAll(download.parcels, { keys: state.opening, trust: state.trust, progress: () => {} });
    const refused = opened.items.find((item) => item.refused);
    if (refused) throw new Refusal(refused.refused, "");
    return opened.items;
  }

  const chosen = (name) => hand().querySelector(`input[name="${name}"]:checked`)?.value ?? "";

  async function open() {
    [state.item] = await handOut(root.dataset.open, chosen("reason"));
    const place = hand().querySelector("[data-at=address]");
    place.textContent = showing.defanged(state.item.content.raw ?? "");
    place.classList.remove("masked");
    const notes = (state.item.content.notes ?? []).join(", ");
    hand().querySelector("[data-at=notes]").textContent = notes;
    for (const part of hand().querySelectorAll("[data-when=opened]")) part.hidden = false;
    hand().querySelector("[data-when=sealed]").hidden = true;
    place.focus();
  }

  function mask() {
    const place = hand().querySelector("[data-at=address]");
    place.textContent = showing.masked(state.item.content.raw ?? "");
    place.classList.add("masked");
    hand().querySelector("[data-at=copy]").hidden = true;
  }

  function askToCopy() {
    const asked = hand().querySelector("[data-at=copy]");
    asked.hidden = false;
    asked.querySelector("button").focus();
  }

  async function copy() {
    await post(root.dataset.copied, new URLSearchParams());
    await navigator.clipboard.writeText(state.item.content.raw ?? "");
    hand().querySelector("[data-at=copy]").hidden = true;
    hand().querySelector("[data-at=copied]").hidden = false;
  }

  async function words() {
    const items = await handOut(root.dataset.words, chosen("words-reason"));
    const list = hand().querySelector("[data-at=words]");
    const facts = items.flatMap((item) => Object.entries(item.content)).filter(([, text]) => text);
    list.replaceChildren(...facts.flatMap(([name, text]) => {
      const [term, said] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = word(`fact.${name}`);
      said.textContent = known(`${name}.${text}`) ?? String(text);
      return [term, said];
    }));
    list.hidden = false;
    hand().querySelector("[data-when=veiled]").hidden = true;
    list.focus();
  }

  // The eight codes as chosen; the seven about the picture only count where there is one.
  function codes() {
    const said = { version: hand().dataset.version, classification: chosen("classification") };
    if (!said.classification) throw new Refusal("NoClassification", "");
    if (!isAbuse(said.classification)) return said;
    for (const field of hand().querySelectorAll("select[data-list]")) {
      if (!field.value) {
        field.focus();
        throw new Refusal("NoCode", "");
      }
      said[field.dataset.list] = field.value;
    }
    return said;
  }

  const isAbuse = (classification) => ["baseline", "national"].includes(classification);
  const VERDICTS = { cannot_assess: "cannot_tell" };

  async function line(assessment) {
    const { ordinal, envelope } = hand().dataset;
    const { classification } = assessment;
    const abuse = isAbuse(classification);
    const verdict = abuse ? "abuse_material" : (VERDICTS[classification] ?? classification);
    const said = { ordinal: Number(ordinal), envelope, verdict, assessment };
    if (!abuse) return said;
    if (!state.item?.content.canonical) throw new Refusal("NoCanonical", "");
    const release = await releasing.release(state.item, state.trust.routing);
    return { ...said, classification, instruction: "act_now", release };
  }

  async function send(lines) {
    const { report, parcel } = hand().dataset;
    const entry = { report, parcel, acknowledged: true, ...(lines.length ? { addresses: lines } : {}) };
    const payload = {
      form: "kindline/answers/1", authority: state.trust.authority, at: releasing.stamp(new Date()),
      checkpoint: state.checkpoint, reports: [entry], dossiers: [],
    };
    const signed = await answer.sign(payload, { key: state.signing, context: "answers" });
    await post(root.dataset.answer, signed, "application/json");
    state.item = null;
    await globalThis.htmx.ajax("GET", root.dataset.page, { target: "#hand", swap: "innerHTML" });
    document.querySelector("#hand h2")?.focus();
  }

  async function sign() {
    ready();
    if (!state.item) throw new Refusal("NotOpened", "");
    return send([await line(codes())]);
  }

  async function read() {
    ready();
    return send([]);
  }

  // The earlier verdict is taken over: opened only to be released, and never shown.
  async function adopt(event) {
    const earlier = JSON.parse(event.target.dataset.earlier);
    [state.item] = await handOut(root.dataset.open, "earlier");
    return send([await line({ ...earlier, adopted: true })]);
  }

  const acts = { open, mask, "ask-copy": askToCopy, copy, words, sign, read, adopt };

  document.getElementById("hand").addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act) guarded(acts[act])(event);
  });
  document.getElementById("hand").addEventListener("change", (event) => {
    if (event.target.name !== "classification") return;
    hand().querySelector("[data-when=abuse]").hidden = !isAbuse(event.target.value);
  });
  at("files").addEventListener("change", guarded(takeFiles));
  root.hidden = false;
  bytes.checkBrowser().catch(() => complain(word("NoCrypto")));
})((globalThis.kindline ??= {}));
