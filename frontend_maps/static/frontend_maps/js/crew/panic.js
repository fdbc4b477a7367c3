/**
 * The call for help. Two presses within a few seconds, or one that is held: a pocket presses once.
 * It goes before everything else, with the last position and its age.
 */

import { now } from "../clock.js";
import { el, redraw } from "../elements.js";
import { connection } from "../feed.js";
import { age, hourSeconds } from "../formats.js";
import { page, t } from "../page.js";
import { state } from "../state.js";
import { noteHelp, outbox, press } from "./outbox.js";
import { latestFix, recallFix } from "./tracker.js";

const ARMED_MS = 6000;
const HELD_MS = 1200;
const SHOWN_MS = 12 * 3600_000;
const TOLD_MS = 10_000; // within which a feed that lives has told of a call that went out
let armed_until = 0;
let hold = null;
let draw = () => {};

/** Sets what draws the page anew after a touch of the button. */
export function startPanic(redrawPage) {
  draw = redrawPage;
  document.addEventListener("pointerdown", ({ target }) => {
    const button = target.closest?.("[data-act=panic]");
    if (!button) return;
    hold = setTimeout(() => cryWhileHeld(button.dataset.unit), HELD_MS);
    recallFix(); // done long before the press that counts, which waits for nothing
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
  press({ kind: "panic", unit, fix: latestFix(unit) });
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
  const isOurs = help?.sent_at && help.record?.unit === unit && now() - help.sent_at < SHOWN_MS
    && (!alarm || alarm.help_call === help.record.id);
  if (!alarm && !isOurs) return null;
  if (isOurs) follow(alarm, help);
  const sent = isOurs ? t("panic_sent", { time: hourSeconds(help.sent_at) }) : t("panic_open", { time: hourSeconds(Date.parse(alarm.since)) });
  return el("p", { class: "help", role: "status", "data-key": "help" }, el("b", {}, sent), " ", answerOf(alarm, isOurs));
}

/** Remembers that the feed has told of the call, and that the room has closed it: its alarm is gone. */
function follow(alarm, help) {
  if (alarm && !help.is_seen) noteHelp({ is_seen: true });
  const isTold = help.is_seen || now() - help.sent_at > TOLD_MS;
  const isGone = !alarm && connection.state === "live" && isTold;
  if ((isGone || help.record.open === false) && !help.is_closed) noteHelp({ is_closed: true });
}

/** Says what the room has answered; nothing while the feed, which would tell, is lost. */
function answerOf(alarm, isOurs) {
  const isLive = connection.state === "live";
  if (isOurs && outbox.help.is_closed && !(alarm && isLive)) return t("panic_closed");
  if (alarm?.acknowledged_at) return t("panic_heard", { time: hourSeconds(Date.parse(alarm.acknowledged_at)) });
  return alarm || isLive ? t("panic_not_heard") : null;
}

function roomPhone() {
  return page.roomPhone ? el("a", { href: `tel:${page.roomPhone}` }, t("panic_call", { phone: page.roomPhone })) : null;
}
