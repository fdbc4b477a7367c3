/**
 * Says over the map whether it is fresh and whole: "not updated since", layers that did not come, and
 * units on duty that have no place.
 */

import { connection, onConnection } from "./feed.js";
import { now } from "./clock.js";
import { put } from "./elements.js";
import { hourSeconds } from "./formats.js";
import { label, t } from "./page.js";
import { on, unitsInOrder } from "./state.js";

/** Keeps the status line of a map view true. */
export function startMapStatus(node, view) {
  const draw = () => {
    const parts = [];
    if (connection.state === "lost" || connection.state === "ended") {
      parts.push(t("map_not_updated", { time: hourSeconds((connection.lost_at ?? Date.now()) + (now() - Date.now())) }));
    }
    const missing = [...view.basemap.missing];
    if (missing.length) parts.push(t("map_layers_missing", { layers: missing.map((name) => label("layer", name)).join(", ") }));
    const placeless = unitsInOrder().filter((unit) => !unit.lonlat && unit.availability !== "U");
    if (placeless.length) parts.push(t("map_units_missing", { units: placeless.map((unit) => unit.code).join(", ") }));
    node.hidden = !parts.length;
    put(node, parts.join(" "));
  };
  on("units", draw);
  onConnection(draw);
  onConnection((is) => is === "live" && view.basemap.loadMissing());
  setInterval(draw, 2000);
  draw();
}
