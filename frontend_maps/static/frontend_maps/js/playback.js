/** The page that plays tracks back: choose units and a span, see where they were, minute by minute. */

import { now } from "./clock.js";
import { el, put } from "./elements.js";
import { openMap } from "./map/view.js";
import { label, t, url } from "./page.js";
import { readAddress, addressOf, iso, spanOf, toWib } from "./playback/span.js";
import { addTrackLayer } from "./playback/layer.js";
import { drawSections, drawUnits, stateText } from "./playback/lists.js";
import { startTimeline } from "./playback/timeline.js";
import { boundsOf, placeAt, trackOf } from "./playback/tracks.js";
import { get } from "./request.js";
import { toggleTheme } from "./theme_switch.js";

const narrow = matchMedia("(max-width: 900px)");

const byId = (id) => document.getElementById(id);
const form = byId("ask");
const shown = { tracks: [], trips: new Map(), states: new Map(), span: null };
const timeline = startTimeline(byId("timeline"), showMoment);
let view = null;
let layer = null;
let running = null;
let said = null;

byId("theme").addEventListener("click", () => toggleTheme(() => view?.drawAll()));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
form.elements.span.forEach((choice) => choice.addEventListener("change", showFields));
start();

async function start() {
  const asked = readAddress(location.search);
  fillForm(asked);
  openMap(byId("map")).then((opened) => {
    view = opened;
    layer = addTrackLayer(view.L, view.map);
    drawMap();
  }).catch(() => put(byId("map"), el("p", { class: "map-missing" }, t("map_missing"))));
  try {
    const { features } = await get(url("units"));
    put(byId("units"), features.map(({ properties }) => choiceOf(properties, asked.units)));
  } catch (error) {
    say(error.message, "error");
    return;
  }
  if (asked.units.length && asked.since_ms !== null) load(asked);
  else if (asked.units.length) ask();
  else say(t("playback_choose"));
}

function choiceOf({ code, name, kind }, chosen) {
  return el("label", { class: "unit-choice", title: name },
    el("input", { type: "checkbox", name: "units", value: code, checked: chosen.includes(code) }),
    el("span", {}, code), el("small", {}, label("kind", kind)));
}

function fillForm({ units, since_ms, until_ms }) {
  const until = until_ms ?? now();
  form.elements.since.value = toWib(since_ms ?? until - 2 * 3600 * 1000);
  form.elements.until.value = toWib(until);
  form.elements.day.value = toWib(until).slice(0, 10);
  form.elements.span.value = since_ms !== null ? "custom" : units.length ? "hours" : "today";
  showFields();
}

function showFields() {
  byId("day-field").hidden = form.elements.span.value !== "day";
  byId("custom-fields").hidden = form.elements.span.value !== "custom";
}

function ask() {
  const units = [...form.querySelectorAll("[name=units]:checked")].map((box) => box.value);
  const fields = { day: form.elements.day.value, since: form.elements.since.value, until: form.elements.until.value };
  const span = spanOf(form.elements.span.value, fields, now());
  if (!units.length) say(t("playback_choose"), "error");
  else if (!span) say(t("playback_bad_span"), "error");
  else load({ units, since_ms: Math.floor(span[0] / 1000) * 1000, until_ms: Math.floor(span[1] / 1000) * 1000, at_ms: null });
}

/** Loads the tracks, then what each unit did; a later question ends an earlier one. */
async function load({ units, since_ms, until_ms, at_ms }) {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const query = { since: iso(since_ms), until: iso(until_ms) };
  let done = 0;
  const step = () => progress(++done, units.length + 1);
  say(t("playback_loading"));
  progress(0, units.length + 1);
  try {
    const answer = await get(url("tracks", {}, { units: units.join(","), ...query }), { signal });
    step();
    const trips = await Promise.all(units.map(async (code) => {
      const found = await get(url("unit_trips", { code }, query), { signal });
      step();
      return [code, found];
    }));
    show(answer, new Map(trips), { units, since_ms, until_ms, at_ms });
  } catch (error) {
    if (error.name === "AbortError") return;
    say(error.message, "error");
  }
  progress(null);
}

function show(answer, trips, { units, since_ms, until_ms, at_ms }) {
  Object.assign(shown, { tracks: answer.features.map(trackOf), trips, span: { units, since_ms, until_ms } });
  shown.states = drawUnits(byId("tracks"), shown.tracks, trips, shown.span);
  const count = drawSections(byId("sections"), shown.tracks, trips, showSection);
  byId("sections-box").hidden = !count;
  put(byId("asked"), units.join(", "));
  byId("ask-box").open = !narrow.matches; // on a phone the map comes first once it shows something
  drawMap();
  const first_ms = Math.min(...shown.tracks.flatMap((track) => track.pieces.map((piece) => piece.times[0])));
  timeline.setSpan(since_ms, until_ms, at_ms ?? (Number.isFinite(first_ms) ? first_ms : since_ms));
  keepAddress();
  if (!shown.tracks.some((track) => track.points)) say(t("playback_empty"));
  else if (!Number.isFinite(first_ms)) say(t("playback_no_line"));
  else say(answer.simplify_m > 0 ? t("playback_simplified", { n: answer.simplify_m }) : "");
}

function drawMap() {
  if (!layer || !shown.span) return;
  layer.draw(shown.tracks);
  const bounds = boundsOf(shown.tracks);
  if (bounds) view.map.fitBounds(bounds, room());
  if (timeline.at_ms !== null) showMoment(timeline.at_ms);
}

/** Returns the room that marks with their codes and the attribution need at the edges. */
function room() {
  const [left, right] = narrow.matches ? [20, 66] : [40, 90];
  return { paddingTopLeft: [left, 34], paddingBottomRight: [right, 48], maxZoom: 16 };
}

function showMoment(at_ms) {
  for (const track of shown.tracks) {
    const where = placeAt(track, at_ms);
    layer?.place(track.code, where);
    const node = shown.states.get(track.code);
    const text = stateText(where);
    if (node && node.textContent !== text) node.textContent = text;
    node?.classList.toggle("is-unknown", where.state === "unknown" || where.state === "before");
  }
  clearTimeout(said);
  said = setTimeout(keepAddress, 400); // browsers allow only so many changes of the address
}

function showSection(code, from_ms, to_ms) {
  timeline.pause();
  timeline.go(from_ms);
  const bounds = boundsOf(shown.tracks.filter((track) => track.code === code), from_ms, to_ms);
  if (bounds && view) view.map.fitBounds(bounds, room());
}

function keepAddress() {
  if (shown.span) history.replaceState(null, "", addressOf({ ...shown.span, at_ms: timeline.at_ms }));
}

function say(sentence, kind = "info") {
  const node = byId("said");
  node.className = `said is-${kind}`;
  put(node, sentence);
}

function progress(done, all) {
  const bar = byId("progress");
  bar.classList.toggle("is-idle", done === null);
  if (done !== null) Object.assign(bar, { value: done, max: all });
}
