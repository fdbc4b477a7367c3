/** What the geofences suggest: a unit seems to have arrived or left. A person decides, by key or mouse. */

import { ageOf } from "./clock.js";
import { el } from "./elements.js";
import { age } from "./formats.js";
import { notify } from "./notices.js";
import { label, page, t, url } from "./page.js";
import { send } from "./request.js";
import { isEnded, selectIncident, state } from "./state.js";

const SETTLED_MS = 700; // a key pressed for one suggestion must not meet the next one
let marked = { id: null, since_ms: 0 };

/** Returns the assignments with a suggestion, oldest first. */
export function suggestedAssignments() {
  return [...state.assignments.values()]
    .filter((one) => one.suggestion && !isEnded(one))
    .sort((a, b) => a.suggestion.at.localeCompare(b.suggestion.at) || a.id - b.id);
}

/** Returns the row of a suggestion; the first one is what the keys O and X are about. */
export function suggestionRow(assignment, index, undo) {
  const { id } = assignment.suggestion;
  if (index === 0 && marked.id !== id) marked = { id, since_ms: Date.now() };
  const key = (letter) => (index === 0 && page.canDispatch ? [el("kbd", {}, letter), " "] : null);
  return el("div", { class: "suggestion", "data-key": `suggestion-${id}` },
    el("button", { type: "button", class: "what", "data-act": "show", onclick: () => selectIncident(assignment.incident) }, sentenceOf(assignment)),
    page.canDispatch && el("span", { class: "acts" },
      el("button", { type: "button", "data-act": "accept", onclick: () => accept(assignment, undo) }, key("O"), t("suggestion_accept")),
      el("button", { type: "button", "data-act": "dismiss", onclick: () => dismiss(assignment) }, key("X"), t("suggestion_dismiss"))));
}

/** Does what a key asks for the marked suggestion, unless the mark has only just moved. */
export function byKey(action, undo) {
  const assignment = suggestedAssignments()[0];
  if (!assignment || assignment.suggestion.id !== marked.id || Date.now() - marked.since_ms < SETTLED_MS) return;
  if (action === "accept") accept(assignment, undo);
  else dismiss(assignment);
}

async function accept(assignment, undo) {
  const before = assignment.status;
  if (await post("suggestion_accept", assignment.suggestion.id)) {
    undo?.offer({
      id: assignment.id, back: before, reason: t("suggestion_undo_reason"),
      text: t("suggestion_accepted", { unit: assignment.unit, status: label("status", assignment.suggestion.status) }),
    });
  }
}

function dismiss(assignment) {
  return post("suggestion_dismiss", assignment.suggestion.id);
}

async function post(name, id) {
  try {
    await send("POST", url(name, { id }), {});
    return true;
  } catch (error) {
    notify(error.message, "error");
    return false;
  }
}

function sentenceOf(assignment) {
  const { status, place, at } = assignment.suggestion;
  const values = { unit: assignment.unit, status: label("status", status), place: place ?? "", age: age(ageOf(at)) };
  if (status === "on_scene") return t("suggestion_on_scene", values);
  if (status === "en_route") return t("suggestion_en_route", values);
  if (status === "at_hospital" && place) return t("suggestion_at_hospital", values);
  return t("suggestion_other", values);
}
