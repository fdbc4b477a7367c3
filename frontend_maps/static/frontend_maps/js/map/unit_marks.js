/**
 * One marker for each unit, moved and never doubled; those on one spot are spread around it. A position
 * told by radio has a circle: the unit is somewhere within.
 */

import { label } from "../page.js";
import { fresherContact, marksOf, positionText } from "../positions.js";
import { positionState, selectUnit, state, unitsInOrder } from "../state.js";
import { latLng } from "./geometry.js";
import { unitSymbol } from "./symbols.js";

const TOGETHER_PX = 18;
const SPREAD_PX = 21;
const SIZE_PX = 34;

/** Adds the markers; call `draw()` after units or time have changed. */
export function addUnitMarks(L, map) {
  return new UnitMarks(L, map);
}

class UnitMarks {
  constructor(L, map) {
    this.L = L;
    this.map = map;
    this.marks = new Map(); // code -> { marker, look }
    this.circles = new Map(); // code -> where a unit told by radio may be
    this.offsets = new Map();
    map.on("zoomend", () => this.draw());
  }

  draw() {
    const placed = unitsInOrder().filter((unit) => unit.lonlat);
    this.spread(placed);
    const seen = new Set();
    for (const unit of placed) {
      seen.add(unit.code);
      this.place(unit);
    }
    for (const [code, mark] of this.marks) {
      if (seen.has(code)) continue;
      mark.marker.remove();
      this.marks.delete(code);
    }
    this.drawCircles(placed.filter((unit) => unit.source === "radio" && unit.accuracy_m > 0));
  }

  drawCircles(units) {
    const shown = new Set(units.map((unit) => unit.code));
    for (const [code, circle] of this.circles) {
      if (shown.has(code)) continue;
      circle.remove();
      this.circles.delete(code);
    }
    for (const unit of units) {
      if (!this.circles.has(unit.code)) {
        const options = { radius: 1, pane: "circles", interactive: false, className: "radio-circle" };
        this.circles.set(unit.code, this.L.circle(latLng(unit.lonlat), options).addTo(this.map));
      }
      this.circles.get(unit.code).setLatLng(latLng(unit.lonlat)).setRadius(unit.accuracy_m);
    }
  }

  /** Returns what the label layer must keep free, and the codes to write. */
  labels() {
    const zoom = this.map.getZoom();
    return [...this.marks.keys()]
      .map((code) => state.units.get(code))
      .filter((unit) => unit?.lonlat)
      .sort((a, b) => (b.code === state.unit) - (a.code === state.unit))
      .map((unit) => {
        const selected = unit.code === state.unit;
        const [dx, dy] = this.offsets.get(unit.code) ?? [0, 0];
        const at = this.map.latLngToContainerPoint(latLng(unit.lonlat)).add([dx, dy]);
        const { lng, lat } = this.map.containerPointToLatLng(at);
        return { lonlat: [lng, lat], block: 9 * this.scale(), text: zoom >= 10 || selected ? unit.code : null, offset: 13, force: selected };
      });
  }

  place(unit) {
    const offset = this.offsets.get(unit.code) ?? [0, 0];
    const look = JSON.stringify([this.scale(), unit.kind, unit.availability, positionState(unit), unit.heading_deg, offset, unit.code === state.unit]);
    let mark = this.marks.get(unit.code);
    if (!mark) {
      const marker = this.L.marker(latLng(unit.lonlat), { keyboard: false, pane: "units", riseOnHover: true });
      marker.on("click", () => selectUnit(unit.code));
      marker.bindTooltip(() => tooltip(state.units.get(unit.code) ?? unit), { direction: "top", offset: [0, -12] });
      mark = { marker, look: null };
      this.marks.set(unit.code, mark);
    }
    mark.marker.setLatLng(latLng(unit.lonlat));
    if (mark.look !== look) {
      mark.look = look;
      mark.marker.setIcon(this.icon(unit, offset));
    }
    if (!this.map.hasLayer(mark.marker)) mark.marker.addTo(this.map);
  }

  icon(unit, [dx, dy]) {
    const size = Math.round(SIZE_PX * this.scale());
    const symbol = unitSymbol({
      kind: unit.kind, availability: unit.availability, positionState: positionState(unit),
      heading_deg: unit.heading_deg ?? null, selected: unit.code === state.unit, size,
    });
    symbol.dataset.unit = unit.code;
    return this.L.divIcon({ html: symbol, className: "mark", iconSize: [size, size], iconAnchor: [size / 2 - dx, size / 2 - dy] });
  }

  /** Returns how large marks are: small where all of the regency is in sight. */
  scale() {
    const zoom = this.map.getZoom();
    return zoom < 8.5 ? 0.55 : zoom < 9.5 ? 0.75 : 1;
  }

  spread(units) {
    this.offsets.clear();
    const scale = this.scale();
    const groups = [];
    for (const unit of units) {
      const at = this.map.latLngToLayerPoint(latLng(unit.lonlat));
      const group = groups.find((one) => Math.hypot(one.at.x - at.x, one.at.y - at.y) < TOGETHER_PX * scale);
      if (group) group.members.push({ unit, at });
      else groups.push({ at, members: [{ unit, at }] });
    }
    for (const { at: centre, members } of groups) {
      if (members.length < 2) continue;
      const perRow = Math.ceil(Math.sqrt(members.length));
      const rows = Math.ceil(members.length / perRow);
      members.forEach(({ unit, at }, index) => {
        const inRow = Math.min(perRow, members.length - Math.floor(index / perRow) * perRow);
        const column = (index % perRow) - (inRow - 1) / 2;
        const row = Math.floor(index / perRow) - (rows - 1) / 2;
        this.offsets.set(unit.code, [
          Math.round(centre.x - at.x + column * SPREAD_PX * scale), Math.round(centre.y - at.y + row * SPREAD_PX * scale),
        ]);
      });
    }
  }
}

function tooltip(unit) {
  const node = document.createElement("span"); // an element: Leaflet would read a string as HTML
  const parts = [unit.code, label("kind", unit.kind), unit.status_label ?? label("status", unit.status), positionText(unit), fresherContact(unit), ...marksOf(unit)];
  node.textContent = parts.filter(Boolean).join(" · ");
  return node;
}
