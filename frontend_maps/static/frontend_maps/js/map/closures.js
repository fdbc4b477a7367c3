/** What is closed: roads and zones crossed out in red-brown, with their reason on hover. */

import { t } from "../page.js";
import { hour } from "../formats.js";
import { state } from "../state.js";
import { palette } from "./palette.js";

/** Adds the layer of closures; call `draw()` after they have changed. */
export function addClosures(L, map) {
  return new Closures(L, map);
}

class Closures {
  constructor(L, map) {
    this.L = L;
    this.group = L.layerGroup().addTo(map);
  }

  draw() {
    this.group.clearLayers();
    const colour = palette().closed;
    for (const closure of state.closures.values()) {
      if (!closure.geometry) continue;
      const shape = this.L.geoJSON(closure.geometry, {
        pane: "closures",
        style: { color: colour, weight: 4, dashArray: "3 6", fillColor: colour, fillOpacity: 0.18 },
        pointToLayer: (_, at) => this.L.circleMarker(at, { pane: "closures", radius: 6, color: colour, weight: 3, fillOpacity: 0.2 }),
      });
      shape.bindTooltip(() => closureText(closure));
      shape.addTo(this.group);
    }
  }
}

/** Returns an element that says what is closed, why and until when. */
export function closureText(closure) {
  const properties = closure.properties ?? closure;
  const node = document.createElement("span");
  const what = properties.factor === null || properties.factor === undefined
    ? t("closure_closed") : t("closure_slowed", { factor: properties.factor });
  const until = properties.until ? ` ${t("closure_until", { time: hour(properties.until) })}` : "";
  node.textContent = `${what}: ${properties.reason}${until}`;
  return node;
}
