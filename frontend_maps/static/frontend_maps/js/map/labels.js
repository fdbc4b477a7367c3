/**
 * Writes names on the map so that none overlaps another. Names compete by priority; what finds no
 * room at this zoom is left out, except islands and selected things, which come first.
 */

import { labelPoint, latLng, linesOf } from "./geometry.js";
import { palette } from "./palette.js";

const FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Liberation Sans', sans-serif";

/** Adds the label layer; `extra()` returns further labels (units, incidents), most important first. */
export function addLabels(L, map, data, extra) {
  return new Labels(L, map, data, extra);
}

class Labels {
  constructor(L, map, data, extra) {
    this.map = map;
    this.data = data;
    this.extra = extra;
    this.points = new Map();
    const pane = map.createPane("labels");
    pane.style.zIndex = 450;
    pane.style.pointerEvents = "none";
    this.canvas = pane.appendChild(document.createElement("canvas"));
    this.L = L;
    map.on("moveend zoomend resize", () => this.draw());
  }

  /** Asks for a new drawing soon; many calls make one. */
  soon() {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.draw();
    }, 30);
  }

  draw() {
    const size = this.map.getSize();
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = size.x * ratio;
    this.canvas.height = size.y * ratio;
    this.canvas.style.width = `${size.x}px`;
    this.canvas.style.height = `${size.y}px`;
    this.L.DomUtil.setPosition(this.canvas, this.map.containerPointToLayerPoint([0, 0]));
    this.context = this.canvas.getContext("2d");
    this.context.scale(ratio, ratio);
    this.context.textBaseline = "middle";
    this.context.lineJoin = "round";
    this.boxes = this.strips();
    this.size = size;
    this.colour = palette();
    const zoom = this.map.getZoom();
    const extra = this.extra();
    for (const one of extra) this.keepFree(one);
    this.symbols(zoom);
    for (const one of extra) this.extraLabel(one);
    this.islands(zoom);
    this.kecamatan(zoom);
    this.ports(zoom);
    if (zoom >= 13) this.desa();
    if (zoom >= 12) this.roads();
    this.facilities(zoom);
  }

  /** Returns what is covered by texts over the map: no name is written beneath them. */
  strips() {
    const own = this.map.getContainer().getBoundingClientRect();
    return [...document.querySelectorAll(".attribution")].map((node) => {
      const box = node.getBoundingClientRect();
      return [box.left - own.left, box.top - own.top, box.right - own.left, box.bottom - own.top];
    });
  }

  keepFree({ lonlat, block, lift = 0 }) {
    const at = this.at(lonlat);
    if (at && block) this.boxes.push([at.x - block, at.y - block - lift, at.x + block, at.y + block - lift]);
  }

  /** Draws the small signs of ports and facilities before any name, so that none is covered. */
  symbols(zoom) {
    for (const port of this.data.ports ?? []) {
      const at = this.at(port.geometry.coordinates);
      if (at) this.anchor(at, zoom < 9 ? 3 : 5);
    }
    if (zoom < 10) return;
    for (const facility of this.data.facilities ?? []) {
      const at = this.at(facility.geometry.coordinates);
      if (at) this.cross(at, facility.properties.kind === "hospital" ? 5 : 3.5);
    }
  }

  extraLabel(one) {
    const at = this.at(one.lonlat);
    if (!at) return;
    if (one.text) this.write(one.text, at, { size: 11, weight: 600, offset: one.offset ?? 15, force: one.force });
  }

  islands(zoom) {
    const order = [...(this.data.islands ?? [])].sort((a, b) =>
      b.properties.populated - a.properties.populated || (b.properties.area_km2 ?? 0) - (a.properties.area_km2 ?? 0));
    for (const island of order) {
      if (!island.properties.populated && zoom < 11) continue;
      const at = this.at(island.geometry.coordinates);
      if (at) this.write(island.properties.name, at, { size: zoom < 9 ? 10.5 : 12, italic: true, colour: this.colour["label-sea"], around: true });
    }
  }

  kecamatan(zoom) {
    for (const area of this.data.kecamatan ?? []) {
      const at = this.at(this.pointOf("k", area));
      if (at) this.write(area.properties.name.toUpperCase(), at, { size: zoom < 10 ? 9.5 : zoom < 13 ? 11 : 13, spacing: "0.06em" });
    }
  }

  desa() {
    for (const area of this.data.desa ?? []) {
      const at = this.at(this.pointOf("d", area));
      if (at) this.write(area.properties.name, at, { size: 11, colour: this.colour["label-minor"] });
    }
  }

  ports(zoom) {
    if (zoom < 9) return;
    for (const port of this.data.ports ?? []) {
      const at = this.at(port.geometry.coordinates);
      if (at) this.write(port.properties.name, at, { size: 10, colour: this.colour.port, offset: 11 });
    }
  }

  facilities(zoom) {
    if (zoom < 12) return;
    for (const facility of this.data.facilities ?? []) {
      const at = this.at(facility.geometry.coordinates);
      if (at) this.write(facility.properties.name, at, { size: 10, colour: this.colour.facility, offset: 11 });
    }
  }

  roads() {
    const written = new Map();
    for (const road of this.data.roads ?? []) {
      const name = road.properties.name;
      if (!name) continue;
      for (const line of linesOf(road.geometry)) this.alongLine(name, line, written);
    }
  }

  alongLine(name, line, written) {
    const pixels = line.map((lonlat) => this.map.latLngToContainerPoint(latLng(lonlat)));
    this.context.font = `10.5px ${FONT}`;
    const width = this.context.measureText(name).width;
    for (let i = 0; i + 1 < pixels.length; i++) {
      const a = pixels[i];
      const b = pixels[i + 1];
      const length = Math.hypot(b.x - a.x, b.y - a.y);
      const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
      if (length < width * 0.8 || !this.isInside(middle)) continue;
      const before = written.get(name) ?? [];
      if (before.some((one) => Math.hypot(one.x - middle.x, one.y - middle.y) < 300)) continue;
      const tilt = Math.atan2(b.y - a.y, b.x - a.x);
      const angle = Math.abs(tilt) > Math.PI / 2 ? tilt + Math.PI : tilt;
      if (!this.claim(middle, width * Math.abs(Math.cos(angle)) + 12, width * Math.abs(Math.sin(angle)) + 12)) continue;
      written.set(name, [...before, middle]);
      this.context.save();
      this.context.translate(middle.x, middle.y);
      this.context.rotate(angle);
      this.stroke(name, 0, 0, `10.5px ${FONT}`, this.colour["label-minor"], "center");
      this.context.restore();
    }
  }

  /** Writes centred on a point; or beside it at `offset` pixels; or wherever `around` it is room. */
  write(text, at, { size, weight = 400, italic = false, colour = this.colour.label, offset = 0, around = false, spacing = "0px", force = false }) {
    const font = `${italic ? "italic " : ""}${weight} ${size}px ${FONT}`;
    this.context.font = font;
    if ("letterSpacing" in this.context) this.context.letterSpacing = spacing;
    const width = this.context.measureText(text).width;
    const height = size + 3;
    const beside = (gap) => [[gap + width / 2, 0], [-gap - width / 2, 0], [0, gap + height / 2], [0, -gap - height / 2]];
    const corners = (gap) => [[gap + width / 2, gap], [gap + width / 2, -gap], [-gap - width / 2, gap], [-gap - width / 2, -gap]];
    const places = offset ? beside(offset) : around ? [[0, 0], ...beside(4), ...beside(12), ...corners(12), ...beside(24)] : [[0, 0]];
    for (const [index, [dx, dy]] of places.entries()) {
      const middle = { x: at.x + dx, y: at.y + dy };
      if (!this.claim(middle, width + 4, height, force && index === places.length - 1)) continue;
      this.stroke(text, middle.x, middle.y, font, colour, "center");
      break;
    }
    if ("letterSpacing" in this.context) this.context.letterSpacing = "0px";
  }

  stroke(text, x, y, font, colour, align) {
    const context = this.context;
    context.font = font;
    context.textAlign = align;
    context.lineWidth = 3;
    context.strokeStyle = this.colour["label-halo"];
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }

  claim(middle, width, height, force = false) {
    const box = [middle.x - width / 2, middle.y - height / 2, middle.x + width / 2, middle.y + height / 2];
    const outside = box[0] < 0 || box[1] < 0 || box[2] > this.size.x || box[3] > this.size.y;
    const taken = outside || this.boxes.some((other) =>
      box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
    if (taken && !force) return false;
    this.boxes.push(box);
    return true;
  }

  anchor(at, radius) {
    const context = this.context;
    context.strokeStyle = this.colour.port;
    context.lineWidth = radius < 4 ? 1 : 1.6;
    context.beginPath();
    context.arc(at.x, at.y - radius * 0.9, radius * 0.35, 0, 2 * Math.PI);
    context.moveTo(at.x, at.y - radius * 0.5);
    context.lineTo(at.x, at.y + radius);
    context.moveTo(at.x - radius * 0.6, at.y - radius * 0.1);
    context.lineTo(at.x + radius * 0.6, at.y - radius * 0.1);
    context.moveTo(at.x - radius, at.y + radius * 0.3);
    context.quadraticCurveTo(at.x - radius * 0.6, at.y + radius, at.x, at.y + radius);
    context.quadraticCurveTo(at.x + radius * 0.6, at.y + radius, at.x + radius, at.y + radius * 0.3);
    context.stroke();
    this.boxes.push([at.x - radius, at.y - radius, at.x + radius, at.y + radius]);
  }

  cross(at, arm) {
    const context = this.context;
    context.fillStyle = this.colour["label-halo"];
    context.fillRect(at.x - arm - 1, at.y - arm - 1, 2 * arm + 2, 2 * arm + 2);
    context.fillStyle = this.colour.facility;
    context.fillRect(at.x - arm, at.y - arm / 3, 2 * arm, (2 * arm) / 3);
    context.fillRect(at.x - arm / 3, at.y - arm, (2 * arm) / 3, 2 * arm);
    this.boxes.push([at.x - arm, at.y - arm, at.x + arm, at.y + arm]);
  }

  pointOf(prefix, area) {
    const key = prefix + area.properties.code;
    if (!this.points.has(key)) this.points.set(key, labelPoint(area.geometry));
    return this.points.get(key);
  }

  at(lonlat) {
    const point = this.map.latLngToContainerPoint(latLng(lonlat));
    return this.isInside(point) ? point : null;
  }

  isInside(point) {
    return point.x >= 0 && point.y >= 0 && point.x <= this.size.x && point.y <= this.size.y;
  }
}
