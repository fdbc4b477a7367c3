/** What is asked of the page: units, a span of time, the moment of the slider; kept in the address. */

const WIB_MS = 7 * 3600 * 1000;
const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Reads the address. Returns `{ units, since_ms, until_ms, at_ms }`; null where it says nothing. */
export function readAddress(search) {
  const asked = new URLSearchParams(search);
  const since_ms = moment(asked.get("since"));
  const until_ms = moment(asked.get("until"));
  return {
    units: [...new Set((asked.get("units") ?? "").split(",").map((code) => code.trim()).filter(Boolean))],
    since_ms: since_ms !== null && until_ms !== null && since_ms < until_ms ? since_ms : null,
    until_ms: since_ms !== null && until_ms !== null && since_ms < until_ms ? until_ms : null,
    at_ms: moment(asked.get("at")),
  };
}

/** Returns the query string that brings somebody else to the same view. */
export function addressOf({ units, since_ms, until_ms, at_ms = null }) {
  const parts = [`units=${units.map(encodeURIComponent).join(",")}`, `since=${iso(since_ms)}`, `until=${iso(until_ms)}`];
  if (at_ms !== null) parts.push(`at=${iso(at_ms)}`);
  return `?${parts.join("&")}`;
}

/** Returns the span that a choice means, `[since_ms, until_ms]`; null where it is incomplete. */
export function spanOf(choice, { day, since, until }, now_ms) {
  if (choice === "hours") return [now_ms - 2 * HOUR_MS, now_ms];
  if (choice === "today") return [midnight(now_ms), now_ms];
  if (choice === "day") {
    const start_ms = fromWib(`${day}T00:00`);
    return start_ms === null ? null : [start_ms, Math.min(start_ms + DAY_MS, Math.max(now_ms, start_ms + HOUR_MS))];
  }
  const ends = [fromWib(since), fromWib(until)];
  return ends.includes(null) || ends[0] >= ends[1] ? null : ends;
}

/** Milliseconds -> "2026-11-25T07:45" in WIB, as a field of the form wants it. */
export function toWib(ms) {
  return new Date(ms + WIB_MS).toISOString().slice(0, 16);
}

/** Milliseconds -> "2026-11-25T00:45:00Z". */
export function iso(ms) {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function fromWib(text) {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text ?? "") ? Date.parse(`${text.slice(0, 16)}:00+07:00`) : NaN;
  return Number.isFinite(ms) ? ms : null;
}

function midnight(ms) {
  return Math.floor((ms + WIB_MS) / DAY_MS) * DAY_MS - WIB_MS;
}

function moment(text) {
  const ms = text ? Date.parse(text.replace(" ", "+")) : NaN;
  return Number.isFinite(ms) ? ms : null;
}
