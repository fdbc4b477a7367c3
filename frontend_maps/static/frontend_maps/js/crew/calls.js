/** What rings: new, changed and called-off assignments until the crew has said that it knows. */

import { ageOf } from "../clock.js";
import { el, redraw } from "../elements.js";
import { age, hour } from "../formats.js";
import { label, t } from "../page.js";
import { placeText } from "../lists.js";
import { state } from "../state.js";
import { outbox, press } from "./outbox.js";
import { isOpen, ringFor } from "./ring.js";

/** Draws the notices of a unit that nobody has acknowledged, rings for them, and returns them. */
export function drawCalls(host, unit) {
  const open = unit ? unheard(unit.code) : [];
  ringFor(open.map(({ notice }) => notice));
  redraw(host, [
    open.length > 0 && !isOpen() && el("p", { class: "warning", "data-key": "shut" }, t("crew_sound_shut")),
    ...open.map(callCard),
  ]);
  return open;
}

function unheard(code) {
  const answered = new Set(outbox.presses.filter((one) => one.kind === "heard").map((one) => one.notice));
  const stepped = new Set(outbox.presses.filter((one) => one.kind === "step").map((one) => one.assignment));
  return [...state.assignments.values()]
    .filter((one) => one.unit === code)
    .flatMap((assignment) => (assignment.notices ?? []).map((notice) => ({ assignment, notice })))
    .filter(({ assignment, notice }) => !notice.acknowledged_at && !answered.has(notice.id)
      && !(notice.kind === "new" && stepped.has(assignment.id)))
    .sort((a, b) => b.notice.id - a.notice.id);
}

function callCard({ assignment, notice }) {
  const feature = state.incidents.get(assignment.incident);
  const p = feature?.properties;
  return el("div", { class: `call is-${notice.kind}`, role: "alert", "data-key": `notice-${notice.id}` },
    el("b", {}, notice.text ?? label("notice", notice.kind)),
    el("span", {}, p ? `P${p.priority} ${p.category_label ?? label("category", p.category)} · ${placeText(feature)}` : assignment.incident),
    el("small", {}, `${assignment.incident} · ${hour(notice.created_at)} · ${age(ageOf(notice.created_at))}`),
    el("button", {
      type: "button", class: "primary", "data-act": "heard",
      onclick: () => press({ kind: "heard", notice: notice.id, assignment: assignment.id, incident: assignment.incident }),
    }, t("crew_heard")));
}
