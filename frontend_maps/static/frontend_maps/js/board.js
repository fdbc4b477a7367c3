/** The wall display: what runs and who is ready; no controls, nothing confidential. */

import { el, redraw } from "./elements.js";
import { startFeed } from "./feed.js";
import { age } from "./formats.js";
import { startHeader } from "./header.js";
import { placeText } from "./lists.js";
import { label, page, t } from "./page.js";
import { incidentAge, incidentsInOrder, on, openAssignments, positionState, state, unitsInOrder } from "./state.js";
import { positionText } from "./positions.js";
import { incidentSymbol, unitSymbol } from "./map/symbols.js";
import { toggleTheme } from "./theme_switch.js";

const byId = (id) => document.getElementById(id);

byId("theme")?.addEventListener("click", () => toggleTheme());
startHeader();
on("units incidents assignments", draw);
setInterval(draw, 5000);
draw();
startFeed();

function draw() {
  const open = incidentsInOrder().filter((one) => one.properties.state === "open" && isShown(one));
  redraw(byId("incidents"), open.length ? open.map(incidentRow) : el("p", { class: "empty" }, state.loaded ? t("board_calm") : t("loading")));
  const units = byId("units");
  if (units) redraw(units, unitsInOrder().map(unitTile));
}

function isShown(feature) {
  return page.role === "agency" || !feature.properties.confidential;
}

function incidentRow(feature) {
  const p = feature.properties;
  const assigned = openAssignments(p.number);
  return el("div", { class: "board-row", "data-key": p.number },
    incidentSymbol({ priority: p.priority, masked: p.masked, size: 44 }),
    el("div", {}, el("b", {}, p.category_label ?? label("category", p.category)), el("span", {}, placeText(publicPlace(feature)))),
    el("div", { class: "who" }, assigned.length ? assigned.map((one) => `${one.unit} ${(one.status_label ?? label("status", one.status)).toLowerCase()}`).join(" · ") : t("no_unit_yet")),
    el("time", {}, age(incidentAge(feature))));
}

/** The wall shows areas, not a caller's words. */
function publicPlace(feature) {
  return page.role === "agency" ? feature : { properties: { ...feature.properties, words: "" } };
}

function unitTile(unit) {
  return el("div", { class: "board-unit", "data-key": unit.code },
    unitSymbol({ kind: unit.kind, availability: unit.availability, positionState: positionState(unit), size: 34 }),
    el("div", {}, el("b", {}, unit.code), el("span", {}, unit.status_label ?? label("status", unit.status)), el("small", {}, positionText(unit))));
}
