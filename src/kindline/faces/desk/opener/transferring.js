// A member hotline's dossier: opened with keys that stay in this page, shown defanged, copied piece by piece on request.
(function (kindline) {
  "use strict";

  const { bytes, keys, parcels, Refusal, showing, trust } = kindline;
  const root = document.getElementById("transferring");
  const state = { opening: [], trust: null, content: null };
  const at = (name) => root.querySelector(`[data-at="${name}"]`);
  const word = (key) => document.querySelector(`#words [data-key="${key}"]`)?.textContent ?? key;

  function complain(text) {
    const box = at("trouble");
    box.querySelector("p").textContent = text;
    box.hidden = !text;
    if (text) box.focus();
  }

  const guarded = (work) => async (event) => {
    complain("");
    try {
      await work(event);
    } catch (error) {
      const name = error instanceof Refusal ? error.name : "Unexpected";
      complain(name === "Said" ? error.message : word(name));
    }
  };

  async function takeFiles(event) {
    await bytes.checkBrowser();
    for (const file of event.target.files) {
      const text = await file.text();
      if (text.startsWith(trust.FIRST_LINE)) state.trust = await trust.parse(text);
      for (const line of text.split("\n").map((each) => each.trim())) {
        if (line.startsWith("kindline-x25519-secret:")) state.opening.push(await keys.sealingPrivate(line));
      }
    }
    event.target.value = "";
    at("has-trust").hidden = !state.trust;
    at("has-opening").hidden = !state.opening.length;
  }

  async function fetchSealed() {
    const headers = { "X-CSRFToken": root.dataset.csrf, Accept: "application/json" };
    const told = await fetch(root.dataset.open, { method: "POST", headers, body: new URLSearchParams() });
    if (told.redirected) throw new Refusal("Again", "");
    const said = await told.json().catch(() => ({}));
    if (!told.ok) throw said.words ? new Refusal("Said", said.words) : new Refusal("Portal", "");
    return said;
  }

  async function open() {
    if (!state.trust) throw new Refusal("NoTrust", "");
    if (!state.opening.length) throw new Refusal("NoKey", "");
    const download = await parcels.read(JSON.stringify(await fetchSealed()), state.trust);
    const asked = { keys: state.opening, trust: state.trust, progress: () => {} };
    const [opened] = await parcels.openAll(download.parcels, asked);
    const [item] = opened.items;
    if (item.refused) throw new Refusal(item.refused, "");
    state.content = item.content;
    at("address").textContent = showing.defanged(item.content.canonical ?? "");
    at("opened").hidden = false;
    at("iccam").hidden = !item.content.iccam;
    at("address").focus();
  }

  const pieces = {
    address: () => state.content.canonical ?? "",
    iccam: () => JSON.stringify(state.content.iccam, null, 1),
  };

  root.addEventListener("click", (event) => {
    const { act, copy } = event.target.closest("button")?.dataset ?? {};
    if (act === "open") guarded(open)(event);
    if (copy) {
      guarded(async () => {
        await navigator.clipboard.writeText(pieces[copy]());
        at("copied").hidden = false;
      })(event);
    }
  });
  at("files").addEventListener("change", guarded(takeFiles));
  root.hidden = false;
  bytes.checkBrowser().catch(() => complain(word("NoCrypto")));
})((globalThis.kindline ??= {}));
