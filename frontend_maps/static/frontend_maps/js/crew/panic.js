/**
 * The call for help. Two presses within a few seconds, or one that is held: a pocket presses once.
 * It goes before everything else, with the last position and its age.
 */

import { now } from "../clock.js";
import { el, redraw } from "../elements.js";
import { age, hourSeconds } from "../formats.js";
import { page, t } from "../page.js";
import { state } from "../state.js";
import { outbox, press } from "./outbox.js";
import { tracker } from "./tracker.js";

const ARMED_MS = 6000;
const HELD_MS = 1200;
const SHOWN_MS = 12 * 3600_000;
let armed_until = 0;
let hold = null;
let draw = () => {};

/** Sets what draws the page anew after a touch of the button. */
export function startPanic(redrawPage) {
  draw = redrawPage;
  document.addEventListener("pointerdown", ({ target }) => {
    if (target.closest?.("[data-act=panic]")) hold = setTimeout(() => cryWhileHeld(target.closest("[data-unit]").dataset.unit), HELD_MS);
  });
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => clearTimeout(hold), { capture: true });
  document.addEventListener("contextmenu", (event) => event.target.closest?.("[data-act=panic]") && event.preventDefault());
}

/** Draws the button and what became of the call. */
export function drawPanic(host, helpHost, unit) {
  const isArmed = Date.now() < armed_until;
  redraw(helpHost, unit ? stateOf(unit.code) : []);
  redraw(host, unit ? el("button", {
    type: "button", class: `panic${isArmed ? " is-armed" : ""}`, "data-act": "panic", "data-unit": unit.code, "data-key": "panic",
    onclick: () => touch(unit.code),
  }, isArmed ? t("panic_again") : t("panic")) : []);
}

function touch(unit) {
  if (hold === "sent") {
    hold = null; // the release after a long press
    return;
  }
  if (Date.now() < armed_until) {
    cry(unit);
    hold = null;
    return;
  }
  armed_until = Date.now() + ARMED_MS;
  setTimeout(draw, ARMED_MS + 50);
  draw();
}

function cry(unit) {
  armed_until = 0;
  hold = "sent";
  press({ kind: "panic", unit, fix: tracker.fix?.unit === unit ? tracker.fix : null });
  draw();
}

/** The finger is still on the button: it is let go of, so that the page shows at once what happened. */
function cryWhileHeld(unit) {
  navigator.vibrate?.(300);
  document.dispatchEvent(new PointerEvent("pointercancel"));
  cry(unit);
}

/** Says whether the call has gone out, and whether the room has heard it. */
function stateOf(unit) {
  const waits = outbox.presses.find((one) => one.kind === "panic" && one.unit === unit);
  if (waits) {
    const fix_age = waits.fix ? t("panic_with_fix", { age: age((waits.server_ms - Date.parse(waits.fix.fix_time)) / 1000) }) : t("panic_without_fix");
    return el("p", { class: "help is-waiting", role: "alert", "data-key": "help" }, el("b", {}, t("panic_waits", { time: hourSeconds(waits.server_ms) })), " ", fix_age, " ", roomPhone());
  }
  const alarm = state.alarms.get(`panic:${unit}`);
  const help = outbox.help;
  const isOurs = help?.sent_at && help.record?.unit === unit && now() - help.sent_at < SHOWN_MS;
  if (!alarm && !isOurs) return null;
  const sent = isOurs ? t("panic_sent", { time: hourSeconds(help.sent_at) }) : t("panic_open", { time: hourSeconds(Date.parse(alarm.since)) });
  return el("p", { class: "help", role: "status", "data-key": "help" }, el("b", {}, sent), " ", answerOf(alarm, help, isOurs));
}

function answerOf(alarm, help, isOurs) {
  if (alarm?.acknowledged_at) return t("panic_heard", { time: hourSeconds(Date.parse(alarm.acknowledged_at)) });
  const isFresh = isOurs && now() - help.sent_at < 10_000; // the feed may not have told yet
  if (alarm || isFresh) return t("panic_not_heard");
  return t("panic_closed");
}

function roomPhone() {
  return page.roomPhone ? el("a", { href: `tel:${page.roomPhone}` }, t("panic_call", { phone: page.roomPhone })) : null;
}
