"use strict";
/* Keeps a card while somebody types: a moment after each pause, again until it is kept, and before the page goes.
   Without this script the button "Keep" does the same. */
const card = document.getElementById("contact");
const kept = document.getElementById("kept");
const PAUSE = 700;
const AGAIN = 4000;
const LARGEST = 60000;
let timer = 0;
let dirty = false;
let running = null;
let leaving = false;
let unkept = false;

const typed = () => {
  const body = new URLSearchParams(new FormData(card));
  for (const name of ["outcome", "hard"]) body.delete(name);
  return body;
};

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(keep, wait);
}

function keep() {
  running ??= send().finally(() => {
    running = null;
    if (dirty && !leaving) later(PAUSE);
  });
  return running;
}

async function send() {
  dirty = false;
  const answer = await ask(typed()).catch(() => null);
  if (answer?.ok) {
    const said = await answer.json();
    card.elements.revision.value = said.revision;
    kept.textContent = dirty ? card.dataset.typing : said.said;
    return;
  }
  const said = answer && (answer.headers.get("Content-Type") ?? "").includes("json") ? await answer.json() : null;
  kept.textContent = said?.said ?? (answer ? card.dataset.signedOut : card.dataset.again);
  unkept = true;
  /* A refusal is for the person to settle; a line that is down, or a sign-in that ended, comes back by itself. */
  if (said) return;
  await renew();
  setTimeout(() => { dirty = true; later(0); }, AGAIN);
}

async function ask(body, keepalive = false) {
  const answer = await fetch(card.action, { method: "POST", body, keepalive, redirect: "error", headers: { Accept: "application/json" } });
  if (answer.ok) unkept = false;
  return answer;
}

/* Whoever signs in again has another token: it is read from a page of ours. */
async function renew() {
  const page = await fetch(card.dataset.home).then((answer) => answer.text()).catch(() => "");
  const token = /name="csrfmiddlewaretoken" value="([A-Za-z0-9]+)"/.exec(page);
  if (token && page.includes('id="rows"')) card.elements.csrfmiddlewaretoken.value = token[1];
  else if (page) kept.textContent = card.dataset.signedOut;
}

card.addEventListener("input", (event) => {
  if (["outcome", "hard"].includes(event.target.name)) return;
  dirty = true;
  kept.textContent = card.dataset.typing;
  later(PAUSE);
});

card.addEventListener("submit", (event) => {
  leaving = true;
  clearTimeout(timer);
  if (!running) return;
  /* What is on its way arrives first, or two savings of one window would refuse each other. */
  event.preventDefault();
  const by = event.submitter;
  running.finally(() => card.requestSubmit(by));
});

addEventListener("pagehide", () => {
  if (leaving || !dirty) return;
  const body = typed();
  if (body.toString().length < LARGEST) ask(body, true).catch(() => {});
});

addEventListener("beforeunload", (event) => {
  if (!leaving && (dirty || unkept)) event.preventDefault();
});

card.elements.notes.dataset.focus = "n";
