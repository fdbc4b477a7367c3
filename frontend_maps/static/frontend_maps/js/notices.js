/** Short messages in one place; spoken by screen readers, none of them blocks the work. */

import { el } from "./elements.js";
import { t } from "./page.js";

const SHOWN_MS = 8000;

/** Shows a sentence; `kind` is info or error. Errors stay until closed, and what `stays`. */
export function notify(sentence, kind = "info", { stays = kind === "error" } = {}) {
  const box = document.getElementById("notices");
  const entry = el("div", { class: `notice is-${kind}`, role: kind === "error" ? "alert" : "status" },
    el("span", {}, sentence),
    el("button", { type: "button", class: "plain", "aria-label": t("close"), onclick: () => entry.remove() }, "×"));
  box.append(entry);
  while (box.children.length > 4) box.firstElementChild.remove();
  if (!stays) setTimeout(() => entry.remove(), SHOWN_MS);
}
