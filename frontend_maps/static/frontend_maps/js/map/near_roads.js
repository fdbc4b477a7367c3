/**
 * Draws the small roads of the view where the whole network is too large to be sent at once: the
 * server then leaves them out of the whole layer and gives them by box.
 */

import { get } from "../request.js";
import { url } from "../page.js";
import { palette } from "./palette.js";

const FROM_ZOOM = 12;
const PAUSE_MS = 250;
const SMALL = new Set(["unclassified", "residential", "living_street", "service", "track", "path"]);

/** Returns `{ follow() }` for a map: call it when the view or the base map has changed. */
export function addNearRoads(L, map, basemap) {
  const renderer = L.canvas({ pane: "base-near", padding: 0.2 });
  let layer = null;
  let covered = null;
  let timer = null;

  function isNeeded() {
    const whole = basemap.data.roads;
    return whole?.length && map.getZoom() >= FROM_ZOOM && !whole.some((road) => SMALL.has(road.properties.class));
  }

  async function load() {
    if (!isNeeded()) {
      layer?.remove();
      layer = covered = null;
      return;
    }
    if (covered?.contains(map.getBounds())) return;
    const box = map.getBounds().pad(0.4);
    try {
      const data = await get(url("roads", {}, { in_bbox: box.toBBoxString() }));
      const small = data.features.filter((road) => SMALL.has(road.properties.class));
      layer?.remove();
      layer = L.geoJSON(small, { renderer, pane: "base-near", interactive: false, style: style() }).addTo(map);
      covered = box;
    } catch (error) {
      console.warn(`small roads: ${error.message}`);
    }
  }

  function style() {
    return { color: palette()["road-casing"], weight: map.getZoom() < 14 ? 0.8 : 1.6 };
  }

  function follow() {
    layer?.setStyle(style());
    clearTimeout(timer);
    timer = setTimeout(load, PAUSE_MS);
  }

  map.on("moveend", follow);
  return { follow };
}
