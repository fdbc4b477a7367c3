/**
 * Sends what waits on this phone: a call for help first, then presses in the order of pressing, then
 * positions, the oldest first. Each press has a key of its own and its own moment, so that a lost
 * answer or a second tab never counts it twice; it changes only the assignment whose id it carries.
 */

import { now } from "../clock.js";
import { label, page, t, url } from "../page.js";
import { newKey, send } from "../request.js";
import { applyDelta, isEnded, state } from "../state.js";
import { PRESSES_MAX, openStore, within } from "./store.js";

const BATCH = 100;
const RETRY_MS = 5000;
const ANSWER_MS = 20_000;
const KEEP_PANIC_MS = 500; // how long a call for help waits to be kept; then it is sent from memory
const REFUSED_SHOWN = 10;
const LATER = new Set([408, 425, 429]); // asks for patience, decides nothing

/** What the page shows: who is waiting, why nothing goes out (null, offline, session, server). */
export const outbox = {
  presses: [], // of this account, in order
  others: 0, // presses of another account on this phone
  fixes: 0,
  blocked: null,
  status: null, // of the server's latest refusal to work
  since: null, // local time since when nothing goes out
  sent_at: null, // server time when fixes went out last
  fix_at: null, // server time when the newest fix was measured that the server took
  judged: { quarantined: 0, reason: null },
  thinned: 0,
  refused: [], // presses that the server did not take, with its sentence
  help: null, // the latest call for help: { pressed_ms, sent_at, record, is_seen, is_closed }
  isKept: true,
  isFull: false,
};

const listeners = new Set();
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("siaga-crew") : null;
let isSending = false;
let isAskedAgain = false;
let inFlight = null;
let kept = []; // the presses in the store, as it told last
let unkept = []; // presses that it did not take

/** Calls back after anything of the outbox has changed. */
export function onOutbox(listener) {
  listeners.add(listener);
}

/** Reads what waits and begins to send. */
export async function startOutbox() {
  const store = await openStore();
  outbox.isKept = store.isKept;
  await recall(["sent_at", "fix_at", "judged", "refused", "help"]);
  if (tabs) tabs.onmessage = ({ data }) => heardFromTab(data);
  setInterval(sendWaiting, RETRY_MS);
  window.addEventListener("online", sendWaiting);
  document.addEventListener("visibilitychange", sendWaiting);
  await refresh();
  sendWaiting();
}

/** Keeps a press (`kind` step, heard, duty or panic, and what it says) and sends it as soon as it may. */
export async function press(values) {
  const isPanic = values.kind === "panic";
  outbox.isFull = outbox.presses.length >= PRESSES_MAX;
  if (outbox.isFull && !isPanic) return announce();
  const made = {
    ...values, event_id: newKey(), user: page.user.name, local_ms: Date.now(), server_ms: now(),
  };
  outbox.presses = [...outbox.presses, made];
  announce();
  const store = await openStore();
  if (isPanic) {
    keepHelp({ pressed_ms: made.server_ms, sent_at: null, record: null });
    inFlight?.abort(); // nothing may stand in its way; what was under way has a key
  }
  const adding = store.addPress(made).catch(noteUnkept);
  try {
    await (isPanic ? within(KEEP_PANIC_MS, adding) : adding);
  } catch {
    await sendUnkept(store, made);
  }
  tabs?.postMessage(made.kind);
  refresh();
  sendWaiting();
}

/** Better sent without being kept than not at all; what does not go out now is tried with the rest. */
async function sendUnkept(store, made) {
  unkept = [...unkept, made];
  if (made.kind === "panic") await sendPress(store, made).catch((error) => console.warn(error.message));
}

function noteUnkept(error) {
  if (error.name === "QuotaExceededError") outbox.isFull = true;
  else outbox.isKept = false;
  announce();
  throw error;
}

/** Keeps a fix of this phone; true if it was kept. */
export async function keepFix(fix, every_ms) {
  const store = await openStore();
  const isKept = await store.addFix({ ...fix, user: page.user.name }, every_ms).catch(() => false);
  if (isKept) {
    await refresh();
    sendWaiting();
  }
  return isKept;
}

/** Returns how old the newest fix is that the server took from here, in milliseconds; null without one. */
export function fixAge() {
  const at = outbox.fix_at ?? outbox.sent_at;
  return at === null ? null : Math.max(0, now() - at);
}

/** Returns the presses that wait for an assignment, in order. */
export function waitingSteps(assignment) {
  return outbox.presses.filter((one) => one.kind === "step" && one.assignment === assignment);
}

/** Forgets what the server did not take, once it has been read. */
export async function forgetRefused() {
  outbox.refused = [];
  await (await openStore()).put("refused", []);
  announce();
}

/** Sends all that waits; calls that come while it runs let it look once more. */
export async function sendWaiting() {
  isAskedAgain = true;
  if (isSending) return;
  isSending = true;
  try {
    while (isAskedAgain) {
      isAskedAgain = false;
      await alone(sendAll);
    }
  } catch (error) { // the store failed: what waits has its key and is tried again
    console.warn(error.message);
  } finally {
    isSending = false;
    await refresh();
  }
}

/** Runs while no other tab sends. A tab that hangs is not waited for: every key counts once. */
async function alone(work) {
  if (!navigator.locks) return work();
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ANSWER_MS + RETRY_MS);
  try {
    return await navigator.locks.request("siaga-crew-send", { signal: patience.signal }, async () => {
      clearTimeout(timer);
      await work();
    });
  } catch (error) {
    if (error.name !== "AbortError") throw error;
    return work();
  }
}

async function sendAll() {
  const store = await openStore();
  for (;;) {
    const presses = (await waiting(store)).filter((one) => one.user === page.user.name);
    const next = presses.find((one) => one.kind === "panic") ?? presses[0];
    const batch = next ? [] : await store.fixes(page.user.name, BATCH);
    if (!next && !batch.length) return;
    const went = next ? await sendPress(store, next) : await sendFixes(store, batch);
    await refresh();
    if (!went) return;
    tabs?.postMessage("sent");
  }
}

async function sendPress(store, one) {
  const { address, body } = requestOf(one);
  try {
    const answer = await sendSoon("POST", address, body, one.event_id);
    if (one.kind === "step") await applyStep(store, one, answer);
    if (one.kind === "heard") applyHeard(answer);
    if (one.kind === "duty") await applyDuty(store, one, answer);
    if (one.kind === "panic") keepHelp({ pressed_ms: one.server_ms, sent_at: now(), record: answer });
  } catch (error) {
    if (!isFinal(error)) return false;
    await keepRefused(store, { kind: one.kind, status: one.status ?? null, incident: one.incident ?? null, at: one.server_ms, sentence: error.message });
  }
  unkept = unkept.filter((other) => other.event_id !== one.event_id);
  if (one.seq) await store.dropPress(one.seq);
  return true;
}

/** Takes the answer to a step; one that came after the end of its assignment is told to the crew. */
async function applyStep(store, one, answer) {
  applyDelta("assignment", answer);
  if (!isEnded(answer) || answer.status === one.status) return;
  const sentence = t("crew_late", { status: answer.status_label ?? label("status", answer.status) });
  await keepRefused(store, { kind: "step", status: one.status, incident: one.incident ?? null, at: one.server_ms, sentence });
}

/** Takes the answer to a duty; one from before a later change of the unit is told to the crew. */
async function applyDuty(store, one, answer) {
  applyDelta("unit", answer);
  const { status, status_label } = answer.properties;
  if (status === one.status) return;
  const sentence = t("crew_late_duty", { status: status_label ?? label("status", status) });
  await keepRefused(store, { kind: "duty", status: one.status, incident: null, at: one.server_ms, sentence });
}

/** Notes at once what the feed will tell a moment later: else it would ring again in between. */
function applyHeard(answer) {
  const assignment = state.assignments.get(answer?.assignment);
  if (!assignment) return;
  const notices = (assignment.notices ?? []).map((one) => (one.id === answer.id ? { ...one, ...answer } : one));
  applyDelta("assignment", { ...assignment, notices });
}

function requestOf(one) {
  const at = new Date(Math.min(one.server_ms, now())).toISOString();
  if (one.kind === "step") {
    return { address: url("assignment_status", { id: one.assignment }), body: { status: one.status, at } };
  }
  if (one.kind === "heard") {
    return { address: url("notice_acknowledge", { id: one.notice }), body: { by_voice: false, at } };
  }
  if (one.kind === "duty") {
    return { address: url("unit_status", { code: one.unit }), body: { status: one.status, at } };
  }
  const fix = one.fix ?? {};
  return {
    address: url("unit_panic", { code: one.unit }),
    body: { event_id: one.event_id, pressed_at: at, lon: fix.lon ?? null, lat: fix.lat ?? null, fix_time: fix.fix_time ?? null, accuracy_m: fix.accuracy_m ?? null },
  };
}

async function sendFixes(store, batch) {
  const items = batch.map(({ seq, user, measured_ms, ...item }) => item);
  try {
    const { verdicts } = await sendSoon("POST", url("positions"), items, null);
    const bad = verdicts.filter((one) => one.verdict === "quarantine");
    const taken = batch.filter((_, index) => verdicts[index]?.verdict !== "quarantine");
    outbox.sent_at = now();
    outbox.fix_at = Math.max(outbox.fix_at ?? 0, ...taken.map((fix) => fix.measured_ms)) || null;
    outbox.judged = { quarantined: outbox.judged.quarantined + bad.length, reason: bad.at(-1)?.reason ?? (bad.length ? null : outbox.judged.reason), now: bad.length > 0 };
    await Promise.all(["sent_at", "fix_at", "judged"].map((key) => store.put(key, outbox[key])));
  } catch (error) {
    if (!isFinal(error)) return false;
    await keepRefused(store, { kind: "fixes", n: batch.length, at: now(), sentence: error.message });
  }
  await store.dropFixes(batch.map((fix) => fix.seq));
  if (outbox.thinned && !(await store.countFixes())) await store.put("thinned", 0);
  return true;
}

/** Sends with an end to the waiting; notes whether the way is open. */
async function sendSoon(method, address, body, key) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ANSWER_MS);
  inFlight = controller;
  try {
    const answer = await send(method, address, body, { key, signal: controller.signal });
    block(null);
    return answer;
  } catch (error) {
    if (isFinal(error)) block(null);
    else block(isSession(error) ? "session" : error.status ? "server" : "offline", error.status ?? 0);
    throw error;
  } finally {
    clearTimeout(timer);
    inFlight = null;
  }
}

/** Tells whether the server has decided: anything else is tried again. */
function isFinal(error) {
  if (!error.status || error.status >= 500 || LATER.has(error.status) || isSession(error)) return false;
  return error.problem?.code !== "in_progress";
}

function isSession(error) {
  return error.status === 401 || (error.status === 403 && /CSRF/.test(error.problem?.detail ?? ""));
}

function block(reason, status = null) {
  if (reason && !outbox.blocked) outbox.since = Date.now();
  outbox.blocked = reason;
  outbox.status = status;
}

async function keepHelp(help) {
  outbox.help = help;
  await (await openStore()).put("help", help);
}

/** Remembers what has become of the call for help that went out from here. */
export function noteHelp(news) {
  keepHelp({ ...outbox.help, ...news });
}

async function keepRefused(store, refused) {
  outbox.refused = [...outbox.refused, refused].slice(-REFUSED_SHOWN);
  await store.put("refused", outbox.refused);
}

async function heardFromTab(kind) {
  if (kind === "panic") inFlight?.abort();
  await recall(["sent_at", "fix_at", "judged", "help", "refused"]);
  await refresh();
}

async function recall(keys) {
  const store = await openStore();
  const known = await Promise.all(keys.map((key) => store.get(key)));
  keys.forEach((key, index) => { outbox[key] = known[index] ?? outbox[key]; });
}

/** Returns all presses that wait, in order; those of the store as it told last, if it does not answer. */
async function waiting(store) {
  kept = await store.presses().catch(() => kept);
  return [...kept, ...unkept.filter((one) => !kept.some((other) => other.event_id === one.event_id))];
}

async function refresh() {
  const store = await openStore();
  const [presses, fixes, thinned] = await Promise.all([waiting(store), store.countFixes().catch(() => outbox.fixes), store.get("thinned")]);
  outbox.presses = presses.filter((one) => one.user === page.user.name);
  outbox.others = presses.length - outbox.presses.length;
  outbox.fixes = fixes;
  outbox.thinned = thinned ?? 0;
  announce();
}

function announce() {
  for (const listener of listeners) listener();
}
