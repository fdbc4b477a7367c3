/** The assignment in hand: what, where in the caller's words, how far, the next step as one large button. */

import { ageOf } from "../clock.js";
import { el, redraw } from "../elements.js";
import { age, coordinates, distance, duration, hour } from "../formats.js";
import { placeText } from "../lists.js";
import { label, page, t, url } from "../page.js";
import { isEnded, state } from "../state.js";
import { press, waitingSteps } from "./outbox.js";
import { statusAsPressed, stepsAfter } from "./steps.js";

let isOpen = false; // whether the steps beside the next one are shown

/** Returns the assignments of a unit that are not over, the active one first. */
export function tasksOf(unit) {
  return [...state.assignments.values()]
    .filter((one) => one.unit === unit.code && !isEnded(one) && statusAsPressed(one, waitingSteps(one.id)) !== "cleared")
    .sort((a, b) => (a.status === "queued") - (b.status === "queued") || a.id - b.id);
}

/** Draws the assignment, or that there is none. */
export function drawTask(host, unit, tasks, journey) {
  if (!unit) return redraw(host, []);
  if (!tasks.length) return redraw(host, el("p", { class: "empty" }, t("crew_no_assignment")));
  const [active, ...others] = tasks;
  return redraw(host, [taskCard(active, journey), ...others.map((one) => el("p", { class: "queued", "data-key": `queued-${one.id}` }, t("crew_queued", { what: headOf(one) })))]);
}

/** Draws the buttons of the next steps. */
export function drawSteps(host, tasks) {
  const active = tasks.find((one) => one.status !== "queued");
  if (!active) return redraw(host, []);
  const waiting = waitingSteps(active.id);
  const [next, ...others] = stepsAfter(active, waiting);
  return redraw(host, el("div", { "data-key": `steps-${active.id}` },
    isOpen && el("div", { class: "others" }, others.map((status) => stepButton(active, status, "other"))),
    next && stepButton(active, next, "primary next"),
    others.length > 0 && el("button", { type: "button", class: "more", "data-act": "more", "aria-expanded": String(isOpen), onclick: () => toggle(host, tasks) }, t(isOpen ? "crew_fewer" : "crew_more"))));
}

function toggle(host, tasks) {
  isOpen = !isOpen;
  drawSteps(host, tasks);
}

function stepButton(assignment, status, kind) {
  return el("button", {
    type: "button", class: kind, "data-act": status,
    onclick: () => {
      isOpen = false;
      press({ kind: "step", assignment: assignment.id, incident: assignment.incident, status });
    },
  }, label("status", status));
}

function taskCard(assignment, journey) {
  const feature = state.incidents.get(assignment.incident);
  const p = feature?.properties;
  const [lon, lat] = feature?.geometry?.coordinates ?? [];
  const waiting = waitingSteps(assignment.id);
  const status = statusAsPressed(assignment, waiting);
  return el("div", { class: "task", "data-key": `task-${assignment.id}` },
    el("h2", {}, headOf(assignment), " ", el("small", {}, assignment.incident)),
    feature && el("p", { class: "where" }, placeText(feature)),
    journey && el("p", { class: "journey" }, journeyText(journey)),
    p?.words && el("p", { class: "words" }, el("q", {}, p.words)),
    p?.description && el("p", { class: "description" }, p.description),
    p?.radius_m > 200 && el("p", { class: "facts" }, t("crew_unsure", { radius: distance(p.radius_m) })),
    el("div", { class: "acts" },
      page.roomPhone && el("a", { class: "button", href: `tel:${page.roomPhone}` }, t("crew_call_room"), " ", el("small", {}, page.roomPhone)),
      feature?.geometry && el("a", { class: "button", href: mapAddress(lon, lat) }, t("crew_navigate"), " ", el("small", {}, coordinates(lon, lat))),
      feature?.geometry && el("a", { class: "button", href: googleAddress(lon, lat), rel: "noreferrer noopener" }, t("crew_google_maps")),
      feature?.geometry && el("a", { class: "button", href: url("route_print", {}, { assignment: assignment.id }) }, t("crew_route_paper"))),
    waiting.length > 0 && el("p", { class: "warning", role: "status" }, t("crew_kept", { steps: waiting.map(stepText).join(", ") })),
    el("p", { class: "facts" }, `${label("status", status)} · ${hour(assignment.times?.[assignment.status])} · ${age(ageOf(assignment.times?.[assignment.status]))}`));
}

/** Opens the phone's own map application at a place. */
function mapAddress(lon, lat) {
  return /iPhone|iPad/.test(navigator.userAgent) ? `maps:?q=${lat},${lon}` : `geo:${lat},${lon}?q=${lat},${lon}`;
}

/** Opens the application that most phones have; the link loads nothing by itself. */
function googleAddress(lon, lat) {
  return `https://www.google.com/maps/dir/?api=1&destination=${lat},${lon}&travelmode=driving`;
}

function stepText(waiting) {
  return `${label("status", waiting.status)} ${hour(new Date(waiting.server_ms).toISOString())}`;
}

function headOf(assignment) {
  const p = state.incidents.get(assignment.incident)?.properties;
  return p ? `P${p.priority} ${p.category_label ?? label("category", p.category)}` : assignment.incident;
}

function journeyText(journey) {
  const far = t(journey.isStraight ? "crew_straight" : "crew_route", { distance: distance(journey.distance_m), duration: duration(journey.duration_s) });
  return journey.at ? `${far} · ${t("crew_route_age", { age: age(journey.age_s) })}` : far;
}
