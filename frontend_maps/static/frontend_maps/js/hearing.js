/** Whether crews have heard of what changed for them, and telling them by voice. */

import { ageOf } from "./clock.js";
import { byUrgency } from "./alarm_kinds.js";
import { el } from "./elements.js";
import { age, hour } from "./formats.js";
import { notify } from "./notices.js";
import { label, page, t, url } from "./page.js";
import { send } from "./request.js";
import { state } from "./state.js";

const LATE_S = 60; // from then on it is an alarm as well

/** Returns the notices of an assignment that its crew has not heard, oldest first. */
export function unheardOf(assignment) {
  return (assignment.notices ?? []).filter((notice) => !notice.acknowledged_at);
}

/**
 * Returns whom the key V is about: the most urgent alarm, else the first unheard assignment of the
 * selected incident. Null if everybody has heard.
 */
export function voiceTarget() {
  const alarm = [...state.alarms.values()].filter((one) => one.kind === "notice_unheard").sort(byUrgency)[0];
  if (alarm) return { assignment: alarm.assignment, unit: alarm.unit, notices: alarm.notices };
  const found = [...state.assignments.values()]
    .filter((one) => one.incident === state.incident && unheardOf(one).length)
    .sort((a, b) => a.id - b.id)[0];
  return found ? { assignment: found.id, unit: found.unit, notices: unheardOf(found).map((notice) => notice.id) } : null;
}

/** Records that the room has told a crew by telephone or radio. */
export async function tellByVoice(target) {
  if (!target) return;
  try {
    for (const id of target.notices) await send("POST", url("notice_acknowledge", { id }), { by_voice: true });
    notify(t("told_by_voice", { unit: target.unit }));
  } catch (error) {
    notify(error.message, "error");
  }
}

/** Returns the button that records it; it shows the key where the key means this crew. */
export function voiceButton(target) {
  const isKeys = voiceTarget()?.assignment === target.assignment;
  return el("button", { type: "button", "data-act": "voice", onclick: () => tellByVoice(target) },
    isKeys && el("kbd", {}, "V"), isKeys && " ", t("by_voice"));
}

/** Returns the line of an assignment about what its crew has heard; nothing while all was heard. */
export function hearingLine(assignment) {
  const unheard = unheardOf(assignment);
  if (!unheard.length) return heardText(assignment);
  const target = { assignment: assignment.id, unit: assignment.unit, notices: unheard.map((notice) => notice.id) };
  const latest = unheard.at(-1);
  const phone = state.units.get(assignment.unit)?.phone;
  const isLate = ageOf(unheard[0].created_at) >= LATE_S;
  return el("p", { class: `hearing${isLate ? " is-late" : ""}` },
    el("span", {}, `${t("not_heard", { notice: label("notice", latest.kind), age: age(ageOf(unheard[0].created_at)) })}${phone ? ` · ${phone}` : ""}`),
    page.canDispatch && voiceButton(target));
}

function heardText(assignment) {
  const latest = (assignment.notices ?? []).at(-1);
  if (!latest) return null;
  return el("p", { class: "facts" }, t(latest.by_voice ? "heard_by_voice" : "heard", { notice: label("notice", latest.kind), time: hour(latest.acknowledged_at) }));
}
