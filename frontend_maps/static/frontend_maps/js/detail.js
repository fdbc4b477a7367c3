/** The right column: the selected incident, who is on it, and who could come; or the selected unit. */

import { el, redraw } from "./elements.js";
import { age, coordinates, distance, hour, speed } from "./formats.js";
import { placeText } from "./lists.js";
import { notify } from "./notices.js";
import { label, page, reading, t, url } from "./page.js";
import { contactText, marksOf, positionText } from "./positions.js";
import { send } from "./request.js";
import { assignmentCard } from "./assignments.js";
import { incidentAge, on, openAssignments, isEnded, selectUnit, state } from "./state.js";

/** Keeps the right column on what is selected. */
export function startDetail({ head, assignments, recommendation, unit, radio, map }) {
  const draw = () => {
    const feature = state.incidents.get(state.incident);
    redraw(head, feature ? incidentHead(feature, map) : el("p", { class: "empty" }, t("nothing_selected")));
    redraw(assignments, feature ? assignmentList(feature) : []);
    recommendation.draw();
    redraw(unit, state.unit ? unitCard(state.units.get(state.unit), radio) : []);
  };
  on("selection incidents assignments units", draw);
  setInterval(draw, 5000);
  draw();
}

function incidentHead(feature, map) {
  const p = feature.properties;
  return el("div", { class: "incident-head", "data-key": `head-${p.number}`, "data-version": p.version },
    el("h2", { id: "incident-title" }, el("span", { class: `tag p${p.priority}` }, `P${p.priority}`), ` ${p.category_label ?? label("category", p.category)} `, el("small", {}, p.number)),
    el("p", { class: "where" }, placeText(feature)),
    el("p", { class: "facts" }, facts(feature).join(" · ")),
    p.words && el("p", { class: "words" }, el("q", {}, p.words)),
    p.description && el("p", { class: "description" }, p.description),
    p.needs_confirmation && p.place_known && el("p", { class: "warning" }, p.outside_regency ? t("outside_regency") : t("needs_confirmation")),
    page.canDispatch && p.state === "open" && el("div", { class: "actions small" },
      el("button", { type: "button", "data-act": "place", onclick: () => placeOnMap(feature, map) }, p.place_known ? t("correct_place") : t("set_place")),
      !openAssignments(p.number).length && el("button", { type: "button", "data-act": "close", onclick: () => change(feature, { state: "closed" }) }, t("close_incident"))));
}

function facts(feature) {
  const p = feature.properties;
  const [lon, lat] = feature.geometry?.coordinates ?? [];
  return [
    t("since", { age: age(incidentAge(feature)), time: hour(p.created_at) }),
    p.radius_m >= 30 && `±${distance(p.radius_m)}`,
    p.place?.read_as && t("read_as", { how: reading(p.place.read_as) }),
    feature.geometry && coordinates(lon, lat),
  ].filter(Boolean);
}

function assignmentList(feature) {
  const all = [...state.assignments.values()].filter((one) => one.incident === feature.properties.number);
  const open = openAssignments(feature.properties.number);
  const ended = all.filter(isEnded).sort((a, b) => a.id - b.id);
  if (!all.length) return [];
  return [
    el("h3", {}, t("assignments")),
    open.map(assignmentCard),
    ended.length > 0 && el("p", { class: "ended" }, ended.map((one) => `${one.unit} ${(one.status_label ?? label("status", one.status)).toLowerCase()}`).join(" · ")),
  ].flat().filter(Boolean);
}

function unitCard(unit, radio) {
  if (!unit) return [];
  const marks = marksOf(unit);
  return el("div", { class: "unit-card", "data-key": `card-${unit.code}` },
    el("h3", {}, `${unit.code} · ${unit.kind_label ?? label("kind", unit.kind)}`,
      el("button", { type: "button", class: "plain", "aria-label": t("close"), "data-act": "close", onclick: () => selectUnit(null) }, "×")),
    el("p", {}, `${unit.name} — ${unit.status_label ?? label("status", unit.status)}${unit.status_reason ? ` (${unit.status_reason})` : ""}`),
    el("p", {}, `${positionText(unit)} · ${speed(unit.speed_mps)} · ${t("battery")} ${unit.battery_pct ?? "—"}${unit.battery_pct === null ? "" : " %"}`),
    el("p", { class: "facts" }, contactText(unit)),
    marks.length > 0 && el("p", { class: "warning" }, marks.join(" · ")),
    el("p", {}, `${t("station")}: ${unit.station?.name ?? "—"}${unit.station?.confirmed === false ? ` (${t("unconfirmed")})` : ""}`),
    unit.phone && el("p", {}, `${t("phone")}: `, el("a", { href: `tel:${unit.phone.replace(/[^\d+]/g, "")}` }, unit.phone)),
    page.canDispatch && radio && el("div", { class: "actions small" },
      el("button", { type: "button", "data-act": "radio", onclick: () => radio.open(unit.code) }, t("radio_open")),
      el("a", { href: url("playback", {}, { units: unit.code }), "data-act": "playback" }, t("playback_open"))));
}

function placeOnMap(feature, map) {
  const view = map();
  if (!view) {
    notify(t("map_missing"), "error");
    return;
  }
  notify(t("click_the_place"));
  view.onceClicked(([lon, lat]) => change(feature, { location: { lon, lat } }));
}

async function change(feature, changes) {
  try {
    await send("PATCH", url("incident", { number: feature.properties.number }), changes, { headers: { "If-Match": `"${feature.properties.version}"` } });
  } catch (error) {
    notify(error.message, "error");
  }
}

