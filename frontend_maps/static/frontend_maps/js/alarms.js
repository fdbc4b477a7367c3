/** Everything that needs somebody now, in one place, most urgent first, each with what to do. */

import { ageOf } from "./clock.js";
import { el, put, redraw } from "./elements.js";
import { age } from "./formats.js";
import { t } from "./page.js";
import { on, selectIncident, selectUnit, state } from "./state.js";

const SHOWN = 3;
let told = new Set();

/** Draws the alarms into their place and keeps them so. */
export function startAlarms(host) {
  const draw = () => redraw(host, alarmRows());
  on("alarms incidents units", draw);
  setInterval(draw, 5000);
  draw();
}

function alarmRows() {
  const alarms = [...state.alarms.values()].sort(byUrgency);
  announceNew(alarms);
  const rows = alarms.slice(0, SHOWN).map(alarmRow);
  if (alarms.length > SHOWN) rows.push(el("p", { class: "more" }, t("more_alarms", { n: alarms.length - SHOWN })));
  return rows;
}

/** Tells screen readers of alarms that rose, once each; the list itself is silent while ages tick. */
function announceNew(alarms) {
  const risen = alarms.filter((alarm) => !told.has(alarm.id));
  told = new Set(alarms.map((alarm) => alarm.id));
  if (risen.length) put(document.getElementById("announcement"), risen.slice(0, SHOWN).map(sentenceOf).join(" "));
}

function sentenceOf(alarm) {
  const subject = alarm.incident ? `…-${alarm.incident.slice(-4)}` : alarm.unit;
  return t(`alarm_${alarm.kind}`, { subject, age: age(ageOf(alarm.since)), priority: alarm.priority ?? "" });
}

function alarmRow(alarm) {
  return el("button", { type: "button", class: `alarm is-${alarm.kind}`, "data-key": alarm.id, onclick: () => choose(alarm) },
    el("span", { class: "sign", "aria-hidden": "true" }, "⚠"),
    el("span", {}, el("b", {}, sentenceOf(alarm)), " ", el("small", {}, t(`alarm_${alarm.kind}_do`))));
}

function choose(alarm) {
  if (alarm.incident) selectIncident(alarm.incident);
  else selectUnit(alarm.unit);
}

function byUrgency(a, b) {
  return (a.priority ?? 9) - (b.priority ?? 9) || (a.since ?? "").localeCompare(b.since ?? "") || a.id.localeCompare(b.id);
}
