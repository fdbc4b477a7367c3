/** The places that the words may mean, and one line that says where the pin stands and why. */

import { el } from "./elements.js";
import { distance, coordinates } from "./formats.js";
import { page, t } from "./page.js";

/** Returns the list of candidates, numbered 1 to 9, entered by the arrow down from the words; Tab passes it by. */
export function candidateList(choice, choose) {
  const shown = choice.candidates.slice(0, 9);
  if (!shown.length || (shown.length === 1 && isChosen(choice, shown[0]) && !choice.kept)) return null;
  const list = el("ol", { "aria-label": t("candidates") }, shown.map((candidate, index) => el("li", {},
    el("button", { type: "button", tabindex: "-1", class: isChosen(choice, candidate) ? "is-chosen" : null, onclick: () => choose(index) },
      el("kbd", {}, String(index + 1)), " ", el("b", {}, candidate.label), " ", el("small", {}, areaText(candidate))))));
  list.addEventListener("keydown", (event) => onListKey(event, list, choose));
  return list;
}

/** Returns what is known of the place. */
export function placeSummary(choice, words) {
  return [el("p", { class: choice.pin ? "known" : "unknown" }, sentence(choice, words)), choice.kept && el("p", { class: "kept" }, t("pin_kept"))];
}

/** Returns the ways out: point on the map, unknown place. */
export function placeActions(choice, { unknown, onMap }) {
  return [
    el("button", { type: "button", class: "link", onclick: onMap }, t("choose_on_map")),
    choice.pin && el("button", { type: "button", class: "link", onclick: unknown }, t("unknown_place")),
  ];
}

/** Returns the kecamatan, desa and island of a candidate, and how wide it is. */
export function areaText(candidate) {
  const parts = [candidate.desa?.name, candidate.kecamatan?.name, candidate.island?.name]
    .filter((name, index, all) => name && !candidate.label.includes(name) && all.indexOf(name) === index);
  return [parts.join(", "), candidate.radius_m >= 30 ? `±${distance(candidate.radius_m)}` : ""].filter(Boolean).join(" · ");
}

function sentence(choice, words) {
  const { pin, source } = choice;
  if (pin && source === "dragged") return t("pin_dragged", { point: coordinates(pin.lon, pin.lat) });
  if (pin) {
    const where = [pin.label, areaText(pin.candidate)].filter(Boolean).join(" · ");
    const outcome = choice.kept ? null : { outside: t("place_outside"), at_sea: t("place_at_sea") }[choice.outcome];
    return `${t(source === "typed" ? "pin_typed" : "pin_at", { place: where, point: coordinates(pin.lon, pin.lat) })}${outcome ? ` ${outcome}` : ""}`;
  }
  if (!words.trim()) return t("place_empty");
  return page.labels.outcome_text[choice.outcome] ?? t("place_searching");
}

function isChosen(choice, candidate) {
  return choice.pin?.candidate !== null && choice.pin?.lon === candidate.lon && choice.pin?.lat === candidate.lat;
}

function onListKey(event, list, choose) {
  if (event.ctrlKey || event.metaKey) return;
  const buttons = [...list.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  if (/^[1-9]$/.test(event.key)) choose(Number(event.key) - 1);
  else if (event.key === "ArrowDown") buttons[Math.min(at + 1, buttons.length - 1)].focus();
  else if (event.key === "ArrowUp" && at > 0) buttons[at - 1].focus();
  else if (event.key === "ArrowUp") list.closest("form").elements.words.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
