/** The sea: what sails, what is closed and by whom; lanes are confirmed, closed and opened by a click. */

import { el, put, redraw } from "./elements.js";
import { age, dayHour, hour } from "./formats.js";
import { notify } from "./notices.js";
import { t, url } from "./page.js";
import { get, send } from "./request.js";
import { on } from "./state.js";
import { isShown, whenShown } from "./supervisor_tabs.js";

const REFRESH_MS = 60_000;
const SETTLE_MS = 250;
const HISTORY = 50;
const MOST_CLOSED = 500;
const SHOWN_DEPARTURES = 2;
const UNDO_MS = 30_000;
const WIB = "+07:00";
const byId = (id) => document.getElementById(id);
let lanes = [];
let held = [];
let history = [];
let waiting = null;
let offered = null;

/** Starts the view of lanes and closures at sea. */
export function startSea() {
  whenShown("sea", load);
  on("closures", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (isShown("sea")) load(); }, SETTLE_MS);
  });
  setInterval(() => { if (isShown("sea")) load(); }, REFRESH_MS);
  byId("close-boats").addEventListener("click", () => close({ kind: "boats" }, t("sea_boats")));
  byId("sea-closing").addEventListener("submit", (event) => event.preventDefault());
}

async function load() {
  try {
    const [found, closed, past] = await Promise.all([
      get(url("lanes")),
      get(url("sea_history", {}, { in_force: "true", limit: MOST_CLOSED })),
      get(url("sea_history", {}, { limit: HISTORY })),
    ]);
    lanes = found.features.map((feature) => feature.properties);
    held = closed.results;
    history = past.results;
  } catch (error) {
    notify(error.message, "error");
    return;
  }
  draw();
}

function draw() {
  byId("close-boats").disabled = held.some((one) => one.kind === "boats" && one.factor === null);
  redraw(byId("sea-closed"), held.length ? held.map(closedRow) : el("li", { class: "empty" }, t("sea_nothing_closed")));
  redraw(byId("lanes"), lanes.map(laneRow));
  redraw(byId("sea-history"), history.length ? history.map(pastRow) : el("li", { class: "empty" }, t("sea_no_history")));
}

function closedRow(one) {
  return el("li", { class: "item is-open", "data-key": `closed-${one.id}` },
    el("span", { class: "mark is-bad" }, stateOf(one)),
    el("div", { class: "what" }, el("b", {}, nameOf(one)), el("span", {}, one.reason), el("small", {}, since(one))),
    el("span", { class: "acts" }, el("button", { type: "button", "data-act": "open", onclick: () => open(one) }, t("lift"))));
}

function laneRow(lane) {
  const own = held.find((one) => one.kind === "lane" && one.lane === lane.code);
  return el("tr", { "data-key": lane.code },
    el("td", {}, el("b", {}, lane.name), el("small", {}, t(lane.carries_vehicles ? "lane_vehicles" : "lane_boat"))),
    el("td", { class: lane.is_closed ? "is-bad" : lane.factor > 1 ? "is-late" : null }, laneState(lane)),
    el("td", {}, departures(lane).map((line) => el("span", { class: "line" }, line))),
    el("td", { class: "contact" }, lane.contact || t("lane_no_contact")),
    el("td", { class: lane.is_confirmed ? null : "is-late" }, confirmedText(lane)),
    el("td", {}, el("span", { class: "actions" },
      lane.confirmation
        ? el("button", { type: "button", "data-act": "withdraw", onclick: () => attempt(() => send("DELETE", url("lane_confirm", { code: lane.code }))) }, t("lane_withdraw"))
        : el("button", { type: "button", "data-act": "confirm", onclick: () => attempt(() => send("POST", url("lane_confirm", { code: lane.code }), {})) }, t("lane_confirm")),
      own
        ? el("button", { type: "button", "data-act": "open", onclick: () => open(own) }, t("lift"))
        : el("button", { type: "button", "data-act": "close", onclick: () => close({ kind: "lane", lane: lane.code }, lane.name) }, t("close_lane")))));
}

function laneState(lane) {
  if (lane.is_closed) return t("closure_closed");
  return lane.factor > 1 ? t("closure_slowed", { factor: lane.factor }) : t("lane_open");
}

function confirmedText(lane) {
  const { confirmation } = lane;
  if (confirmation) return t("lane_confirmed", { time: hour(confirmation.at), by: confirmation.by });
  return t(lane.is_confirmed ? "lane_confirmed_parts" : "lane_unconfirmed");
}

/** Returns the next ships by quay, or in words how often one sails. */
function departures(lane) {
  const next = {};
  for (const one of lane.departures) {
    if (new Date(one.at) > new Date()) (next[one.from] ??= []).push(one.at);
  }
  const lines = Object.entries(next).map(([quay, times]) => `${quay === lane.from_port ? lane.from_name : lane.to_name}: ${times.slice(0, SHOWN_DEPARTURES).map(dayHour).join(", ")}`);
  if (lines.length) return lines;
  if (lane.on_demand) return [t("lane_on_demand")];
  if (lane.mean_wait_s > 0) return [t("lane_about_every", { span: age(2 * lane.mean_wait_s) })];
  return [t("lane_no_departures")];
}

function pastRow(one) {
  const ended = one.lifted_at
    ? t("sea_opened", { time: dayHour(one.lifted_at), by: one.lifted_by })
    : held.some(({ id }) => id === one.id) ? t("sea_still_closed") : t("sea_ended", { time: dayHour(one.until) });
  return el("li", { "data-key": `past-${one.id}` },
    el("b", {}, nameOf(one)), ` ${stateOf(one)}: ${one.reason} · ${since(one)} · ${ended}`);
}

function since(one) {
  const begins = t("sea_since", { time: dayHour(one.from), by: one.created_by });
  const source = one.source ? ` · ${t("sea_source", { source: one.source })}` : "";
  return `${begins}${source} · ${one.until ? t("sea_until", { time: dayHour(one.until) }) : t("sea_until_news")}`;
}

function stateOf(one) {
  return one.factor === null ? t("closure_closed") : t("closure_slowed", { factor: one.factor });
}

function nameOf(one) {
  if (one.kind === "boats") return t("sea_boats");
  if (one.kind === "zone") return t("sea_zone");
  return lanes.find((lane) => lane.code === one.lane)?.name ?? one.lane;
}

/** Closes at once: reason, source and times are written first and kept for the next. */
async function close(what, name) {
  const value = (id) => byId(id).value.trim();
  const moment = (id) => (value(id) ? `${value(id)}${WIB}` : null);
  await attempt(async () => {
    const closure = await send("POST", url("closures"), {
      ...what,
      reason: value("lane-reason") || t("lane_reason"),
      source: value("lane-source") || t("lane_source"),
      from: moment("lane-from"),
      until: moment("lane-until"),
    });
    offer(t("sea_closed_now", { name }), () => send("DELETE", url("closure", { id: closure.id })));
  });
}

/** Opens again without a question; what was closed can be closed again as it was. */
async function open(one) {
  await attempt(async () => {
    const { geometry } = await get(url("closure", { id: one.id }));
    await send("DELETE", url("closure", { id: one.id }));
    const { kind, lane, factor, from, until, reason, source } = one;
    const again = { kind, lane, geometry, factor, from, until, reason, source };
    offer(t("sea_opened_now", { name: nameOf(one) }), () => send("POST", url("closures"), again));
  });
}

function offer(sentence, undo) {
  clearTimeout(offered);
  const clear = () => put(byId("sea-undo"));
  put(byId("sea-undo"), el("span", {}, sentence), el("button", {
    type: "button", onclick: () => {
      clear();
      attempt(undo);
    },
  }, t("sea_undo")));
  offered = setTimeout(clear, UNDO_MS);
}

async function attempt(job) {
  try {
    await job();
  } catch (error) {
    notify(error.message, "error");
  }
  await load();
}
