/** Everything that needs somebody now, in one place, most urgent first, each with what to do. */

import { ageOf } from "./clock.js";
import { el, redraw } from "./elements.js";
import { age, shortNumber } from "./formats.js";
import { t } from "./page.js";
import { on, selectIncident, selectUnit, state } from "./state.js";

const SHOWN = 3;

/** Draws the alarms into their place and keeps them so. */
export function startAlarms(host) {
  const draw = () => redraw(host, alarmRows());
  on("alarms incidents units", draw);
  setInterval(draw, 5000);
  draw();
}

function alarmRows() {
  const alarms = [...state.alarms.values()].sort(byUrgency);
  const rows = alarms.slice(0, SHOWN).map(alarmRow);
  if (alarms.length > SHOWN) rows.push(el("p", { class: "more" }, t("more_alarms", { n: alarms.length - SHOWN })));
  return rows;
}

function alarmRow(alarm) {
  const subject = alarm.incident ? shortNumber(alarm.incident) : alarm.unit;
  const values = { subject, age: age(ageOf(alarm.since)), priority: alarm.priority ?? "" };
  return el("button", { type: "button", class: `alarm is-${alarm.kind}`, "data-key": alarm.id, onclick: () => choose(alarm) },
    el("span", { class: "sign", "aria-hidden": "true" }, "⚠"),
    el("span", {}, el("b", {}, t(`alarm_${alarm.kind}`, values)), " ", el("small", {}, t(`alarm_${alarm.kind}_do`))));
}

function choose(alarm) {
  if (alarm.incident) selectIncident(alarm.incident);
  else selectUnit(alarm.unit);
}

function byUrgency(a, b) {
  return (a.priority ?? 9) - (b.priority ?? 9) || (a.since ?? "").localeCompare(b.since ?? "") || a.id.localeCompare(b.id);
}
