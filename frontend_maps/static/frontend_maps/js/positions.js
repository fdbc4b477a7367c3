/** Says in words how old a unit's position is, whether its tracker still speaks, and what is doubtful. */

import { ageOf } from "./clock.js";
import { age, distance } from "./formats.js";
import { t } from "./page.js";
import { positionAge, positionState, state } from "./state.js";

const CONTACT_APART_S = 60; // below, contact and position are one and the same news

/** Returns a short sentence: never only a colour. */
export function positionText(unit) {
  const known = positionState(unit);
  if (known === "assumed") return t("position_assumed");
  if (known === "none" || !known) return t("position_none");
  const text = t(`position_${known}`, { age: age(positionAge(unit)) });
  const told = unit.source === "radio" && t("position_radio", { radius: distance(unit.accuracy_m) });
  return [text, told].filter(Boolean).join(" · ");
}

/** Returns what the room should know of a unit's trackers: short marks, each in words. */
export function marksOf(unit) {
  const isMock = unit.mock ?? (unit.trusted === false);
  return [
    isMock && t("mark_mock"),
    isBatteryLow(unit) && t("mark_battery", { battery: unit.battery_pct ?? "?" }),
    isEncrypting(unit) && t("mark_encrypting"),
    unit.link_lost && t("mark_link_lost"),
    unit.time_assumed && t("mark_time_assumed"),
  ].filter(Boolean);
}

/** Returns when anything was heard of a unit and how often its tracker usually speaks. */
export function contactText(unit) {
  const heard_s = ageOf(unit.contact_at);
  const parts = [heard_s === null ? t("contact_none") : t("contact_age", { age: age(heard_s) })];
  if (Number.isFinite(unit.interval_s)) parts.push(t("interval", { age: age(unit.interval_s) }));
  return parts.join(" · ");
}

/** Returns how long ago a tracker spoke where that is much later than its position; else nothing. */
export function fresherContact(unit) {
  const heard_s = ageOf(unit.contact_at);
  const isApart = heard_s !== null && (positionAge(unit) ?? Infinity) - heard_s > CONTACT_APART_S;
  return isApart ? t("contact_age", { age: age(heard_s) }) : null;
}

function isBatteryLow(unit) {
  return unit.battery_low ?? (Number.isFinite(unit.battery_pct) && unit.battery_pct <= 20);
}

function isEncrypting(unit) {
  return unit.encrypting ?? state.alarms.get(`tracker:${unit.code}`)?.kind === "tracker_encrypting";
}
