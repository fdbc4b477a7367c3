/** The way from this phone to the place: asked anew as the phone moves, the last one kept for later. */

import { now } from "../clock.js";
import { page, url } from "../page.js";
import { get } from "../request.js";
import { state } from "../state.js";
import { openStore } from "./store.js";
import { latestFix } from "./tracker.js";

const EVERY_MS = 30_000;
const MOVED_M = 150;
const EARTH_M = 6_371_000;
let latest = null; // { assignment, from, to, at, route, straight_m }
let asked_ms = 0;
let isAsking = false;

/** Reads the last way that was found on this phone. */
export async function startJourney() {
  latest = (await (await openStore()).get("journey")) ?? null;
}

/** Returns the last way to the place of an assignment, null where none is known. */
export function journeyOf(assignment, unit) {
  const to = placeOf(assignment);
  const from = ownPlace(unit);
  if (latest?.assignment === assignment?.id && same(latest.to, to) && latest.route) {
    const age_s = (now() - latest.at) / 1000;
    return { ...latest.route, at: age_s > 120 ? latest.at : null, age_s, route: latest.route, isStraight: false };
  }
  if (!from || !to) return null;
  return { distance_m: metres(from, to), duration_s: null, isStraight: true, route: null, at: null };
}

/** Asks for the way where it is missing or the phone has moved; `changed` is called with news. */
export async function followJourney(assignment, unit, changed) {
  const to = placeOf(assignment);
  const from = ownPlace(unit);
  if (!from || !to || isAsking || !navigator.onLine) return;
  const isNew = latest?.assignment !== assignment.id || !same(latest.to, to);
  const isDue = Date.now() - asked_ms > EVERY_MS && (!latest?.route || metres(from, latest.from) > MOVED_M);
  if (!isNew && !isDue) return;
  if (isNew && Date.now() - asked_ms < 2000) return;
  isAsking = true;
  asked_ms = Date.now();
  try {
    const query = { from: from.join(","), to: to.join(","), vehicle: page.vehicles[unit.kind] ?? "car" };
    const { legs, geometry, distance_m, duration_s } = await get(url("route", {}, query));
    latest = { assignment: assignment.id, from, to, at: now(), route: { legs, geometry, distance_m, duration_s } };
    await (await openStore()).put("journey", latest);
    changed();
  } catch (error) {
    if (error.status === 404) latest = { assignment: assignment.id, from, to, at: now(), route: null };
  } finally {
    isAsking = false;
  }
}

/** Returns where this phone is, else where the server knows the unit to be: [lon, lat]. */
export function ownPlace(unit) {
  const fix = latestFix(unit?.code);
  return fix ? [fix.lon, fix.lat] : unit?.lonlat ?? null;
}

function placeOf(assignment) {
  return state.incidents.get(assignment?.incident)?.geometry?.coordinates ?? null;
}

function same(a, b) {
  return Boolean(a && b) && a[0] === b[0] && a[1] === b[1];
}

function metres([lon1, lat1], [lon2, lat2]) {
  const rad = Math.PI / 180;
  const x = (lon2 - lon1) * rad * Math.cos(((lat1 + lat2) / 2) * rad);
  return EARTH_M * Math.hypot(x, (lat2 - lat1) * rad);
}
