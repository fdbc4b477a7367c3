/** On and off duty, as the crew itself may set it while its unit has no assignment. */

import { el } from "../elements.js";
import { hourSeconds } from "../formats.js";
import { label, t } from "../page.js";
import { outbox, press } from "./outbox.js";

const OFFERED = ["available", "off_duty"];
const OWN = new Set(["available", "returning", "delayed", "out_of_service", "off_duty"]); // any other is an assignment's

/** Returns the duty that was pressed here and waits to be sent; null without one. */
export function waitingDuty(unit) {
  return outbox.presses.findLast((one) => one.kind === "duty" && one.unit === unit.code) ?? null;
}

/** Returns what to press for the unit's duty, and what of it waits. */
export function dutyButtons(unit) {
  const waiting = waitingDuty(unit);
  if (!OWN.has(unit.status)) return [];
  const status = waiting?.status ?? unit.status;
  return [
    el("div", { class: "others", "data-key": "duty" }, OFFERED.filter((one) => one !== status).map((one) => dutyButton(unit, one))),
    waiting && el("p", { class: "warning", role: "status", "data-key": "duty-waits" }, t("crew_kept", { steps: `${label("status", waiting.status)} ${hourSeconds(waiting.server_ms)}` })),
  ];
}

function dutyButton(unit, status) {
  return el("button", { type: "button", "data-act": status, onclick: () => press({ kind: "duty", unit: unit.code, status }) }, label("status", status));
}
