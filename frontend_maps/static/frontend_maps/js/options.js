/** One option of a recommendation: who, how soon, how, how sure; and those who are not offered. */

import { el } from "./elements.js";
import { age, distance, duration, hour, range } from "./formats.js";
import { label, t } from "./page.js";
import { state } from "./state.js";
import { unitSymbol } from "./map/symbols.js";

/** Returns the row of an option; the bar shows its legs to the scale of the slowest option. */
export function optionRow(option, index, { selected, slowest_s, choose }) {
  const unit = state.units.get(option.unit);
  return el("div", { id: `option-${index}`, class: `option${selected ? " is-selected" : ""}`, role: "option", "aria-selected": String(selected), "data-unit": option.unit, onclick: choose },
    el("span", { class: "rank" }, el("kbd", {}, String(index + 1))),
    unitSymbol({ kind: option.kind, availability: "A", positionState: unit?.position_state ?? "none", size: 26 }),
    el("span", { class: "who" }, el("span", {}, el("b", {}, option.unit), " ", el("small", {}, label("kind", option.kind))), el("small", {}, sureText(option))),
    el("span", { class: "soon" }, el("b", {}, duration(option.duration_s)), el("small", {}, `${range(option.duration_low_s, option.duration_high_s)} · ${hour(option.eta_at)}`)),
    bar(option.legs ?? [], slowest_s),
    option.reason && el("span", { class: "reason" }, option.reason),
    el("span", { class: "how" }, howText(option)),
    selected && notesOf(option).map((note) => el("span", { class: "note" }, note)));
}

/** Returns the units that may be nearer but were not heard of: to be called before they are sent. */
export function callFirstList(units, assign) {
  if (!units?.length) return null;
  return el("section", { class: "call-first" }, el("h4", {}, t("call_first")),
    units.map((one) => el("div", { class: "call-first-row" },
      el("span", {}, el("b", {}, one.unit), ` ${label("position_state", one.position_state)} · ${one.last_seen_at ? t("last_seen", { time: hour(one.last_seen_at) }) : t("never_seen")} · ${duration(one.duration_s)}`),
      el("span", { class: "phone" }, one.phone || t("no_phone")),
      el("button", { type: "button", onclick: () => assign(one.unit) }, t("assign_called")))));
}

/** Returns every other unit with its reason, folded until asked for. */
export function refusedList(units, shown, toggle) {
  if (!units?.length) return null;
  return el("section", { class: "refused" },
    el("button", { type: "button", class: "link", "aria-expanded": String(shown), onclick: toggle }, `${t("not_chosen", { n: units.length })} ${shown ? "▾" : "▸"}`),
    shown && el("ul", {}, units.map((one) => el("li", {}, el("b", {}, one.unit), ` ${one.detail || label("reason", one.reason_code)}`))));
}

/** Returns what holds for the whole answer. */
export function notesList(notes) {
  return notes?.length ? notes.map((note) => el("p", { class: "note" }, note)) : null;
}

/** Returns why nobody can come, and whom to ask instead. */
export function shortfallBox(shortfall) {
  if (!shortfall) return null;
  return el("section", { class: "shortfall", tabindex: "-1" },
    el("p", { role: "alert" }, shortfall.detail || label("shortfall", shortfall.code)),
    shortfall.substitutes?.length > 0 && el("ul", {}, shortfall.substitutes.map((one) => el("li", {}, el("b", {}, one.name),
      ` ${[one.kind && label("substitute", one.kind), Number.isFinite(one.distance_m) && distance(one.distance_m), one.contact].filter(Boolean).join(" · ")}`))));
}

function bar(legs, slowest_s) {
  return el("span", { class: "bar", "aria-hidden": "true" }, legs.filter((leg) => leg.duration_s > 0).map((leg) => {
    const part = el("i", { class: `leg-${leg.mode}`, title: `${label("mode", leg.mode)} ${duration(leg.duration_s)}` });
    part.style.width = `${(100 * leg.duration_s) / Math.max(slowest_s, 1)}%`;
    return part;
  }));
}

function howText(option) {
  const legs = (option.legs ?? []).filter((leg) => leg.duration_s >= 30);
  const parts = legs.map((leg) => {
    const where = leg.mode === "sea" || leg.mode === "wait" ? ` ${leg.name ?? ""}` : "";
    const far = leg.distance_m >= 100 ? ` ${distance(leg.distance_m)}` : ` ${duration(leg.duration_s)}`;
    return `${label("mode", leg.mode)}${where}${far}`;
  });
  return parts.join(" · ");
}

function sureText(option) {
  return Number.isFinite(option.position_age_s) ? t("position_age", { age: age(option.position_age_s) }) : t("position_assumed");
}

/** Returns what must be known of a journey: sources of crossing times, lanes to confirm. */
function notesOf(option) {
  const all = [...(option.legs ?? []).map((leg) => leg.note), ...(option.notes ?? [])];
  return all.filter((note, index) => note && all.indexOf(note) === index);
}
