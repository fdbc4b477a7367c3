/** Units on a lower priority that would arrive clearly sooner: what is won, what is lost, and a second press. */

import { el } from "./elements.js";
import { duration } from "./formats.js";
import { page, t } from "./page.js";

/**
 * Returns the offers; null without any. `asked` is the assignment for which the question stands;
 * `ask(offer)` puts it (or takes it away, for null), `divert(offer)` answers yes.
 */
export function redispatchList(offers, asked, { ask, divert }) {
  if (!offers?.length) return null;
  return el("section", { class: "redispatch" }, el("h4", {}, t("redispatch")),
    offers.map((offer) => el("div", { "data-unit": offer.unit },
      el("p", {}, el("b", {}, offer.unit), ` ${duration(offer.duration_s)} · ${offer.detail}`),
      act(offer, offer.assignment === asked, { ask, divert }))));
}

function act(offer, isAsked, { ask, divert }) {
  if (offer.policy === "ask" && page.role !== "supervisor") return el("small", {}, t("divert_ask"));
  if (!isAsked) return el("button", { type: "button", onclick: () => ask(offer) }, t("divert"));
  return el("div", { class: "sure", role: "alertdialog", "aria-label": t("divert_sure", { unit: offer.unit, incident: offer.incident }) },
    el("span", {}, t("divert_sure", { unit: offer.unit, incident: offer.incident })),
    el("button", { type: "button", onclick: () => ask(null) }, t("divert_no")),
    el("button", { type: "button", class: "danger", onclick: () => divert(offer) }, t("divert_yes")));
}
