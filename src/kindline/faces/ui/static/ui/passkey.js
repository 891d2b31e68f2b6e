"use strict";
/* A passkey that does not answer says so on the page. */
document.addEventListener("allauth.error", (event) => {
  const said = document.getElementById("passkey-failed");
  if (said) { said.hidden = false; event.preventDefault(); }
});
