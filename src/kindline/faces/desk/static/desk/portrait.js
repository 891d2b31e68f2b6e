"use strict";
/* A portrait goes to the desk as bytes alone; the answer is shown, and the page comes anew when it was kept. */
const portraitForm = document.getElementById("portrait-form");

portraitForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = document.getElementById("portrait-said");
  const file = document.getElementById("picture").files[0];
  const asked = new URLSearchParams({ taken: document.getElementById("taken").value });
  for (const [name, id] of [["publish", "may-publish"], ["aged", "aged"], ["intimate", "intimate"]]) {
    if (document.getElementById(id).checked) asked.set(name, "yes");
  }
  const token = portraitForm.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(`${portraitForm.dataset.to}?${asked}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream", "X-CSRFToken": token },
    body: file ?? new Blob([]),
  }).catch(() => null);
  const told = answer && (answer.headers.get("Content-Type") ?? "").includes("json") ? await answer.json() : null;
  if (answer?.ok) location.reload();
  else said.textContent = told?.said ?? portraitForm.dataset.unkept;
});
