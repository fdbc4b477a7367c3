/** The left column: what needs somebody, the incidents, the units. Complete without the map. */

import { el, redraw } from "./elements.js";
import { age, hour } from "./formats.js";
import { waitText } from "./lane_waits.js";
import { label, t } from "./page.js";
import { fresherContact, marksOf, positionText } from "./positions.js";
import {
  assignmentOf, incidentAge, incidentsInOrder, on, openAssignments, positionState, selectIncident, selectUnit, state, unitsInOrder,
} from "./state.js";
import { incidentSymbol, unitSymbol } from "./map/symbols.js";

/** Draws the lists into their places and keeps them so. Returns functions that move the selection. */
export function startLists({ incidents, units, filter, count }) {
  const drawIncidents = () => redraw(incidents, incidentCards());
  const drawUnits = () => {
    const shown = filteredUnits(filter.value);
    count.textContent = t("units_count", { shown: shown.length, all: state.units.size });
    redraw(units, shown.length ? shown.map(unitRow) : el("p", { class: "empty" }, state.loaded ? t("no_units") : t("loading")));
  };
  on("incidents assignments units selection", drawIncidents);
  on("units assignments selection", drawUnits);
  filter.addEventListener("input", drawUnits);
  setInterval(() => {
    drawIncidents();
    drawUnits();
  }, 5000); // ages tick
  drawIncidents();
  drawUnits();
  return { step };
}

/** Selects the next (1) or previous (-1) incident of the list and shows it in sight. */
function step(by) {
  const order = incidentsInOrder();
  if (!order.length) return;
  const at = order.findIndex((one) => one.properties.number === state.incident);
  const next = order[at < 0 ? 0 : Math.min(Math.max(at + by, 0), order.length - 1)];
  selectIncident(next.properties.number);
  queueMicrotask(() => document.querySelector(`[data-key="${CSS.escape(next.properties.number)}"]`)?.focus());
}

function incidentCards() {
  const order = incidentsInOrder();
  if (order.length) return order.map(incidentCard);
  return el("p", { class: "empty" }, state.loaded ? t("no_incidents") : t("loading"));
}

function incidentCard(feature) {
  const properties = feature.properties;
  const selected = properties.number === state.incident;
  const assigned = openAssignments(properties.number);
  const closed = properties.state === "closed";
  const classes = ["card", selected && "is-selected", closed && "is-closed", !closed && !assigned.length && "is-waiting"];
  return el("button", {
    type: "button", class: classes.filter(Boolean).join(" "), "data-key": properties.number,
    "aria-current": selected ? "true" : null, onclick: () => selectIncident(properties.number),
  },
    incidentSymbol({ priority: properties.priority, masked: properties.masked, closed, size: 30 }),
    el("span", { class: "body" },
      el("span", { class: "line" }, el("b", {}, properties.category_label ?? label("category", properties.category)),
        el("time", {}, closed ? t("closed_at", { time: hour(properties.closed_at) }) : age(incidentAge(feature)))),
      el("span", { class: "where" }, placeText(feature)),
      el("span", { class: "who" }, closed ? properties.number : assignmentsText(assigned)),
      !closed && waitText(properties.number) && el("span", { class: "waits" }, waitText(properties.number))));
}

/** Returns where an incident is, in words; an unknown place says so. */
export function placeText(feature) {
  const properties = feature.properties;
  if (properties.masked) return t("masked");
  if (!properties.place_known) return properties.words ? t("place_unknown_words", { words: properties.words }) : t("place_unknown");
  const first = properties.place?.label ?? "";
  const areas = [properties.desa?.name, properties.kecamatan?.name, properties.island?.name];
  const further = areas.filter((name, index) => name && !first.includes(name) && areas.indexOf(name) === index);
  return [first, ...further].filter(Boolean).join(", ") || properties.words || t("place_pin");
}

function assignmentsText(assigned) {
  if (!assigned.length) return t("no_unit_yet");
  return assigned.map((one) => `${one.unit} ${(one.status_label ?? label("status", one.status)).toLowerCase()}`).join(" · ");
}

function filteredUnits(text) {
  const wanted = text.trim().toLowerCase();
  return unitsInOrder().filter((unit) => !wanted
    || [unit.code, unit.name, unit.kind_label, unit.status_label, unit.station?.name].some((value) => value?.toLowerCase().includes(wanted)));
}

function unitRow(unit) {
  const selected = unit.code === state.unit;
  const assignment = assignmentOf(unit.code);
  return el("button", {
    type: "button", class: `unit-row${selected ? " is-selected" : ""}`, "data-key": `unit-${unit.code}`,
    "aria-current": selected ? "true" : null, onclick: () => selectUnit(selected ? null : unit.code),
  },
    unitSymbol({ kind: unit.kind, availability: unit.availability, positionState: positionState(unit), size: 26 }),
    el("span", { class: "body" },
      el("span", { class: "line" }, el("b", {}, unit.code), el("span", { class: `status is-${unit.availability}` }, unit.status_label ?? label("status", unit.status))),
      el("span", { class: "where" }, [positionText(unit), fresherContact(unit), assignment?.incident].filter(Boolean).join(" · ")),
      marksLine(unit)));
}

function marksLine(unit) {
  const marks = marksOf(unit);
  return marks.length ? el("span", { class: "marks" }, `⚠ ${marks.join(" · ")}`) : null;
}
