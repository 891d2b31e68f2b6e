// How an address may stand on a screen: masked, defanged once asked for, exact once asked for again. Never a link.
(function (kindline) {
  "use strict";

  function parts(address) {
    const mark = address.indexOf("://");
    if (mark < 0) return null;
    const rest = address.slice(mark + 3);
    const end = rest.search(/[/?#]/);
    return {
      scheme: address.slice(0, mark).replaceAll("t", "x"),
      host: end < 0 ? rest : rest.slice(0, end),
      path: end < 0 ? "" : rest.slice(end),
    };
  }

  function masked(address) {
    const found = parts(address);
    if (!found) return `${address.slice(0, 1)}•••`;
    const host = found.host.split("@").pop();
    const dot = host.lastIndexOf(".");
    const suffix = host.slice(dot + 1);
    const named = dot > 0 && !/^\d/.test(suffix);
    return `${found.scheme}://${named ? `${host.slice(0, 1)}•••[.]${suffix}` : "•••"}${found.path.length > 1 ? "/…" : ""}`;
  }

  function defanged(address) {
    const found = parts(address);
    if (!found) return address.replace(":", "[:]");
    return `${found.scheme}://${found.host.replaceAll(".", "[.]")}${found.path}`;
  }

  // Masked, with a button that each time shows one step more and finally masks again.
  function address(text) {
    const { el, say } = kindline.page;
    const steps = [
      [masked, "show.defanged"],
      [defanged, "show.exact"],
      [(plain) => plain, "show.mask"],
    ];
    const code = el("code", { class: "masked" });
    const button = el("button", { type: "button", class: "link" });
    let at = -1;
    const next = () => {
      at = (at + 1) % steps.length;
      code.textContent = steps[at][0](text);
      say(button, steps[at][1]);
    };
    button.addEventListener("click", next);
    next();
    return el("div", { class: "shown", "aria-live": "polite" }, code, button);
  }

  kindline.showing = { address, defanged, masked };
})((globalThis.kindline ??= {}));
