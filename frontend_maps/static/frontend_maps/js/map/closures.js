/** Ferry lanes, and what is closed: crossed out in red-brown, with its reason on hover. */

import { get } from "../request.js";
import { t, url } from "../page.js";
import { hour } from "../formats.js";
import { state } from "../state.js";
import { latLng } from "./geometry.js";
import { palette } from "./palette.js";

/** Adds the lanes and the closures; call `draw()` after closures have changed. */
export function addClosures(L, map) {
  return new Closures(L, map);
}

class Closures {
  constructor(L, map) {
    this.L = L;
    this.group = L.layerGroup().addTo(map);
    this.lanes = [];
    this.load();
  }

  async load() {
    try {
      this.lanes = (await get(url("lanes"))).features;
      this.draw();
    } catch (error) {
      console.warn(`lanes: ${error.message}`);
    }
  }

  draw() {
    this.group.clearLayers();
    const closed = new Map([...state.closures.values()].filter((one) => one.properties?.lane).map((one) => [one.properties.lane, one]));
    const boats = [...state.closures.values()].find((one) => one.properties?.kind === "boats");
    for (const lane of this.lanes) {
      const { code, carries_vehicles } = lane.properties;
      this.lane(lane, closed.get(code) ?? (carries_vehicles ? undefined : boats));
    }
    for (const closure of state.closures.values()) if (closure.geometry) this.closure(closure);
  }

  lane(lane, closure) {
    const colour = palette();
    const style = closure ? { color: colour.closed, weight: 2.5, dashArray: "3 6" } : { color: colour["label-sea"], weight: 1, opacity: 0.55, dashArray: "6 6" };
    const line = this.L.polyline(lane.geometry.coordinates.map(latLng), { ...style, pane: "closures", interactive: Boolean(closure) });
    if (closure) {
      line.bindTooltip(() => closureText(closure, lane.properties.name), { sticky: true });
      const middle = lane.geometry.coordinates[Math.floor(lane.geometry.coordinates.length / 2)];
      this.sign(middle, closure, lane.properties.name);
    }
    line.addTo(this.group);
  }

  closure(closure) {
    const colour = palette().closed;
    const shape = this.L.geoJSON(closure.geometry, {
      style: { color: colour, weight: 4, dashArray: "3 6", fillColor: colour, fillOpacity: 0.18 },
      pane: "closures",
      pointToLayer: (_, at) => this.L.circleMarker(at, { pane: "closures", radius: 6, color: colour, weight: 3, fillOpacity: 0.2 }),
    });
    shape.bindTooltip(() => closureText(closure), { sticky: true });
    shape.addTo(this.group);
    const centre = shape.getBounds().getCenter();
    this.sign([centre.lng, centre.lat], closure);
  }

  /** A cross that can be focused: its reason is read by keyboard too. */
  sign(lonlat, closure, name = "") {
    const text = closureText(closure, name).textContent;
    const cross = document.createElement("span");
    cross.textContent = "✕";
    const marker = this.L.marker(latLng(lonlat), {
      pane: "closures", keyboard: true, alt: text, title: text,
      icon: this.L.divIcon({ html: cross, className: "closed-mark", iconSize: [18, 18] }),
    });
    marker.addTo(this.group);
    marker.getElement()?.setAttribute("aria-label", text);
  }
}

/** Returns an element that says what is closed, why and until when. */
export function closureText(closure, name = "") {
  const properties = closure.properties ?? closure;
  const node = document.createElement("span");
  const what = properties.factor === null || properties.factor === undefined
    ? t("closure_closed") : t("closure_slowed", { factor: properties.factor });
  const until = properties.until ? ` ${t("closure_until", { time: hour(properties.until) })}` : "";
  node.textContent = `${name ? `${name}: ` : ""}${what}: ${properties.reason}${until}`;
  return node;
}
