/** Several units at once: who goes together, what stays open, and one button for all. */

import { el } from "./elements.js";
import { duration } from "./formats.js";
import { label, t } from "./page.js";

/** Returns the joint choice; null where one unit is enough. `assign(units)` sends all of them or none. */
export function jointBox(joint, assign) {
  if (!joint) return null;
  const units = joint.units.map((one) => one.unit);
  return el("section", { class: "joint" }, el("h4", {}, t("joint")),
    el("p", {}, joint.explanation),
    el("ul", {},
      joint.units.map((one) => el("li", { "data-unit": one.unit }, el("b", {}, one.unit), ` ${label("kind", one.kind)} · ${duration(one.duration_s)} · ${one.reason}`)),
      joint.unfilled.map((one) => el("li", { class: "open" }, one.detail))),
    units.length > 1 && el("button", { type: "button", onclick: () => assign(units) }, t("assign_all", { units: units.join(", ") })));
}
