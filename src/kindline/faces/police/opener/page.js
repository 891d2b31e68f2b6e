// Building the page without a line of HTML: elements by name, words by key, in every language there is a file of.
(function (kindline) {
  "use strict";

  let language = "en";

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (_all, name) => String(values[name] ?? ""));
  }

  function word(key, values = {}) {
    return fill(kindline.words[language][key] ?? kindline.words.en[key] ?? key.slice(key.indexOf(".") + 1), values);
  }

  // A child is a node or plain text. Attributes are set as attributes; `on` names a listener.
  function el(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "on") for (const [event, listener] of Object.entries(value ?? {})) made.addEventListener(event, listener);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== undefined && child !== ""));
    return made;
  }

  // Text that follows the chosen language for as long as it stands on the page.
  function say(node, key, values = {}) {
    node.dataset.word = key;
    node.dataset.values = JSON.stringify(values);
    node.textContent = word(key, values);
    return node;
  }

  const said = (name, key, { values, ...attributes } = {}) => say(el(name, attributes), key, values);

  function speak(chosen) {
    language = chosen in kindline.words ? chosen : "en";
    document.documentElement.lang = language;
    for (const node of document.querySelectorAll("[data-word]")) {
      node.textContent = word(node.dataset.word, JSON.parse(node.dataset.values));
    }
    for (const button of document.querySelectorAll(".langs button")) {
      if (button.lang === language) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  function languageButtons() {
    const buttons = Object.entries(kindline.words).map(([code, words]) =>
      el("button", { type: "button", lang: code, on: { click: () => speak(code) } }, words.language),
    );
    return el("div", { class: "langs" }, ...buttons);
  }

  kindline.page = { el, languageButtons, said, say, speak, word };
})((globalThis.kindline ??= {}));
