/** The map of the console: base map, marks, the route on display, the pin of the call in hand. */

import { on, state } from "../state.js";
import { t, url } from "../page.js";
import { addBasemap } from "./basemap.js";
import { addClosures } from "./closures.js";
import { addIncidentMarks } from "./incident_marks.js";
import { addLabels } from "./labels.js";
import { addRoutes } from "./routes.js";
import { addUnitMarks } from "./unit_marks.js";
import { latLng } from "./geometry.js";
import { svg } from "../elements.js";

const REGENCY = [[-7.35, 113.45], [-4.95, 116.35]];
const MADURA = [[-7.19, 113.5], [-6.83, 114.15]];
const NEAR_ZOOM = 13;

/** Loads the map library and opens the map. Rejects when either fails; lists go on without it. */
export async function openMap(element) {
  const L = await import(url("leaflet"));
  return new MapView(L, element);
}

class MapView {
  constructor(L, element) {
    this.L = L;
    this.map = L.map(element, {
      zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false,
      zoomControl: false, attributionControl: false, minZoom: 6, maxZoom: 18, zoomSnap: 0.5, zoomDelta: 1,
      maxBounds: [[-9.5, 110.5], [-3.5, 118.5]],
    }).fitBounds(MADURA);
    L.control.zoom({ position: "bottomright", zoomInTitle: t("zoom_in"), zoomOutTitle: t("zoom_out") }).addTo(this.map);
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(this.map);
    for (const [name, z] of [["circles", 410], ["closures", 420], ["routes", 430], ["incidents", 600], ["units", 610], ["pin", 640]]) {
      this.map.createPane(name).style.zIndex = z;
    }
    this.basemap = addBasemap(L, this.map, () => this.labels?.soon());
    this.closures = addClosures(L, this.map);
    this.routes = addRoutes(L, this.map);
    this.incidents = addIncidentMarks(L, this.map);
    this.units = addUnitMarks(L, this.map);
    this.labels = addLabels(L, this.map, this.basemap.data, () => [...this.pinLabel(), ...this.incidents.labels(), ...this.units.labels()]);
    on("units selection", () => this.drawUnits());
    on("incidents selection", () => this.drawIncidents());
    on("closures", () => this.closures.draw());
    new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(element);
    this.drawAll();
  }

  drawAll() {
    this.basemap.restyle();
    this.closures.draw();
    this.routes.draw();
    this.drawIncidents();
    this.drawUnits();
  }

  drawUnits() {
    this.units.draw();
    this.labels.soon();
  }

  drawIncidents() {
    this.incidents.draw();
    this.labels.soon();
  }

  focus() {
    this.map.getContainer().focus();
  }

  showRegency() {
    this.map.fitBounds(REGENCY);
  }

  showMadura() {
    this.map.fitBounds(MADURA);
  }

  /** Moves to a place only where it is not in sight already: nothing jumps without need. */
  reveal(lonlat, { zoom = null, radius_m = 0 } = {}) {
    const at = this.L.latLng(latLng(lonlat));
    if (radius_m > 2000) this.map.fitBounds(at.toBounds(2 * radius_m));
    else if (zoom !== null && this.map.getZoom() < zoom) this.map.setView(at, zoom);
    else if (!this.map.getBounds().pad(-0.1).contains(at)) this.map.panTo(at, { animate: false });
  }

  revealIncident(number) {
    const feature = state.incidents.get(number);
    if (feature?.geometry) this.reveal(feature.geometry.coordinates, { radius_m: feature.properties.radius_m ?? 0 });
  }

  revealUnit(code) {
    const unit = state.units.get(code);
    if (unit?.lonlat) this.reveal(unit.lonlat);
  }

  /** Draws the route of an option and brings it into sight. */
  showRoute(option) {
    this.routes.show(option);
    const bounds = this.routes.bounds();
    if (bounds && !this.map.getBounds().contains(bounds)) this.map.fitBounds(bounds.pad(0.15));
  }

  /**
   * Shows the pin of the call in hand; null takes it away. `moved` is called with [lon, lat] after a
   * drag or after a click on the map while the pin is shown.
   */
  setPin(pin, moved) {
    if (!pin) {
      this.pin?.remove();
      this.pinCircle?.remove();
      this.pin = this.pinCircle = null;
      this.labels.soon();
      return;
    }
    const at = latLng([pin.lon, pin.lat]);
    if (!this.pin) {
      this.pin = this.L.marker(at, { draggable: true, pane: "pin", keyboard: false, autoPan: true, icon: this.pinIcon() }).addTo(this.map);
      this.pinCircle = this.L.circle(at, { radius: 1, pane: "circles", interactive: false, className: "pin-circle" }).addTo(this.map);
    }
    this.pin.off("dragend").on("dragend", () => {
      const { lng, lat } = this.pin.getLatLng();
      moved([round(lng), round(lat)]);
    });
    this.pin.setLatLng(at);
    this.pinCircle.setLatLng(at).setRadius(Math.max(1, pin.radius_m ?? 1));
    this.reveal([pin.lon, pin.lat], { zoom: (pin.radius_m ?? 0) < 1500 ? NEAR_ZOOM : null, radius_m: pin.radius_m ?? 0 });
    this.labels.soon();
  }

  /** Lets the next click on the map choose a point; who asked before has no claim to it any more. */
  onceClicked(chosen) {
    this.stopChoosing();
    this.map.getContainer().classList.add("is-choosing");
    this.choosing = (event) => {
      this.stopChoosing();
      chosen([round(event.latlng.lng), round(event.latlng.lat)]);
    };
    this.map.on("click", this.choosing);
  }

  /** Forgets who waits for a click. */
  stopChoosing() {
    this.map.getContainer().classList.remove("is-choosing");
    if (this.choosing) this.map.off("click", this.choosing);
    this.choosing = null;
  }

  pinLabel() {
    if (!this.pin) return [];
    const { lng, lat } = this.pin.getLatLng();
    return [{ lonlat: [lng, lat], block: 17, lift: 17 }];
  }

  pinIcon() {
    const mark = svg("svg", { class: "pin-symbol", viewBox: "-12 -30 24 32", width: 27, height: 36 },
      svg("path", { d: "M0 0 C-2 -7 -9 -11 -9 -19 A9 9 0 1 1 9 -19 C9 -11 2 -7 0 0 Z" }),
      svg("circle", { cx: 0, cy: -19, r: 3.4 }));
    return this.L.divIcon({ html: mark, className: "mark", iconSize: [27, 36], iconAnchor: [13.5, 34] });
  }
}

function round(degrees) {
  return Math.round(degrees * 1e6) / 1e6;
}
