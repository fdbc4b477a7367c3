/** Takes the latest step back within ten seconds: Z, or the button. */

import { setStatus } from "./assignments.js";
import { el, put } from "./elements.js";
import { t } from "./page.js";

const SECONDS = 10;

/**
 * Puts the offer into its place; `offer(assignment)` starts it, `take()` takes back. Beside `id` and
 * `unit` it may name the sentence to show (`text`), the status to go back to (`back`) and why
 * (`reason`); without them a new assignment is cancelled.
 */
export function undoOffer(host) {
  let current = null;
  let timer = null;

  function draw() {
    if (!current) return put(host);
    return put(host, el("div", { class: "undo", role: "status" },
      el("span", {}, current.text),
      el("button", { type: "button", onclick: take }, el("kbd", {}, "Z"), ` ${t("undo", { n: current.left_s })}`)));
  }

  function end() {
    clearInterval(timer);
    current = null;
    draw();
  }

  function offer(assignment) {
    end();
    const { id, unit, text = t("assigned", { unit }), back = "cancelled", reason = t("undo_reason") } = assignment;
    current = { id, text, back, reason, left_s: SECONDS };
    draw();
    timer = setInterval(() => {
      current.left_s -= 1;
      if (current.left_s <= 0) end();
      else host.querySelector("button").lastChild.textContent = ` ${t("undo", { n: current.left_s })}`;
    }, 1000);
  }

  async function take() {
    if (!current) return;
    const { id, back, reason } = current;
    end();
    await setStatus(id, back, reason);
  }

  return { offer, take, isOpen: () => current !== null };
}
