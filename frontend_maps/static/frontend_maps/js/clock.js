/** The server's time, as far as this page knows it; ages are counted with it, never with the local clock. */

let offset_ms = 0;

/** Sets the offset from a moment that the server has just sent (ISO text). */
export function setServerTime(iso) {
  const server = Date.parse(iso);
  if (Number.isFinite(server)) offset_ms = server - Date.now();
}

/** Returns the server's time in milliseconds. */
export function now() {
  return Date.now() + offset_ms;
}

/** Returns whole seconds since a moment (ISO text); null without one, never negative. */
export function ageOf(iso) {
  const at = Date.parse(iso ?? "");
  return Number.isFinite(at) ? Math.max(0, (now() - at) / 1000) : null;
}
