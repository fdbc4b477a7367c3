/** What became of everything that one tracker sent, request by request. */

import { el, put } from "./elements.js";
import { age, dayHour, hourSeconds } from "./formats.js";
import { notify } from "./notices.js";
import { now } from "./clock.js";
import { label, page, t, url } from "./page.js";
import { get } from "./request.js";
import { readTrackers } from "./supervisor_trackers.js";
import { show, whenShown } from "./supervisor_tabs.js";

const PAGE = 50;
const OUTCOMES_MAX = 12;
const byId = (id) => document.getElementById(id);
let requests = [];
let span = null;

/** Starts the view. */
export function startReceived() {
  whenShown("received", start);
  byId("received-device").addEventListener("change", () => load());
  byId("received-span").addEventListener("change", () => load());
  byId("received-reload").addEventListener("click", () => load());
  byId("received-more").addEventListener("click", () => load({ more: true }));
}

/** Shows the requests of a tracker. */
export async function openRequestsOf(identifier) {
  byId("received-device").replaceChildren(el("option", { value: identifier, selected: true }, identifier));
  show("received");
}

async function start() {
  const select = byId("received-device");
  const chosen = select.value;
  await attempt(async () => {
    const trackers = await readTrackers();
    put(select, el("option", { value: "" }, "—"), trackers.map((one) =>
      el("option", { value: one.identifier, selected: one.identifier === chosen }, `${one.unit} · ${one.identifier}`)));
  });
  await load();
}

async function load({ more = false } = {}) {
  const device = byId("received-device").value;
  if (!device) {
    put(byId("received-counts"));
    put(byId("received"), el("li", { class: "empty" }, t("received_choose")));
    byId("received-more").hidden = true;
    return;
  }
  await attempt(async () => {
    if (!more) span = { since: new Date(now() - Number(byId("received-span").value) * 3_600_000).toISOString(), until: new Date(now()).toISOString() };
    const answer = await get(url("received", {}, { device, ...span, limit: PAGE, offset: more ? requests.length : 0 }));
    requests = more ? [...requests, ...answer.results] : answer.results;
    put(byId("received-counts"), `${t("received_counts", answer.counts)}. ${t("received_kept", { hours: answer.kept_hours })}`);
    put(byId("received"), requests.length ? requests.map(row) : el("li", { class: "empty" }, t("received_none")));
    const left = answer.count - requests.length;
    byId("received-more").hidden = left <= 0;
    put(byId("received-more"), t("page_more", { n: Math.min(PAGE, left) }));
  });
}

function row(request) {
  const at = Date.parse(request.received_at);
  const text = el("pre", { tabindex: 0, hidden: true });
  return el("li", { class: "item" },
    el("b", {}, hourSeconds(at)),
    el("div", { class: "what" },
      el("span", {}, `${request.source} · ${dayHour(request.received_at)} WIB · ${age((now() - at) / 1000)}`),
      el("div", { class: "outcomes" }, request.outcomes.slice(0, OUTCOMES_MAX).map(outcome),
        request.outcomes.length > OUTCOMES_MAX ? el("small", {}, t("received_more", { n: request.outcomes.length - OUTCOMES_MAX })) : null),
      text),
    el("div", { class: "acts" }, el("button", { type: "button", onclick: () => reveal(request, text) }, t("received_open"))));
}

function outcome(one) {
  const words = [one.verdict ? label("verdict", one.verdict) : t("received_contact")];
  if (one.reason) words.push(label("kept_aside", one.reason));
  if (one.fix_time) words.push(`${dayHour(one.fix_time)} WIB`);
  for (const note of (one.note ?? "").split(",").filter(Boolean)) words.push(page.labels.fix_note[note] ?? note);
  return el("span", { class: `outcome is-${one.verdict ?? "contact"}` }, words.join(" · "));
}

async function reveal(request, text) {
  if (!text.hidden) {
    text.hidden = true;
    return;
  }
  await attempt(async () => {
    const whole = await get(url("received_request", { id: request.id }));
    put(text, [whole.query, whole.body].filter(Boolean).join("\n\n") || t("received_empty"));
    text.hidden = false;
  });
}

async function attempt(job) {
  try {
    await job();
  } catch (error) {
    notify(error.message, "error");
  }
}
