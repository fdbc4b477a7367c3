/** Measures this phone's position and gives it to the outbox; says what is wrong when there is none. */

import { now } from "../clock.js";
import { keepFix } from "./outbox.js";
import { openStore } from "./store.js";

const EVERY_MS = 10_000;
const SILENCE_MS = 30_000; // a phone that stands still may say nothing by itself
const CLOCK_OFF_MS = 5000;

/** `problem`: null, off, insecure, unsupported, denied, unavailable or searching. */
export const tracker = { isOn: false, problem: "off", unit: null };

const listeners = new Set();
const fixes = new Map(); // the newest of each unit, whichever tab of this phone measured it
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("siaga-crew-fixes") : null;
let watch = null;
let heard_ms = 0;
let battery = null;

/** Calls back after each fix and each change of the problem. */
export function onTracker(listener) {
  listeners.add(listener);
}

/** Begins by itself where the crew has let it before, or the browser has the permission. */
export async function resumeTracker(unit) {
  if (tabs) tabs.onmessage = ({ data }) => note(data) && announce();
  await recallFix();
  const store = await openStore();
  const permission = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  const isWanted = (await store.get("sharing")) ?? permission?.state === "granted";
  if (isWanted && permission?.state !== "prompt") startTracker(unit);
  else announce();
}

/** Returns the newest fix of a unit that this phone knows, in whatever tab it was measured; waits for nothing. */
export function latestFix(unit) {
  return fixes.get(unit) ?? null;
}

/** Looks up the fix that any tab has stored; where the store does not answer, nothing changes. */
export async function recallFix() {
  note(await (await openStore()).get("latest_fix"));
}

/** Keeps a fix in memory if it is the newest of its unit; one of the future gives way to any. */
function note(fix) {
  const measured_ms = Date.parse(fix?.fix_time ?? "");
  if (!Number.isFinite(measured_ms)) return false;
  const known_ms = Date.parse(latestFix(fix.unit)?.fix_time ?? "");
  if (measured_ms <= known_ms && known_ms <= now() + CLOCK_OFF_MS) return false;
  fixes.set(fix.unit, fix);
  return true;
}

/** Begins to measure for a unit; asks for the permission where it is missing. */
export async function startTracker(unit) {
  tracker.unit = unit;
  if (tracker.isOn) return;
  if (!window.isSecureContext) return stopAt("insecure");
  if (!navigator.geolocation) return stopAt("unsupported");
  tracker.isOn = true;
  tracker.problem = "searching";
  heard_ms = Date.now();
  watch = navigator.geolocation.watchPosition(take, fail, { enableHighAccuracy: true, maximumAge: 5000 });
  setInterval(askAgain, SILENCE_MS / 2);
  battery = await navigator.getBattery?.().catch(() => null);
  announce();
  (await openStore()).put("sharing", true);
}

function askAgain() {
  if (!tracker.isOn || Date.now() - heard_ms < SILENCE_MS) return;
  navigator.geolocation.getCurrentPosition(take, fail, { enableHighAccuracy: true, maximumAge: 0, timeout: SILENCE_MS / 2 });
}

async function take({ coords, timestamp }) {
  heard_ms = Date.now();
  tracker.problem = null;
  const measured_ms = measured(timestamp);
  const fix = {
    unit: tracker.unit, fix_time: new Date(measured_ms).toISOString(), lon: coords.longitude, lat: coords.latitude,
    accuracy_m: coords.accuracy, speed_mps: coords.speed, heading_deg: Number.isFinite(coords.heading) ? coords.heading : null,
    altitude_m: coords.altitude, battery_pct: battery ? Math.round(battery.level * 100) : null,
    event_id: `crew-${tracker.unit}-${measured_ms}`,
  };
  const isNewest = note(fix);
  announce();
  if (isNewest) {
    tabs?.postMessage(fix);
    (await openStore()).put("latest_fix", fix);
  }
  await keepFix({ ...fix, measured_ms }, EVERY_MS);
}

/** Returns when a fix was measured: satellites know the time, a phone's own clock may be wrong. */
function measured(timestamp) {
  const offset_ms = now() - Date.now();
  const isOwnClock = Math.abs(timestamp - Date.now()) < Math.abs(timestamp - now());
  return Math.round(isOwnClock && Math.abs(offset_ms) > CLOCK_OFF_MS ? timestamp + offset_ms : timestamp);
}

function fail(error) {
  if (error.code === error.PERMISSION_DENIED) return stopAt("denied");
  if (!latestFix(tracker.unit) || Date.now() - heard_ms > SILENCE_MS) tracker.problem = "unavailable";
  return announce();
}

function stopAt(problem) {
  if (watch !== null) navigator.geolocation.clearWatch(watch);
  watch = null;
  tracker.isOn = false;
  tracker.problem = problem;
  announce();
}

function announce() {
  for (const listener of listeners) listener();
}
