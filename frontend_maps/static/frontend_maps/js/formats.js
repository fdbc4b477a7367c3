/** Writes numbers as the room reads them: "14 mnt", "21 km", "20 dtk", "07:45 WIB". */

import { page, t } from "./page.js";

const locale = page.language === "en" ? "en-GB" : "id-ID";
const clock = new Intl.DateTimeFormat(locale, {
  timeZone: "Asia/Jakarta", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});
const clockSeconds = new Intl.DateTimeFormat(locale, {
  timeZone: "Asia/Jakarta", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
const calendar = new Intl.DateTimeFormat(locale, {
  timeZone: "Asia/Jakarta", day: "numeric", month: "short", year: "numeric",
});

/** Seconds -> the age of something: "20 dtk", "3 mnt", "2 jam", "4 hari". */
export function age(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "—";
  if (seconds < 60) return t("seconds", { n: Math.round(seconds) });
  if (seconds < 3600) return t("minutes", { n: Math.floor(seconds / 60) });
  if (seconds < 86400) return t("hours", { n: Math.floor(seconds / 3600) });
  return t("days", { n: Math.floor(seconds / 86400) });
}

/** Seconds -> a duration: whole minutes, hours from two hours on. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "—";
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 120) return t("minutes", { n: minutes });
  const rest = minutes % 60;
  return rest ? t("hours_minutes", { h: Math.floor(minutes / 60), m: rest }) : t("hours", { n: minutes / 60 });
}

/** Two durations in seconds -> "12–18 mnt", in hours when the longer is two hours or more. */
export function range(low_s, high_s) {
  if (![low_s, high_s].every(Number.isFinite)) return "";
  if (high_s < 7200) return t("minutes", { n: `${Math.max(1, Math.round(low_s / 60))}–${Math.round(high_s / 60)}` });
  return t("hours", { n: `${decimal(low_s / 3600)}–${decimal(high_s / 3600)}` });
}

/** Metres -> "350 m", "2,4 km", "21 km". */
export function distance(metres) {
  if (!Number.isFinite(metres)) return "—";
  if (metres < 1000) return `${Math.round(metres / 10) * 10} m`;
  return metres < 10000 ? `${decimal(metres / 1000)} km` : `${Math.round(metres / 1000)} km`;
}

/** Metres per second -> "43 km/h" or a dash when unknown. */
export function speed(mps) {
  return Number.isFinite(mps) && mps >= 0 ? `${Math.round(mps * 3.6)} ${t("kmh")}` : "—";
}

/** ISO moment -> "07:45". */
export function hour(iso) {
  const at = new Date(iso ?? NaN);
  return Number.isNaN(at.getTime()) ? "—" : clock.format(at).replace(".", ":");
}

/** ISO moment -> "25 Nov 2026 07:45", for lists that reach beyond today. */
export function dayHour(iso) {
  const at = new Date(iso ?? NaN);
  return Number.isNaN(at.getTime()) ? "—" : `${calendar.format(at)} ${hour(iso)}`;
}

/** Milliseconds -> "07:45:12". */
export function hourSeconds(ms) {
  return clockSeconds.format(new Date(ms)).replaceAll(".", ":");
}

/** "SMP-20261125-0007" -> "SMP-…-0007". */
export function shortNumber(number) {
  return number?.replace(/-\d{8}-/, "-…-") ?? "";
}

/** Degrees -> "-7.05600, 113.93600", latitude first, as people read them aloud. */
export function coordinates(lon, lat) {
  return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
}

function decimal(value) {
  return value.toLocaleString(locale, { maximumFractionDigits: 1 });
}
