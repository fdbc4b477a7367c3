/** What the kinds of alarm mean: how urgent, how loud, which sentence. Pure, apart from the clock. */

import { ageOf } from "./clock.js";
import { age, distance, shortNumber } from "./formats.js";
import { label, t } from "./page.js";

/**
 * How each kind sounds: seconds between two tones (0 = once), seconds before it begins, and the tones
 * in hertz. Kinds that are not named are silent.
 */
const SOUNDS = {
  panic: { every_s: 2, after_s: 0, tones_hz: [988, 740, 988, 740] },
  notice_unheard: { every_s: 8, after_s: 0, tones_hz: [660, 880] },
  incident_without_unit: { every_s: 15, after_s: 60, tones_hz: [587] },
  tracker_silent: { every_s: 0, after_s: 0, tones_hz: [440] },
};
const BY_TRACKERS = ["tracker_silent", "tracker_encrypting", "battery_low"];

/** Orders alarms: calls for help that nobody has taken, those taken, by priority, then trackers. */
export function byUrgency(a, b) {
  return urgency(a) - urgency(b) || (a.since ?? "").localeCompare(b.since ?? "") || a.id.localeCompare(b.id);
}

/** Returns the sentence of an alarm: who, what, since when. */
export function sentenceOf(alarm) {
  const subject = alarm.kind === "incident_without_unit" ? `…-${alarm.incident.slice(-4)}` : alarm.unit;
  return t(`alarm_${alarm.kind}`, {
    subject, age: age(ageOf(alarm.since)), priority: alarm.priority ?? "", battery: alarm.battery_pct ?? "",
    notice: label("notice", alarm.notice), incident: shortNumber(alarm.incident ?? ""),
  });
}

/** Returns what is known beside the sentence, as short texts. */
export function factsOf(alarm) {
  const taken = alarm.kind === "panic" && !alarm.ringing && t("panic_taken", { age: age(ageOf(alarm.acknowledged_at)) });
  const place = alarm.kind === "panic" && placeOf(alarm);
  const contact = alarm.kind === "tracker_silent" && alarm.contact_at && t("contact_age", { age: age(ageOf(alarm.contact_at)) });
  const often = alarm.times_pressed > 1 && t("panic_pressed", { n: alarm.times_pressed });
  return [taken, often, place, contact].filter(Boolean);
}

/** Returns how an alarm sounds now; null while it is silent. */
export function soundOf(alarm) {
  const sound = SOUNDS[alarm.kind];
  if (!sound || (alarm.kind === "panic" && !alarm.ringing)) return null;
  return (ageOf(alarm.since) ?? 0) >= sound.after_s ? sound : null;
}

/** Names one ringing of an alarm: the same alarm of a later time rings anew. */
export function ringingOf(alarm) {
  return `${alarm.id} ${alarm.rang_at ?? alarm.since ?? ""}`;
}

function urgency(alarm) {
  if (alarm.kind === "panic") return alarm.ringing ? 0 : 1;
  if (BY_TRACKERS.includes(alarm.kind)) return 100 + BY_TRACKERS.indexOf(alarm.kind);
  return 10 * (alarm.priority ?? 9) + (alarm.kind === "notice_unheard" ? 1 : 0);
}

function placeOf(alarm) {
  if (alarm.lon === null || alarm.lon === undefined) return t("panic_no_place");
  const off = Number.isFinite(alarm.accuracy_m) ? ` ±${distance(alarm.accuracy_m)}` : "";
  return t("panic_place", { age: age(alarm.fix_age_s) }) + off;
}
