/** The page's one state: what the feed says, and what is selected. Views subscribe to topics. */

import { ageOf, now, setServerTime } from "./clock.js";

export const state = {
  units: new Map(),
  incidents: new Map(),
  assignments: new Map(),
  closures: new Map(),
  alarms: new Map(),
  incident: null, // number of the selected incident
  unit: null, // code of the selected unit
  loaded: false,
};

const listeners = new Map();
const TOGETHER_MS = 60; // a burst of positions is drawn once
let pending = new Set();
let timer = null;

/** Calls back, once for many changes, whenever one of the topics has changed. */
export function on(topics, listener) {
  for (const topic of topics.split(" ")) {
    if (!listeners.has(topic)) listeners.set(topic, new Set());
    listeners.get(topic).add(listener);
  }
}

/** Announces a change of a topic. */
export function changed(topic) {
  pending.add(topic);
  if (topic === "selection") queueMicrotask(announce); // a person waits for it
  else if (!timer) timer = setTimeout(announce, TOGETHER_MS);
}

/** Replaces everything by a snapshot: nothing of the old state is kept. */
export function applySnapshot(data) {
  setServerTime(data.server_time);
  replace(state.units, data.units.features, (feature) => feature.properties.code, unitOf);
  replace(state.incidents, data.incidents.features, (feature) => feature.properties.number, (feature) => feature);
  replace(state.assignments, data.assignments, (record) => record.id, (record) => record);
  replace(state.closures, data.closures.features ?? data.closures, (closure) => closure.id, (closure) => closure);
  replace(state.alarms, data.alarms, (alarm) => alarm.id, (alarm) => alarm);
  if (state.incident && !state.incidents.has(state.incident)) state.incident = null;
  if (state.unit && !state.units.has(state.unit)) state.unit = null;
  state.loaded = true;
  for (const topic of ["units", "incidents", "assignments", "closures", "alarms", "selection"]) changed(topic);
}

/** Applies one change; each carries the whole state of its object, so twice does no harm. */
export function applyDelta(name, data) {
  const apply = {
    unit: () => store("units", data.removed ? data.id : data.properties.code, data, unitOf),
    incident: () => storeIncident(data),
    assignment: () => store("assignments", data.id, data),
    closure: () => store("closures", data.id, data),
    alarm: () => store("alarms", data.id, data.active === false ? { removed: true } : data),
  }[name];
  apply?.();
}

/** Selects an incident (or none). */
export function selectIncident(number) {
  if (state.incident === number) return;
  state.incident = number;
  changed("selection");
}

/** Selects a unit (or none). */
export function selectUnit(code) {
  if (state.unit === code) return;
  state.unit = code;
  changed("selection");
}

/** Returns the open incidents, most urgent first, then the longest waiting; closed ones at the end. */
export function incidentsInOrder() {
  return [...state.incidents.values()].sort((a, b) => {
    const x = a.properties;
    const y = b.properties;
    return (x.state === "closed") - (y.state === "closed") || x.priority - y.priority
      || x.created_at.localeCompare(y.created_at) || x.number.localeCompare(y.number);
  });
}

/** Returns the units by code. */
export function unitsInOrder() {
  return [...state.units.values()].sort((a, b) => a.code.localeCompare(b.code));
}

/** Returns the assignments of an incident that have not ended, oldest first. */
export function openAssignments(number) {
  return [...state.assignments.values()]
    .filter((one) => one.incident === number && !isEnded(one))
    .sort((a, b) => a.id - b.id);
}

/** Returns the active assignment of a unit, if any. */
export function assignmentOf(code) {
  return [...state.assignments.values()].find((one) => one.unit === code && !isEnded(one) && one.status !== "queued");
}

/** Tells whether an assignment is over. */
export function isEnded(assignment) {
  return ["cleared", "cancelled", "diverted"].includes(assignment.status);
}

/** Returns the age of a unit's position in seconds, counted on since the server said it. */
export function positionAge(unit) {
  return unit.fix_at === null ? null : Math.max(0, (now() - unit.fix_at) / 1000);
}

/** Returns how long ago an incident began, in seconds. */
export function incidentAge(incident) {
  return ageOf(incident.properties.created_at);
}

/** Returns a unit's position state now: what the server said, but never fresher than its age allows. */
export function positionState(unit) {
  const age_s = positionAge(unit);
  if (!["live", "ageing", "stale"].includes(unit.position_state) || age_s === null) return unit.position_state;
  const interval_s = unit.interval_s ?? 10;
  const aged = age_s <= Math.max(60, 2 * interval_s) ? "live"
    : age_s <= Math.max(300, 3 * interval_s) ? "ageing"
      : age_s <= Math.max(1800, 6 * interval_s) ? "stale" : "lost";
  const order = ["live", "ageing", "stale", "lost"];
  return order[Math.max(order.indexOf(aged), order.indexOf(unit.position_state))];
}

function unitOf(feature) {
  const properties = feature.properties;
  const age_s = properties.position_age_s;
  return {
    ...properties,
    lonlat: feature.geometry?.coordinates ?? null,
    fix_at: Number.isFinite(age_s) ? now() - age_s * 1000 : null,
  };
}

/** An incident that is removed takes its assignments along. */
function storeIncident(data) {
  store("incidents", data.removed ? data.id : data.properties.number, data);
  if (!data.removed) return;
  for (const [id, one] of state.assignments) if (one.incident === data.id) state.assignments.delete(id);
  if (state.incident === data.id) selectIncident(null);
  changed("assignments");
}

function store(topic, key, data, read = (value) => value) {
  if (data.removed) state[topic].delete(key);
  else state[topic].set(key, read(data));
  changed(topic);
}

function replace(map, items, keyOf, read) {
  map.clear();
  for (const item of items) map.set(keyOf(item), read(item));
}

function announce() {
  clearTimeout(timer);
  timer = null;
  const topics = pending;
  pending = new Set();
  const called = new Set();
  for (const topic of topics) for (const listener of listeners.get(topic) ?? []) called.add(listener);
  for (const listener of called) {
    try {
      listener();
    } catch (error) {
      console.error(error); // one broken view must not silence the others
    }
  }
}
