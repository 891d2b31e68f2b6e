"use strict";
/* J and K move through the rows, / goes to the search box, ? shows the keys. No key does what cannot be undone.
   A button with a `data-key` is pressed by that letter, a field with a `data-focus` is reached by it. */
const rows = () => [...document.querySelectorAll("#rows .open")];

function move(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.indexOf(document.activeElement);
  const next = all[Math.min(all.length - 1, Math.max(0, here < 0 ? 0 : here + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  "/": () => (document.getElementById("find-contact") ?? document.getElementById("find"))?.focus(),
  "?": () => {
    const list = document.getElementById("keys");
    list.open = !list.open;
    if (list.open) list.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (typing && event.key === "Escape") typing.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  const act = keys[key] ?? onPage(key);
  if (!act) return;
  event.preventDefault();
  act();
});

function onPage(key) {
  if (!/^[a-z]$/.test(key)) return null;
  const field = document.querySelector(`[data-focus="${key}"]`);
  if (field) return () => field.focus();
  const button = document.querySelector(`[data-key="${key}"]`);
  return button && (() => button.click());
}

/* The row whose line is shown stands out, for the eye and for a screen reader. */
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "line") return;
  const chosen = event.detail.requestConfig.elt;
  for (const open of rows()) {
    open.closest("tr").classList.toggle("chosen", open === chosen);
    open.toggleAttribute("aria-current", false);
  }
  chosen.setAttribute("aria-current", "true");
});
