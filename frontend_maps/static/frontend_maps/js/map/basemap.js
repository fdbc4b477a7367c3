/**
 * Draws sea, land, kecamatan, desa and roads from the platform's own data; no tiles, no other host.
 *
 * A layer that does not come is named and the others go on: the map may be poorer, never a lie.
 */

import { get } from "../request.js";
import { url } from "../page.js";
import { addNearRoads } from "./near_roads.js";
import { palette } from "./palette.js";

const DESA_FROM_ZOOM = 13;
const MAIN_ROADS = new Set(["motorway", "trunk", "primary"]);
const MINOR_FROM_ZOOM = { secondary: 9, tertiary: 10, unclassified: 11, residential: 12, track: 13 };
const ROAD_WIDTH_PX = { trunk: 3, primary: 3, secondary: 2.2, tertiary: 1.6, unclassified: 1.2, residential: 1, track: 0.8 };

/** Adds the base map. Returns `{ data, restyle, missing }`; `data` fills as layers arrive. */
export function addBasemap(L, map, onData) {
  const basemap = new Basemap(L, map, onData);
  basemap.load();
  return basemap;
}

class Basemap {
  constructor(L, map, onData) {
    this.L = L;
    this.map = map;
    this.onData = onData;
    this.data = {};
    this.missing = new Set();
    this.layers = {};
    for (const [name, z] of [["land", 210], ["areas", 220], ["near", 225], ["roads", 230]]) {
      const pane = map.createPane(`base-${name}`);
      pane.style.zIndex = z;
      pane.style.pointerEvents = "none";
    }
    this.renderers = {
      land: L.canvas({ pane: "base-land", padding: 0.3 }),
      areas: L.canvas({ pane: "base-areas", padding: 0.3 }),
      roads: L.canvas({ pane: "base-roads", padding: 0.3 }),
    };
    this.near = addNearRoads(L, map, this);
    map.on("zoomend", () => this.restyle());
  }

  /** Asks again for the layers that did not come. */
  async loadMissing() {
    if (!this.missing.size) return;
    this.missing.clear();
    await this.load();
  }

  async load() {
    await Promise.all([
      this.layer("neighbours", (data) => this.area("neighbours", data, "land")),
      this.layer("land", (data) => this.area("land", data, "land")),
      this.layer("kecamatan", (data) => this.area("kecamatan", data, "areas")),
      this.layer("islands"), this.layer("ports"), this.layer("facilities"), this.layer("stations"),
      this.layer("roads", (data) => this.roads(data)),
    ]);
    await this.layer("desa", (data) => this.area("desa", data, "areas"));
  }

  async layer(name, draw) {
    if (this.data[name]) return;
    try {
      const data = await get(url(name));
      this.data[name] = data.features;
      draw?.(data);
      this.restyle();
    } catch (error) {
      this.missing.add(name);
      console.warn(`map layer ${name}: ${error.message}`);
    }
    this.onData(name);
  }

  area(name, data, pane) {
    this.layers[name] = this.L.geoJSON(data, {
      renderer: this.renderers[pane], pane: `base-${pane}`, interactive: false, smoothFactor: 0.7,
    });
    if (name !== "desa") this.layers[name].addTo(this.map);
    if (name === "land" && this.layers.neighbours) this.layers.neighbours.bringToBack();
  }

  roads(data) {
    const options = { renderer: this.renderers.roads, pane: "base-roads", interactive: false, smoothFactor: 1.2 };
    const byClass = new Map();
    for (const feature of data.features) {
      const roadClass = (feature.properties.class ?? "unclassified").replace("_link", "");
      if (!byClass.has(roadClass)) byClass.set(roadClass, []);
      byClass.get(roadClass).push(feature);
    }
    const order = Object.keys(ROAD_WIDTH_PX).reverse();
    const classes = [...byClass.keys()].sort((a, b) => order.indexOf(a) - order.indexOf(b));
    this.casings = new Map(classes.map((name) => [name, this.L.geoJSON(byClass.get(name), options)]));
    this.fills = new Map(classes.map((name) => [name, this.L.geoJSON(byClass.get(name), options)]));
  }

  /** Draws again in the colours of the theme and the widths of the zoom. */
  restyle() {
    const colour = palette();
    const zoom = this.map.getZoom();
    const style = (name, values) => this.layers[name]?.setStyle(values);
    style("neighbours", { fillColor: colour.abroad, fillOpacity: 1, weight: 0.6, color: colour.coast });
    style("land", { fillColor: colour.land, fillOpacity: 1, weight: 1, color: colour.coast });
    style("kecamatan", { fill: false, weight: zoom < 10 ? 0.8 : 1.4, color: colour["kecamatan-line"], dashArray: "5 3" });
    style("desa", { fill: false, weight: 0.8, color: colour["desa-line"], dashArray: "2 3" });
    this.toggle(this.layers.desa, zoom >= DESA_FROM_ZOOM);
    for (const [name, casing] of this.casings ?? []) {
      const visible = zoom >= (MINOR_FROM_ZOOM[name] ?? 0);
      const width = (ROAD_WIDTH_PX[name] ?? 1) * (zoom < 10 ? 0.6 : zoom < 13 ? 1 : zoom < 15 ? 1.6 : 2.6);
      casing.setStyle({ color: colour["road-casing"], weight: width + 1.6 });
      this.fills.get(name).setStyle({ color: MAIN_ROADS.has(name) ? colour["road-main"] : colour["road-minor"], weight: width });
      this.toggle(casing, visible);
    }
    for (const [name, fill] of this.fills ?? []) this.toggle(fill, zoom >= (MINOR_FROM_ZOOM[name] ?? 0));
    this.near.follow();
  }

  toggle(layer, visible) {
    if (!layer || this.map.hasLayer(layer) === visible) return;
    if (visible) layer.addTo(this.map);
    else layer.remove();
  }
}
