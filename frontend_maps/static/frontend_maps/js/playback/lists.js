/** What stands beside the map: each unit with its state at the moment, and trips, stops and gaps. */

import { el, put } from "../elements.js";
import { distance, duration, hour, speed } from "../formats.js";
import { label, t, url } from "../page.js";
import { colourClass, lineSample } from "./layer.js";
import { iso } from "./span.js";

/** Draws the units with downloads and totals; returns code -> the node of its state. */
export function drawUnits(node, tracks, trips, span) {
  const states = new Map();
  put(node, tracks.map((track) => {
    const state = el("span", { class: "state" }, "—");
    states.set(track.code, state);
    const totals = trips.get(track.code)?.totals;
    return el("li", { class: `track-unit ${colourClass(track.index)}`, "data-unit": track.code },
      el("div", { class: "line" }, lineSample(track.index), el("b", {}, track.code), el("span", { class: "kind" }, label("kind", track.kind)), state),
      el("div", { class: "line small" },
        el("span", {}, track.points ? t("playback_totals", { distance: distance(totals?.distance_m ?? NaN), trips: totals?.trips ?? "—" }) : t("playback_no_fixes")),
        track.besides > 0 && el("span", { class: "besides" }, t("playback_besides", { n: track.besides })),
        track.points > 0 && el("span", { class: "files" }, file(track, "unit_track_gpx", "GPX", span), file(track, "unit_track_geojson", "GeoJSON", span))));
  }));
  return states;
}

/** Says what a unit did at the moment. */
export function stateText({ state, speed_mps, since_ms }) {
  if (state === "moving") return speed(speed_mps);
  if (state === "standing") return t("playback_standing");
  if (state === "unknown") return t("playback_unknown_since", { time: hour(iso(since_ms)) });
  return t("playback_unknown");
}

/** Draws the table of trips, stops and gaps in the order of time; `chosen(code, from_ms, to_ms)` on a press. */
export function drawSections(body, tracks, trips, chosen) {
  const rows = tracks.flatMap((track) => sectionsOf(track, trips.get(track.code)));
  rows.sort((a, b) => a.from_ms - b.from_ms || a.track.index - b.track.index);
  put(body, rows.map((row) => el("tr", { class: `is-${row.kind} ${colourClass(row.track.index)}`, "data-kind": row.kind, onclick: () => chosen(row.track.code, row.from_ms, row.to_ms) },
    el("td", {}, el("i", { class: "track-dot", "aria-hidden": "true" }), row.track.code),
    el("td", { class: "what" },
      el("button", { type: "button", class: "link", onclick: (event) => { event.stopPropagation(); chosen(row.track.code, row.from_ms, row.to_ms); } },
        `${hour(iso(row.from_ms))}–${hour(iso(row.to_ms))} ${t(`playback_${row.kind}`)}`),
      row.where && el("span", { class: "where" }, row.where),
      row.more && el("span", { class: "more" }, row.more)),
    el("td", { class: "number" }, row.distance),
    el("td", { class: "number" }, duration(row.seconds)))));
  return rows.length;
}

function sectionsOf(track, found) {
  if (!found) return [];
  const ms = (text) => Date.parse(text);
  return [
    ...found.trips.map((trip) => ({
      track, kind: "trip", from_ms: ms(trip.start_at), to_ms: ms(trip.end_at), seconds: trip.duration_s, distance: distance(trip.distance_m),
      where: trip.start.name || trip.end.name ? `${trip.start.name ?? "—"} → ${trip.end.name ?? "—"}` : "", more: tripMore(trip),
    })),
    ...found.stops.map((stop) => ({
      track, kind: "stop", from_ms: ms(stop.start_at), to_ms: ms(stop.end_at), seconds: stop.duration_s, distance: "",
      where: stop.place.name, more: stop.gap_s > 0 ? t("playback_unseen", { time: duration(stop.gap_s) }) : "",
    })),
    ...found.gaps.map((gap) => ({
      track, kind: "gap", from_ms: ms(gap.from), to_ms: ms(gap.to), seconds: gap.seconds, distance: "",
      where: gap.distance_m >= 100 ? t("playback_straight", { distance: distance(gap.distance_m) }) : "", more: "",
    })),
  ];
}

function tripMore(trip) {
  return [
    trip.top_speed_mps !== null && t("playback_top", { speed: speed(trip.top_speed_mps) }),
    trip.idle_time_s > 0 && t("playback_idle", { time: duration(trip.idle_time_s) }),
    trip.gap_s > 0 && t("playback_unseen", { time: duration(trip.gap_s) }),
  ].filter(Boolean).join(" · ");
}

function file(track, address, name, { since_ms, until_ms }) {
  return el("a", { href: url(address, { code: track.code }, { since: iso(since_ms), until: iso(until_ms) }), download: true, "aria-label": `${name} ${track.code}` }, name);
}
