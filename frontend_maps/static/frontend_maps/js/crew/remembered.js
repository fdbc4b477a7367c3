/** Keeps the last state that the feed told, so that the page opens without network, with its age. */

import { now, setServerTime } from "../clock.js";
import { connection } from "../feed.js";
import { page } from "../page.js";
import { applySnapshot, on, state } from "../state.js";
import { openStore } from "./store.js";

const PAUSE_MS = 200;

/** `at`: server time of the remembered state while it is what the page shows, else null. */
export const remembered = { at: null };

let timer = null;

/** Shows what was remembered for this account and goes on remembering. */
export async function startRemembering() {
  const store = await openStore();
  const offset_ms = await store.get("offset_ms");
  if (Number.isFinite(offset_ms) && !state.loaded) setServerTime(new Date(Date.now() + offset_ms).toISOString());
  const kept = await store.get("snapshot");
  if (kept?.user === page.user.name && !state.loaded) {
    remembered.at = kept.at;
    applySnapshot({ ...kept.data, server_time: new Date(now()).toISOString(), units: { features: kept.data.units.map(featureOf) } });
  }
  on("units incidents assignments alarms", () => {
    if (connection.state !== "live") return;
    remembered.at = null;
    timer ??= setTimeout(() => keep(store), PAUSE_MS);
  });
}

/** Forgets what people said and where: the account leaves this phone. What waits to be sent stays. */
export async function forgetState() {
  const store = await openStore();
  await Promise.all(["snapshot", "journey"].map((key) => store.put(key, null)));
}

async function keep(store) {
  timer = null;
  const data = {
    units: [...state.units.values()], incidents: { features: [...state.incidents.values()] },
    assignments: [...state.assignments.values()], closures: { features: [] }, alarms: [...state.alarms.values()],
  };
  await store.put("offset_ms", now() - Date.now());
  await store.put("snapshot", { user: page.user.name, at: now(), data });
}

function featureOf(unit) {
  const age_s = Number.isFinite(unit.fix_at) && unit.fix_at !== null ? Math.max(0, (now() - unit.fix_at) / 1000) : null;
  return {
    properties: { ...unit, position_age_s: age_s },
    geometry: unit.lonlat ? { type: "Point", coordinates: unit.lonlat } : null,
  };
}
