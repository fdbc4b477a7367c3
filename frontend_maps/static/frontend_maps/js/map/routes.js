/** Draws a journey: solid on roads, dashed at sea, dotted on foot or track, a clock where it waits. */

import { svg } from "../elements.js";
import { duration } from "../formats.js";
import { latLng, linesOf } from "./geometry.js";
import { palette } from "./palette.js";

const MOVING = new Set(["access", "road", "sea"]);
const STYLES = {
  road: (colour) => ({ color: colour.route, weight: 4 }),
  sea: (colour) => ({ color: colour["route-sea"], weight: 3.5, dashArray: "10 8" }),
  access: (colour) => ({ color: colour["route-foot"], weight: 3.5, dashArray: "1 7", lineCap: "round" }),
};

/** Adds the layer of the shown route. */
export function addRoutes(L, map) {
  return new Routes(L, map);
}

class Routes {
  constructor(L, map) {
    this.L = L;
    this.map = map;
    this.group = L.layerGroup().addTo(map);
    this.shown = null;
  }

  /** Shows the route of an option of the recommendation; null clears it. */
  show(option) {
    this.shown = option;
    this.draw();
  }

  draw() {
    this.group.clearLayers();
    if (!this.shown) return;
    const colour = palette();
    for (const { mode, line } of legLines(this.shown)) {
      if (line.length < 2) continue;
      const points = line.map(latLng);
      this.L.polyline(points, { color: colour["label-halo"], weight: 7, opacity: 0.8, interactive: false, pane: "routes" }).addTo(this.group);
      this.L.polyline(points, { ...STYLES[mode](colour), interactive: false, pane: "routes" }).addTo(this.group);
    }
    for (const wait of waits(this.shown)) {
      this.L.marker(latLng(wait.lonlat), { interactive: false, keyboard: false, pane: "routes", icon: this.clock(wait) }).addTo(this.group);
    }
  }

  /** Returns the bounds of what is shown, or null. */
  bounds() {
    const points = legLines(this.shown ?? {}).flatMap(({ line }) => line).map(latLng);
    return points.length ? this.L.latLngBounds(points) : null;
  }

  clock(wait) {
    const face = svg("svg", { class: "wait-symbol", viewBox: "-9 -9 18 18", width: 20, height: 20 },
      svg("circle", { r: 7.5 }), svg("path", { d: "M0 -4.5 V0 L3.2 2" }));
    const box = document.createElement("span");
    box.append(face, duration(wait.duration_s));
    return this.L.divIcon({ html: box, className: "wait-mark", iconSize: [90, 20], iconAnchor: [10, 10] });
  }
}

/** Returns the lines of an option with their mode: from its legs, else from its whole geometry. */
function legLines(option) {
  const legs = (option.legs ?? []).filter((leg) => MOVING.has(leg.mode));
  const own = legs.filter((leg) => leg.geometry || leg.points?.length);
  if (own.length) {
    return own.flatMap((leg) => (leg.points ? [leg.points] : linesOf(leg.geometry)).map((line) => ({ mode: leg.mode, line })));
  }
  const lines = linesOf(option.geometry);
  const drawn = legs.filter((leg) => leg.distance_m > 0);
  return lines.map((line, index) => ({ mode: lines.length === drawn.length ? drawn[index].mode : "road", line }));
}

function waits(option) {
  const lines = legLines(option);
  let moved = -1;
  const found = [];
  for (const leg of option.legs ?? []) {
    if (MOVING.has(leg.mode) && leg.distance_m > 0) moved += 1;
    if (leg.mode !== "wait" || leg.duration_s < 60) continue;
    const before = lines[Math.min(Math.max(moved, 0), lines.length - 1)]?.line;
    if (before?.length) found.push({ duration_s: leg.duration_s, lonlat: moved < 0 ? before[0] : before.at(-1) });
  }
  return found;
}
