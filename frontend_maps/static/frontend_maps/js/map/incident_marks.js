/** Rings of the incidents with their circles of uncertainty, and the pin of the call in hand. */

import { selectIncident, state } from "../state.js";
import { label } from "../page.js";
import { latLng } from "./geometry.js";
import { palette } from "./palette.js";
import { incidentSymbol } from "./symbols.js";

const CIRCLE_FROM_M = 60;

/** Adds the rings; call `draw()` after incidents or the selection have changed. */
export function addIncidentMarks(L, map) {
  return new IncidentMarks(L, map);
}

class IncidentMarks {
  constructor(L, map) {
    this.L = L;
    this.map = map;
    this.marks = new Map();
  }

  draw() {
    const seen = new Set();
    for (const [number, feature] of state.incidents) {
      if (!feature.geometry || feature.properties.state === "closed") continue;
      seen.add(number);
      this.place(number, feature);
    }
    for (const [number, mark] of this.marks) {
      if (seen.has(number)) continue;
      mark.marker.remove();
      mark.circle.remove();
      this.marks.delete(number);
    }
  }

  labels() {
    return [...this.marks.keys()].map((number) => ({ lonlat: state.incidents.get(number)?.geometry?.coordinates ?? [0, 0], block: 13 }));
  }

  place(number, feature) {
    const { priority, masked, radius_m } = feature.properties;
    const selected = number === state.incident;
    let mark = this.marks.get(number);
    if (!mark) {
      const marker = this.L.marker([0, 0], { keyboard: false, pane: "incidents" });
      marker.on("click", () => selectIncident(number));
      marker.bindTooltip(() => tooltip(number), { direction: "top", offset: [0, -14] });
      mark = { marker, circle: this.L.circle([0, 0], { radius: 1, pane: "circles", interactive: false }), look: null };
      this.marks.set(number, mark);
    }
    const at = latLng(feature.geometry.coordinates);
    mark.marker.setLatLng(at);
    mark.circle.setLatLng(at).setRadius(radius_m ?? 1);
    const look = JSON.stringify([priority, masked, selected]);
    if (look !== mark.look) {
      mark.look = look;
      const symbol = incidentSymbol({ priority, masked, selected });
      symbol.dataset.incident = number;
      mark.marker.setIcon(this.L.divIcon({ html: symbol, className: "mark", iconSize: [34, 34], iconAnchor: [17, 17] }));
    }
    const colour = palette().uncertain;
    mark.circle.setStyle({ color: colour, weight: selected ? 1.5 : 0.8, fillColor: colour, fillOpacity: selected ? 0.1 : 0.06 });
    toggle(this.map, mark.marker, true);
    toggle(this.map, mark.circle, (radius_m ?? 0) >= CIRCLE_FROM_M);
  }
}

function toggle(map, layer, visible) {
  if (visible === map.hasLayer(layer)) return;
  if (visible) layer.addTo(map);
  else layer.remove();
}

function tooltip(number) {
  const node = document.createElement("span"); // an element: Leaflet would read a string as HTML
  const properties = state.incidents.get(number)?.properties;
  if (properties) node.textContent = `P${properties.priority} ${label("category", properties.category)} · ${properties.place?.label ?? properties.words ?? number}`;
  return node;
}
