/** The list of keys, and the switch that turns single-letter keys off. */

import { el, put } from "./elements.js";
import { keyList, lettersOn, setLetters } from "./keys.js";
import { page, t } from "./page.js";

/** Prepares the panel; returns `{ toggle, isOpen }`. */
export function startHelp(panel, button) {
  const toggle = () => {
    panel.hidden = !panel.hidden;
    if (!panel.hidden) {
      draw(panel, toggle);
      panel.querySelector("input").focus();
    } else {
      button.focus();
    }
  };
  button.addEventListener("click", toggle);
  return { toggle, isOpen: () => !panel.hidden };
}

function draw(panel, toggle) {
  const letters = el("input", { type: "checkbox", onchange: (event) => setLetters(event.target.checked) });
  letters.checked = lettersOn();
  const shown = { ArrowRight: "→", Escape: "Esc" };
  put(panel,
    el("h2", {}, t("keys"), el("button", { type: "button", class: "plain", "aria-label": t("close"), onclick: toggle }, "×")),
    el("label", { class: "check" }, letters, ` ${t("letters_on")}`),
    el("dl", {}, keyList().map(({ key, label }) => [el("dt", {}, el("kbd", {}, key === "1" ? "1–9" : shown[key] ?? key)), el("dd", {}, label)])),
    page.canDispatch && el("p", {}, t("call_keys")));
}
