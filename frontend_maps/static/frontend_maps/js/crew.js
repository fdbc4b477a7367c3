/** The crew's page: one hand, gloves, sun. Own unit, the task, one large button for the next step. */

import { ageOf } from "./clock.js";
import { crewPosition } from "./crew_position.js";
import { pendingSteps, pressStep } from "./crew_steps.js";
import { el, redraw } from "./elements.js";
import { startFeed } from "./feed.js";
import { age, coordinates, hour } from "./formats.js";
import { startHeader } from "./header.js";
import { placeText } from "./lists.js";
import { label, page, t } from "./page.js";
import { positionText } from "./positions.js";
import { isEnded, on, state, unitsInOrder } from "./state.js";
import { toggleTheme } from "./theme_switch.js";

const byId = (id) => document.getElementById(id);
const position = crewPosition(draw);

byId("theme").addEventListener("click", () => toggleTheme());
startHeader();
on("units incidents assignments", draw);
setInterval(draw, 5000);
draw();
startFeed();

function draw() {
  const unit = ownUnit();
  redraw(byId("unit"), unit ? unitHead(unit) : el("p", { class: "empty" }, state.loaded ? t("crew_no_unit") : t("loading")));
  const tasks = unit ? [...state.assignments.values()].filter((one) => one.unit === unit.code && !isEnded(one)) : [];
  const active = tasks.find((one) => one.status !== "queued");
  redraw(byId("task"), active ? taskCard(active) : el("p", { class: "empty" }, unit ? t("crew_no_assignment") : ""));
  redraw(byId("steps"), active ? stepButtons(active) : []);
}

function ownUnit() {
  return unitsInOrder().find((unit) => page.user.units.includes(unit.code)) ?? null;
}

function unitHead(unit) {
  return el("div", { "data-key": "unit" },
    el("h1", {}, unit.code, " ", el("small", {}, unit.status_label ?? label("status", unit.status))),
    el("p", {}, positionText(unit)),
    el("p", { class: position.problem ? "error" : null, role: "status" }, position.text()),
    !position.isOn && el("button", { type: "button", "data-act": "share", onclick: () => position.start(unit.code) }, t("crew_share")));
}

function taskCard(assignment) {
  const feature = state.incidents.get(assignment.incident);
  const p = feature?.properties;
  const [lon, lat] = feature?.geometry?.coordinates ?? [];
  return el("div", { class: "task", "data-key": `task-${assignment.id}` },
    el("h2", {}, p ? `P${p.priority} ${p.category_label ?? label("category", p.category)}` : assignment.incident, " ", el("small", {}, assignment.incident)),
    feature && el("p", { class: "where" }, placeText(feature)),
    p?.words && el("p", { class: "words" }, el("q", {}, p.words)),
    p?.description && el("p", { class: "description" }, p.description),
    feature?.geometry && el("p", {}, coordinates(lon, lat)),
    el("p", { class: "facts" }, `${assignment.status_label ?? label("status", assignment.status)} · ${hour(assignment.times?.[assignment.status])} · ${age(ageOf(assignment.times?.[assignment.status]))}`));
}

function stepButtons(assignment) {
  const [next, ...others] = stepsOf(assignment);
  const waiting = pendingSteps(assignment.id);
  return el("div", { "data-key": `steps-${assignment.id}` },
    waiting.length > 0 && el("p", { class: "warning", role: "status" }, t("crew_kept")),
    next && stepButton(assignment, next, "next"),
    el("div", { class: "others" }, others.map((status) => stepButton(assignment, status, "other"))));
}

function stepButton(assignment, status, kind) {
  return el("button", {
    type: "button", class: kind === "next" ? "primary next" : "other", "data-act": status,
    onclick: () => pressStep(assignment.id, status, draw),
  }, label("status", status));
}

/** Returns what the crew may press: the next of the usual way first, never an ending before the scene. */
function stepsOf(assignment) {
  const usual = ["acknowledged", "en_route", "on_scene", "at_patient", "transporting", "at_hospital", "cleared"];
  const allowed = (assignment.allowed ?? usual).filter((status) => !["cancelled", "diverted", "dispatched"].includes(status));
  return [...usual.filter((status) => allowed.includes(status)), ...allowed.filter((status) => !usual.includes(status))];
}

