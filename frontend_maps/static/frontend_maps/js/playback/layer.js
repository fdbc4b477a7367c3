/**
 * Tracks on the map: each unit has a colour and a dash of its own and carries its code. Where a piece
 * breaks off there is a hollow end, and nothing is drawn across.
 */

import { svg } from "../elements.js";
import { hour } from "../formats.js";
import { t } from "../page.js";
import { latLng } from "../map/geometry.js";
import { unitSymbol } from "../map/symbols.js";

const COLOURS = 8;
const DASHES = ["", "12 6", "2 7", "14 5 2 5", "22 7", "7 5", "9 4 2 4 2 4"];
const SIZE_PX = 32;
const AVAILABILITY = { moving: "A", standing: "A", unknown: "U" };

/** Returns the class of a track's colour. */
export function colourClass(index) {
  return `track-${(index % COLOURS) + 1}`;
}

/** Returns a short line as the track is drawn, for the list. */
export function lineSample(index) {
  return svg("svg", { class: `track-sample ${colourClass(index)}`, viewBox: "0 0 34 10", width: 34, height: 10, "aria-hidden": "true" },
    svg("path", { class: "track-line", d: "M1 5 H33", "stroke-dasharray": DASHES[index % DASHES.length] || null }));
}

/** Adds the layer; call `draw(tracks)` with new tracks and `place(code, where)` as time goes on. */
export function addTrackLayer(L, map) {
  return new TrackLayer(L, map);
}

class TrackLayer {
  constructor(L, map) {
    this.L = L;
    this.map = map;
    this.group = L.layerGroup().addTo(map);
    this.marks = new Map(); // code -> { marker, look }
  }

  draw(tracks) {
    this.group.clearLayers();
    this.marks.clear();
    this.tracks = new Map(tracks.map((track) => [track.code, track]));
    for (const track of tracks) for (const piece of track.pieces) this.line(track, piece, "track-casing");
    for (const track of tracks) for (const piece of track.pieces) this.line(track, piece, "track-line");
    for (const track of tracks) {
      this.ends(track);
      this.told(track);
    }
  }

  line(track, piece, kind) {
    const dash = kind === "track-line" ? DASHES[track.index % DASHES.length] : "";
    this.L.polyline(piece.line.map(latLng), {
      pane: "routes", interactive: false, className: `${kind} ${colourClass(track.index)}`, dashArray: dash || null, smoothFactor: 0.8,
    }).addTo(this.group);
  }

  ends(track) {
    for (const { line } of track.pieces) {
      for (const at of [line[0], line.at(-1)]) {
        this.L.circleMarker(latLng(at), { pane: "routes", radius: 4.5, interactive: false, className: `track-end ${colourClass(track.index)}` }).addTo(this.group);
      }
    }
  }

  /** Draws places told by radio: a circle of its radius, with who and when. */
  told(track) {
    for (const { at, lon, lat, radius_m } of track.told) {
      const note = document.createElement("span"); // an element: Leaflet would read a string as HTML
      note.textContent = t("playback_told", { unit: track.code, time: hour(at) });
      this.L.circle([lat, lon], { pane: "circles", radius: Math.max(radius_m ?? 0, 50), className: `track-told ${colourClass(track.index)}` })
        .bindTooltip(note).addTo(this.group);
    }
  }

  /** Puts a unit's mark where it was; it is hollow and crossed while nothing is known. */
  place(code, where) {
    const track = this.tracks.get(code);
    if (!where.lonlat) {
      this.marks.get(code)?.marker.remove();
      this.marks.delete(code);
      return;
    }
    const heading_deg = where.heading_deg === null ? null : Math.round(where.heading_deg / 5) * 5;
    const look = `${where.state} ${heading_deg}`;
    let mark = this.marks.get(code);
    if (!mark) {
      mark = { marker: this.L.marker(latLng(where.lonlat), { pane: "units", keyboard: false, interactive: false }).addTo(this.group), look: null };
      this.marks.set(code, mark);
    }
    mark.marker.setLatLng(latLng(where.lonlat));
    if (mark.look === look) return;
    mark.look = look;
    mark.marker.setIcon(this.icon(track, where.state, heading_deg));
  }

  icon(track, state, heading_deg) {
    const box = document.createElement("div");
    box.className = `track-mark ${colourClass(track.index)} is-${state}`;
    box.dataset.unit = track.code;
    box.dataset.state = state;
    const code = document.createElement("b");
    code.textContent = state === "unknown" ? `${track.code} ?` : track.code;
    box.append(unitSymbol({ kind: track.kind, availability: AVAILABILITY[state], positionState: state === "unknown" ? "lost" : "live", heading_deg, size: SIZE_PX }), code);
    return this.L.divIcon({ html: box, className: "mark", iconSize: [SIZE_PX, SIZE_PX], iconAnchor: [SIZE_PX / 2, SIZE_PX / 2] });
  }
}
