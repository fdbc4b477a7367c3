/** The crew's map: the place, this phone, the way between them. The page is complete without it. */

import { put, el } from "../elements.js";
import { openMap } from "../map/view.js";
import { latLng } from "../map/geometry.js";
import { t } from "../page.js";
import { state } from "../state.js";
import { ownPlace } from "./journey.js";

const NEAR_ZOOM = 14;
let view = null;
let own = null;
let framed = null;

/** Opens the map in its place; where that fails it says so. */
export async function startPlaceMap(host) {
  try {
    view = await openMap(host);
  } catch (error) {
    console.warn(`no map: ${error.message}`);
    put(host, el("p", { class: "map-missing" }, t("map_missing")));
  }
}

/** Shows an assignment: frames place and phone once for each, then moves nothing by itself. */
export function drawPlaceMap(assignment, unit, journey) {
  if (!view) return;
  const here = ownPlace(unit);
  drawOwn(here);
  const route = journey?.route ?? null;
  if (view.routes.shown !== route) view.routes.show(route);
  const place = state.incidents.get(assignment?.incident)?.geometry?.coordinates;
  const frame = JSON.stringify([assignment?.id ?? null, place ?? null, Boolean(here), Boolean(route)]);
  if (frame === framed) return;
  framed = frame;
  const points = [place, here].filter(Boolean).map(latLng);
  if (points.length === 2) view.map.fitBounds(view.L.latLngBounds(points).extend(view.routes.bounds() ?? points[0]).pad(0.12), { maxZoom: 16 });
  else if (points.length === 1) view.map.setView(points[0], NEAR_ZOOM);
}

/** Loads what was missing and draws in the colours of the theme. */
export function refreshPlaceMap() {
  view?.basemap.loadMissing();
  view?.drawAll();
}

function drawOwn(here) {
  if (!here) return;
  own ??= view.L.circleMarker(latLng(here), { radius: 7, pane: "units", interactive: false, className: "own-place" }).addTo(view.map);
  own.setLatLng(latLng(here));
}
