"use strict";
/* Keeps a card while somebody types: a moment after each pause, again until it is kept, and before the page goes.
   Without this script the button "Keep" does the same. */
const card = document.getElementById("contact");
const kept = document.getElementById("kept");
const PAUSE = 700;
const AGAIN = 4000;
const LARGEST = 60000;
const AT_THE_END = ["outcome", "hard"];
let timer = 0;
let dirty = false;
let unkept = false;
let leaving = false;
let running = null;

function typed() {
  const body = new URLSearchParams(new FormData(card));
  for (const name of AT_THE_END) body.delete(name);
  return body;
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(keep, wait);
}

/* One saving at a time: true when the server answered, be it with a refusal. */
function keep() {
  running ??= send().finally(() => {
    running = null;
    if (dirty && !leaving) later(PAUSE);
  });
  return running;
}

async function send() {
  dirty = false;
  const answer = await post(typed()).catch(() => null);
  const said = isJson(answer) ? await answer.json() : null;
  unkept = !answer?.ok;
  if (answer?.ok) card.elements.revision.value = said.revision;
  kept.textContent = dirty ? card.dataset.typing : (said?.said ?? card.dataset.again);
  if (said) return true;
  /* A line that is down, or a sign-in that ended, comes back by itself. */
  await renew();
  later(AGAIN);
  return false;
}

function post(body, keepalive = false) {
  const headers = { Accept: "application/json" };
  return fetch(card.action, { method: "POST", body, keepalive, redirect: "error", headers });
}

const isJson = (answer) => (answer?.headers.get("Content-Type") ?? "").includes("json");

/* Whoever signs in again has another token: it is read from a page of ours. */
async function renew() {
  const page = await fetch(card.dataset.home).then((answer) => answer.text()).catch(() => "");
  const token = /name="csrfmiddlewaretoken" value="([A-Za-z0-9]+)"/.exec(page);
  if (token && page.includes('id="rows"')) card.elements.csrfmiddlewaretoken.value = token[1];
  else if (page) kept.textContent = card.dataset.signedOut;
}

card.addEventListener("input", (event) => {
  if (AT_THE_END.includes(event.target.name)) return;
  dirty = true;
  kept.textContent = card.dataset.typing;
  later(PAUSE);
});

/* A page is left only once the server has what stands on it: a failed navigation would take it along. */
card.addEventListener("submit", async (event) => {
  if (leaving) return;
  event.preventDefault();
  clearTimeout(timer);
  do {
    if (!(await keep())) return;
  } while (dirty);
  leaving = true;
  clearTimeout(timer);
  card.requestSubmit(event.submitter);
});

addEventListener("pagehide", () => {
  if (leaving || !dirty) return;
  const body = typed();
  if (body.toString().length < LARGEST) post(body, true).catch(() => {});
});

addEventListener("beforeunload", (event) => {
  if (!leaving && (dirty || unkept)) event.preventDefault();
});

card.elements.notes.dataset.focus = "n";
