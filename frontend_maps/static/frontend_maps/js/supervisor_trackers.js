/** Trackers: what each sends and when it was heard; new ones, settings, revoking. */

import { el, put, redraw } from "./elements.js";
import { age } from "./formats.js";
import { notify } from "./notices.js";
import { label, t, url } from "./page.js";
import { get, send } from "./request.js";
import { on, state } from "./state.js";
import { isShown, whenShown } from "./supervisor_tabs.js";

const REFRESH_MS = 15_000;
const LIMIT = 500;
const byId = (id) => document.getElementById(id);
let trackers = [];
let showRequests = () => {};

/** Starts the view; `open` shows what became of everything that a tracker sent. */
export function startTrackers(open) {
  showRequests = open;
  whenShown("trackers", load);
  setInterval(() => { if (isShown("trackers")) load(); }, REFRESH_MS);
  on("units", drawUnits);
  byId("trackers-revoked").addEventListener("change", draw);
  byId("tracker-new").addEventListener("submit", add);
}

/** Reads all trackers, page by page. */
export async function readTrackers() {
  const found = [];
  let page;
  do {
    page = await get(url("devices", {}, { limit: LIMIT, offset: found.length }));
    found.push(...page.results);
  } while (page.next);
  return found;
}

async function load() {
  if (!trackers.length) say(t("trackers_loading"));
  try {
    trackers = await readTrackers();
  } catch (error) {
    if (trackers.length) notify(error.message, "error");
    else say(error.message);
    return;
  }
  draw();
}

function draw() {
  const withRevoked = byId("trackers-revoked").checked;
  const shown = trackers.filter((one) => withRevoked || !one.revoked_at);
  redraw(byId("trackers"), shown.map(row));
  say(shown.length ? "" : t("trackers_none"));
}

function say(sentence) {
  put(byId("trackers-empty"), sentence);
  byId("trackers-empty").hidden = !sentence;
}

function row(one) {
  return el("tr", { "data-key": one.identifier, class: one.revoked_at ? "is-revoked" : null },
    el("td", {}, el("b", {}, one.unit)),
    el("td", {}, one.identifier, marks(one)),
    el("td", {}, one.source ?? "—"),
    el("td", { class: lateness(one.contact_state) }, one.contact_at ? age(one.contact_age_s) : t("tracker_never")),
    el("td", {}, one.fix_time ? age(one.fix_age_s) : "—", one.fix_state ? el("small", { class: lateness(one.fix_state) }, label("position_state", one.fix_state)) : null),
    el("td", {}, one.interval_s === null ? "—" : age(one.interval_s)),
    el("td", { class: one.battery_low ? "is-bad" : null }, one.battery_pct === null ? "—" : `${Math.round(one.battery_pct)} %`),
    el("td", {}, String(one.priority)),
    el("td", {}, el("span", { class: "actions" },
      el("button", { type: "button", "data-act": "history", "aria-label": t("tracker_history_of", { name: one.identifier }), onclick: () => showRequests(one.identifier) }, t("tracker_history")),
      one.revoked_at || one.is_program ? null : el("button", { type: "button", "data-act": "set", "aria-label": t("tracker_set_for", { name: one.identifier }), onclick: () => openSettings(one) }, t("tracker_set")))));
}

function marks(one) {
  const bad = [
    one.mock && t("tracker_mock"),
    one.encrypting && t("tracker_encrypting"),
    one.link_lost_at && t("tracker_link_lost"),
  ].filter(Boolean);
  const plain = [
    one.revoked_at && t("tracker_revoked"),
    one.is_program && t("tracker_program"),
    one.identifier_only && t("tracker_by_name"),
  ].filter(Boolean);
  if (!bad.length && !plain.length) return null;
  return el("span", { class: "marks" }, bad.map((word) => el("span", { class: "mark is-bad" }, word)), plain.map((word) => el("span", { class: "mark" }, word)));
}

function lateness(state) {
  return { live: null, ageing: null, stale: "is-late", lost: "is-bad" }[state] ?? null;
}

function openSettings(one) {
  const form = byId("tracker-settings");
  const priority = el("input", { name: "priority", type: "number", min: 1, max: 9, value: one.priority, required: true });
  const key = el("input", { name: "encryption_key", maxlength: 32, autocomplete: "off", placeholder: one.has_key ? t("tracker_key_kept") : null });
  form.onsubmit = (event) => {
    event.preventDefault();
    const body = { priority: Number(priority.value), ...(key.value ? { encryption_key: key.value } : {}) };
    change(one, body, t("tracker_saved", { name: one.identifier }));
  };
  put(form,
    el("h2", {}, t("tracker_set_for", { name: one.identifier })),
    el("label", {}, t("tracker_priority"), priority),
    el("label", {}, t("tracker_key"), key),
    el("button", { type: "submit", class: "primary" }, t("tracker_save")),
    one.has_key ? el("button", { type: "button", onclick: () => change(one, { encryption_key: null }, t("tracker_key_removed", { name: one.identifier })) }, t("tracker_key_remove")) : null,
    revokeButton(one),
    el("button", { type: "button", class: "plain", onclick: () => closeSettings(one) }, t("cancel")));
  form.hidden = false;
  priority.focus();
}

/** Two presses: revoking cannot be undone, and it is seldom done. */
function revokeButton(one) {
  const button = el("button", { type: "button", class: "danger" }, t("tracker_revoke"));
  button.addEventListener("click", async () => {
    if (!button.dataset.sure) {
      button.dataset.sure = "1";
      put(button, t("tracker_revoke_sure", { name: one.identifier }));
      return;
    }
    await attempt(async () => {
      await send("DELETE", url("device", { identifier: one.identifier }));
      notify(t("tracker_revoked_now", { name: one.identifier }));
      closeSettings(one);
      await load();
    });
  });
  return button;
}

function change(one, body, sentence) {
  return attempt(async () => {
    await send("PATCH", url("device", { identifier: one.identifier }), body);
    notify(sentence);
    closeSettings(one);
    await load();
  });
}

function closeSettings(one) {
  byId("tracker-settings").hidden = true;
  put(byId("tracker-settings"));
  document.querySelector(`#trackers [data-key="${CSS.escape(one.identifier)}"] [data-act=set]`)?.focus();
}

function drawUnits() {
  const select = byId("tracker-new").elements.unit;
  const codes = [...state.units.keys()].sort();
  if (codes.join() === [...select.options].map((option) => option.value).join()) return;
  const chosen = select.value;
  put(select, codes.map((code) => el("option", { value: code, selected: code === chosen }, `${code} · ${state.units.get(code).name}`)));
}

async function add(event) {
  event.preventDefault();
  const { unit, identifier, priority, encryption_key } = event.target.elements;
  const body = { unit: unit.value, priority: Number(priority.value) };
  if (identifier.value.trim()) body.identifier = identifier.value.trim();
  if (encryption_key.value) body.encryption_key = encryption_key.value;
  await attempt(async () => {
    const made = await send("POST", url("devices"), body);
    identifier.value = encryption_key.value = "";
    showSecret(made);
    await load();
  });
}

function showSecret(made) {
  const box = byId("tracker-secret");
  const code = el("code", { tabindex: 0 }, made.secret);
  put(box,
    el("p", {}, t("tracker_added", { name: made.identifier, unit: made.unit })),
    code,
    el("p", { class: "acts" },
      el("button", { type: "button", class: "primary", onclick: () => copy(made.secret, code) }, t("tracker_copy")),
      el("a", { href: url("crew_setup") }, t("tracker_set_up")),
      el("button", { type: "button", class: "plain", onclick: () => { put(box); box.hidden = true; } }, t("tracker_hide_secret"))));
  box.hidden = false;
  code.focus();
}

/** Browsers lend the clipboard only over HTTPS and on this machine itself. */
async function copy(secret, code) {
  try {
    await navigator.clipboard.writeText(secret);
    notify(t("tracker_copied"));
  } catch {
    getSelection().selectAllChildren(code);
    notify(t("tracker_copy_failed"), "error");
  }
}

async function attempt(job) {
  try {
    await job();
  } catch (error) {
    notify(error.message, "error");
  }
}
