/** Open incidents that wait for a closed lane: a running timer at each, and a word when it opens. */

import { now } from "./clock.js";
import { el, redraw } from "./elements.js";
import { dayHour, hour } from "./formats.js";
import { notify } from "./notices.js";
import { page, t, url } from "./page.js";
import { get } from "./request.js";
import { changed, on, state } from "./state.js";

const SETTLE_MS = 400;
const REFRESH_MS = 10_000;
const TICK_MS = 1000;
let waits = [];
let timer = null;
let isLoading = false;

/** Keeps the waits of the selected incident in their place. */
export function startLaneWaits(host) {
  if (!page.canDispatch) return;
  const draw = () => redraw(host, waitsOf(state.incident).map(row));
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => load().then(draw), SETTLE_MS);
  };
  on("closures incidents assignments", soon);
  on("selection", draw);
  setInterval(() => load().then(draw), REFRESH_MS);
  setInterval(() => { if (waits.length) draw(); }, TICK_MS);
}

/** Returns what an incident waits for. */
export function waitsOf(number) {
  return waits.filter((one) => one.incident === number);
}

/** Returns in words what an incident waits for and how long it has; empty where it does not wait. */
export function waitText(number) {
  return waitsOf(number).map(running).join(" · ");
}

async function load() {
  if (isLoading || (!state.closures.size && !waits.length)) return;
  isLoading = true;
  try {
    const before = waits;
    waits = (await get(url("lane_waits"))).results;
    if (JSON.stringify(before.map(keyOf)) !== JSON.stringify(waits.map(keyOf))) changed("selection");
    tellOpened(before);
  } catch (error) {
    console.warn(`lane waits: ${error.message}`);
  } finally {
    isLoading = false;
  }
}

/** Says it where an open incident waited and none of what closed its lane is in force any more. */
function tellOpened(before) {
  const still = new Set(waits.map(keyOf));
  for (const one of before.filter((wait) => !still.has(keyOf(wait)))) {
    const isOpen = state.incidents.get(one.incident)?.properties.state === "open";
    const isShut = one.closures.some(({ id }) => state.closures.has(id));
    if (isOpen && !isShut) notify(t("wait_over", { lane: nameOf(one), incident: one.incident }), "info", { stays: true });
  }
}

function row(wait) {
  const reason = [...new Set(wait.closures.map((one) => one.reason))].join(", ");
  return el("div", { class: "lane-wait", "data-key": `wait-${keyOf(wait)}` },
    el("b", { role: "timer" }, running(wait)),
    el("span", {}, t("wait_why", { time: hour(wait.closures[0]?.from), reason })),
    el("span", {}, wait.expected_until ? t("sea_until", { time: dayHour(wait.expected_until) }) : t("sea_until_news")),
    wait.units.length > 0 && el("span", {}, t("wait_units", { units: wait.units.join(", ") })));
}

function running(wait) {
  return t("wait_running", { lane: nameOf(wait), time: clockOf((now() - Date.parse(wait.since)) / 1000) });
}

function nameOf(wait) {
  return wait.lane_name ?? t("sea_boats");
}

/** Seconds -> "4:05" or "1:04:05". */
function clockOf(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value) => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function keyOf(wait) {
  return `${wait.incident} ${wait.lane ?? ""}`;
}
