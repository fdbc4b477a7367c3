/** One assignment: who, how far, and the next steps as buttons. */

import { el } from "./elements.js";
import { age, hour } from "./formats.js";
import { ageOf } from "./clock.js";
import { label, page, t, url } from "./page.js";
import { notify } from "./notices.js";
import { hearingLine } from "./hearing.js";
import { send } from "./request.js";
import { selectUnit, state } from "./state.js";

const MAIN_STEPS = ["dispatched", "acknowledged", "en_route", "on_scene", "at_patient", "transporting", "at_hospital", "cleared"];

/** Returns the card of an assignment that goes on. */
export function assignmentCard(assignment) {
  return el("div", { class: "assignment", "data-key": `assignment-${assignment.id}` },
    el("p", { class: "line" },
      el("button", { type: "button", class: "link", "data-act": "unit", onclick: () => selectUnit(assignment.unit) }, el("b", {}, assignment.unit)),
      ` ${assignment.status_label ?? label("status", assignment.status)}`,
      el("time", {}, `${hour(sinceOf(assignment))} · ${age(ageOf(sinceOf(assignment)))}`)),
    hearingLine(assignment),
    state.incidents.get(assignment.incident)?.geometry && el("p", { class: "facts" },
      el("a", { href: url("route_print", {}, { assignment: assignment.id }), target: "_blank", rel: "noopener" }, t("route_paper"))),
    page.canDispatch && el("div", { class: "steps" }, nextSteps(assignment.status).map((status) => el("button", {
      type: "button", "data-act": status, class: status === "cancelled" ? "danger" : null, onclick: () => setStatus(assignment.id, status),
    }, status === "cancelled" ? t("cancel_assignment") : label("status", status)))));
}

/** Returns the steps to offer: the next two of the usual way, the end where it is allowed, cancelling before the patient. */
export function nextSteps(status) {
  if (status === "queued") return ["dispatched", "cancelled"];
  const usual = { staging: "en_route", awaiting_boat: "en_route", at_sea: "en_route" }[status] ?? status;
  const at = MAIN_STEPS.indexOf(usual);
  const next = MAIN_STEPS.slice(at + 1, at + 3).filter((step) => step !== "cleared");
  if (at >= MAIN_STEPS.indexOf("on_scene")) next.push("cleared");
  if (at < MAIN_STEPS.indexOf("at_patient")) next.push("cancelled");
  return next;
}

/** Sends a status; a refusal says why and changes nothing. */
export async function setStatus(id, status, reason = "") {
  try {
    return await send("POST", url("assignment_status", { id }), { status, ...(reason && { reason }) });
  } catch (error) {
    notify(error.message, "error");
    return null;
  }
}

function sinceOf(assignment) {
  return assignment.status_at ?? assignment.times?.[assignment.status] ?? assignment.created_at;
}
