/** The quarantine: by device with counts, item by item, released or discarded, and taken back. */

import { el, put, redraw } from "./elements.js";
import { age, coordinates, dayHour } from "./formats.js";
import { notify } from "./notices.js";
import { now } from "./clock.js";
import { label, page, t, url } from "./page.js";
import { get, send } from "./request.js";
import { isShown, whenShown } from "./supervisor_tabs.js";

const REFRESH_MS = 20_000;
const PAGE = 50;
const TOGETHER = 200; // how many the server settles in one go
const byId = (id) => document.getElementById(id);
let summary = [];
let items = [];
let count = 0;
let device = null; // identifier; "" for programs, null for all
const chosen = new Set();
const reading = new Set(); // ids whose content is open

/** Starts the view. */
export function startQuarantine() {
  const reasons = Object.entries(page.labels.kept_aside).map(([code, words]) => el("option", { value: code }, words));
  put(byId("quarantine-reason"), el("option", { value: "" }, t("quarantine_all_reasons")), reasons);
  for (const id of ["quarantine-state", "quarantine-reason"]) byId(id).addEventListener("change", reload);
  byId("quarantine-all").addEventListener("change", chooseAll);
  byId("quarantine-more").addEventListener("click", () => load({ more: true }));
  byId("quarantine-discard-all").addEventListener("click", discardAll);
  byId("quarantine-release").addEventListener("click", () => settle([...chosen], "released"));
  byId("quarantine-discard").addEventListener("click", () => settle([...chosen], "discarded"));
  byId("quarantine-restore").addEventListener("click", () => settle([...chosen], "open"));
  whenShown("quarantine", reload);
  loadSummary();
  setInterval(() => (isShown("quarantine") ? refresh() : loadSummary()), REFRESH_MS);
}

async function reload() {
  chosen.clear();
  await Promise.all([loadSummary(), load()]);
}

/** Looks again without taking anything from under the hand. */
async function refresh() {
  if (chosen.size || reading.size || items.length > PAGE) await loadSummary();
  else await reload();
}

async function loadSummary() {
  await attempt(async () => {
    summary = (await get(url("quarantine_summary", {}, { limit: 500 }))).results;
    const open = summary.reduce((sum, entry) => sum + entry.open, 0);
    put(byId("quarantine-open"), String(open));
    byId("quarantine-open").hidden = !open;
    drawDevices();
  });
}

async function load({ more = false } = {}) {
  await attempt(async () => {
    const query = { limit: PAGE, offset: more ? items.length : 0 };
    const state = byId("quarantine-state").value;
    const reason = byId("quarantine-reason").value;
    if (state) query.settled = state;
    if (reason) query.reason = reason;
    if (device) query.device = device;
    const answer = await get(url("quarantine", {}, query));
    count = answer.count;
    items = more ? [...items, ...answer.results] : answer.results;
    draw();
  });
}

function drawDevices() {
  const all = el("li", { "data-key": "all" }, deviceButton(null, t("quarantine_all"), summary));
  const each = summary.filter((entry) => entry.device !== null).map((entry) =>
    el("li", { "data-key": entry.device }, deviceButton(entry.device, `${entry.unit} · ${entry.device}`, [entry])));
  const strangers = summary.filter((entry) => entry.device === null).map((entry) =>
    el("li", { "data-key": "?" }, el("small", {}, `${t("quarantine_stranger")}: ${countsOf([entry])}`)));
  redraw(byId("quarantine-devices"), summary.length ? [all, ...each, ...strangers] : [el("li", { class: "empty" }, t("quarantine_none"))]);
}

function deviceButton(identifier, name, entries) {
  const reasons = new Map();
  for (const entry of entries) {
    for (const [reason, counts] of Object.entries(entry.reasons)) {
      if (counts.open) reasons.set(reason, (reasons.get(reason) ?? 0) + counts.open);
    }
  }
  const newest = entries.map((entry) => entry.newest_at).sort().at(-1);
  return el("button", {
    type: "button", "data-act": "choose", "aria-current": device === identifier ? "true" : null,
    onclick: () => { device = identifier; drawDevices(); reload(); },
  },
  el("b", {}, name),
  el("small", {}, countsOf(entries), newest ? ` · ${age((now() - Date.parse(newest)) / 1000)}` : ""),
  [...reasons].map(([reason, n]) => el("small", {}, `${label("kept_aside", reason)}: ${n}`)));
}

function countsOf(entries) {
  const sum = (name) => entries.reduce((total, entry) => total + entry[name], 0);
  return t("quarantine_counts", { open: sum("open"), items: sum("items"), times: sum("times_received") });
}

function draw() {
  redraw(byId("quarantine"), items.length ? items.map(itemRow) : [el("li", { class: "empty" }, summary.length ? t("quarantine_nothing") : t("quarantine_none"))]);
  const left = count - items.length;
  byId("quarantine-more").hidden = left <= 0;
  put(byId("quarantine-more"), t("page_more", { n: Math.min(PAGE, left) }));
  drawBulk();
}

function drawBulk() {
  const picked = items.filter((item) => chosen.has(item.id));
  put(byId("quarantine-chosen"), picked.length ? t("quarantine_chosen", { n: picked.length }) : "");
  byId("quarantine-release").disabled = !picked.some((item) => item.releasable && item.state !== "released");
  byId("quarantine-discard").disabled = !picked.some((item) => item.state !== "discarded");
  byId("quarantine-restore").disabled = !picked.some((item) => item.state !== "open");
  const isRest = device !== null && count > items.length && picked.length === items.length && byId("quarantine-state").value === "open";
  byId("quarantine-discard-all").hidden = !isRest;
  put(byId("quarantine-discard-all"), t("quarantine_discard_all", { n: count }));
  byId("quarantine-all").checked = items.length > 0 && picked.length === items.length;
}

function itemRow(item) {
  const box = el("input", { type: "checkbox", "data-act": "pick", "aria-label": t("quarantine_select", { id: item.id }) });
  box.checked = chosen.has(item.id);
  box.addEventListener("change", () => {
    if (box.checked) chosen.add(item.id);
    else chosen.delete(item.id);
    drawBulk();
  });
  return el("li", { class: `item is-${item.state}`, "data-key": item.id },
    box,
    el("div", { class: "what" },
      el("span", {}, el("b", {}, label("kept_aside", item.reason)), ` · ${item.unit ?? t("quarantine_stranger")} · ${item.source} · ${t("quarantine_times", { n: item.times_received })}`),
      el("span", {}, `${dayHour(item.received_at)} WIB (${age((now() - Date.parse(item.received_at)) / 1000)})`, item.lon === null || item.lat === null ? "" : ` · ${coordinates(item.lon, item.lat)}`, ` · ${item.fix_time ? `${dayHour(item.fix_time)} WIB` : t("quarantine_no_time")}`),
      item.state === "open" ? null : el("small", {}, t("quarantine_by", { state: label("settlement", item.state), who: item.settled_by, time: dayHour(item.settled_at) })),
      content(item)),
    el("div", { class: "acts" }, buttons(item)));
}

function content(item) {
  const details = el("details", { open: reading.has(item.id) }, el("summary", {}, t("quarantine_content")), el("pre", { tabindex: 0 }, [item.detail, item.content].filter(Boolean).join("\n\n")));
  details.addEventListener("toggle", () => {
    if (details.open) reading.add(item.id);
    else reading.delete(item.id);
  });
  return details;
}

function buttons(item) {
  if (item.state !== "open") return el("button", { type: "button", "data-act": "restore", onclick: () => settle([item.id], "open") }, t("quarantine_restore"));
  return [
    item.releasable ? el("button", { type: "button", "data-act": "release", title: t("quarantine_release_hint"), onclick: () => settle([item.id], "released") }, t("quarantine_release")) : null,
    el("button", { type: "button", "data-act": "discard", onclick: () => settle([item.id], "discarded") }, t("quarantine_discard")),
  ];
}

function chooseAll(event) {
  chosen.clear();
  if (event.target.checked) for (const item of items) chosen.add(item.id);
  draw();
}

async function settle(ids, settlement) {
  await attempt(async () => {
    const settled = [];
    const refused = [];
    for (let first = 0; first < ids.length; first += TOGETHER) {
      const answer = await send("POST", url("quarantine_settle"), { ids: ids.slice(first, first + TOGETHER), settlement });
      settled.push(...answer.settled);
      refused.push(...answer.refused);
    }
    const done = { released: "quarantine_released", discarded: "quarantine_discarded", open: "quarantine_opened" }[settlement];
    if (settled.length) notify(sentence(done, settled.length));
    if (refused.length) notify(t("quarantine_refused", { n: refused.length, detail: refused[0].detail }), "error");
    const fresh = new Map(settled.map((item) => [item.id, item]));
    items = items.map((item) => fresh.get(item.id) ?? item);
    chosen.clear();
    draw();
    await loadSummary();
  });
}

async function discardAll() {
  await attempt(async () => {
    const reason = byId("quarantine-reason").value;
    const answer = await send("POST", url("quarantine_settle"), { device, settlement: "discarded", ...(reason ? { reason } : {}) });
    notify(t("quarantine_discarded", { n: answer.count }));
    await reload();
  });
}

function sentence(key, n) {
  return t(key, { n });
}

async function attempt(job) {
  try {
    await job();
  } catch (error) {
    notify(error.message, "error");
  }
}
