/** The crew's page: one hand, gloves, sun, and no signal. Own unit, the task, one large button. */

import { el, redraw } from "./elements.js";
import { connection, onConnection, startFeed } from "./feed.js";
import { age, hourSeconds } from "./formats.js";
import { now } from "./clock.js";
import { startHeader } from "./header.js";
import { label, page, t } from "./page.js";
import { positionText } from "./positions.js";
import { on, state, unitsInOrder } from "./state.js";
import { toggleTheme } from "./theme_switch.js";
import { drawCalls } from "./crew/calls.js";
import { dutyButtons, waitingDuty } from "./crew/duty.js";
import { followJourney, journeyOf, startJourney } from "./crew/journey.js";
import { fixAge, onOutbox, startOutbox, waitingSteps } from "./crew/outbox.js";
import { drawPanic, startPanic } from "./crew/panic.js";
import { drawPlaceMap, refreshPlaceMap, startPlaceMap } from "./crew/place_map.js";
import { forgetPage, startRelease } from "./crew/release.js";
import { forgetState, remembered, startRemembering } from "./crew/remembered.js";
import { startRinging } from "./crew/ring.js";
import { drawSending } from "./crew/sending.js";
import { openStore } from "./crew/store.js";
import { drawSteps, drawTask, tasksOf } from "./crew/task.js";
import { onTracker, resumeTracker, tracker } from "./crew/tracker.js";
import { keepAwake, startWaking, wake } from "./crew/wake.js";

const LATE_MS = 300_000;
const byId = (id) => document.getElementById(id);
let chosen = null; // code of the unit that this phone is in, where an account has several

begin();

async function begin() {
  byId("theme").addEventListener("click", () => toggleTheme(refreshPlaceMap));
  document.querySelector("form[action*=logout]")?.addEventListener("submit", () => {
    forgetPage();
    forgetState();
  });
  startHeader();
  startRinging(draw);
  startWaking(draw);
  startPanic(draw);
  on("units incidents assignments alarms", draw);
  onOutbox(draw);
  onTracker(draw);
  onConnection((is) => {
    draw();
    if (is === "live") refreshPlaceMap();
  });
  setInterval(draw, 1000);
  chosen = (await (await openStore()).get("unit")) ?? null;
  await startOutbox();
  await startJourney();
  await startRemembering();
  startFeed();
  startRelease(byId("release"));
  resumeTracker(unitCode());
  await startPlaceMap(byId("map"));
  draw();
}

function draw() {
  const unit = ownUnit();
  const tasks = unit ? tasksOf(unit) : [];
  const active = tasks[0] ?? null;
  const journey = active && journeyOf(active, unit);
  drawCalls(byId("calls"), unit);
  drawSending(byId("sending"), unit);
  redraw(byId("unit"), unit ? unitHead(unit, active) : el("p", { class: "empty" }, state.loaded ? t("crew_no_unit") : t("loading")));
  drawPanic(byId("panic"), byId("help"), unit);
  drawTask(byId("task"), unit, tasks, journey);
  drawSteps(byId("steps"), tasks);
  drawPlaceMap(active, unit, journey);
  keepAwake(Boolean(unit) && (active !== null || unit.availability !== "U"));
  if (active) followJourney(active, unit, draw);
}

function unitCode() {
  return page.user.units.includes(chosen) ? chosen : page.user.units[0] ?? null;
}

function ownUnit() {
  return unitsInOrder().find((unit) => unit.code === unitCode()) ?? null;
}

function unitHead(unit, active) {
  return [
    el("h1", { "data-key": "unit" }, unit.code, " ", el("small", {}, statusText(unit, active))),
    el("p", { class: "facts", "data-key": "position" }, positionText(unit)),
    page.user.units.length > 1 && el("div", { class: "others", "data-key": "units" }, page.user.units.map((code) => unitButton(code))),
    ...dutyButtons(unit),
    ...warnings(unit).map((text) => el("p", { class: "warning", role: "status", "data-key": text }, text)),
  ];
}

/** The status as it was last pressed here; the server's where nothing waits. */
function statusText(unit, active) {
  const duty = waitingDuty(unit);
  const waiting = active ? waitingSteps(active.id) : duty ? [duty] : [];
  return waiting.length ? label("status", waiting.at(-1).status) : unit.status_label ?? label("status", unit.status);
}

function unitButton(code) {
  return el("button", { type: "button", "data-act": code, "aria-pressed": String(code === unitCode()), onclick: () => choose(code) }, code);
}

async function choose(code) {
  chosen = code;
  tracker.unit = code;
  await (await openStore()).put("unit", code);
  draw();
}

/** What the crew should know beside its task: an old state, a silent tracker, a screen that sleeps. */
function warnings(unit) {
  const isOld = connection.state !== "live" && remembered.at !== null;
  const silent = state.alarms.get(`tracker:${unit.code}`)?.kind === "tracker_silent";
  const isLate = fixAge() > LATE_MS; // never for a phone that has sent none
  return [
    isOld && t("crew_remembered", { time: hourSeconds(remembered.at), age: age((now() - remembered.at) / 1000) }),
    (silent || isLate) && unit.availability !== "U" && t("crew_tracker_silent"),
    wake.problem && t(`crew_wake_${wake.problem}`, { reason: wake.reason }),
  ].filter(Boolean);
}
