/**
 * Everything that needs somebody now, in one place, most urgent first, each with what to do.
 *
 * While the pointer is over the list its rows keep their places; what rises meanwhile comes last.
 */

import { byUrgency, factsOf, sentenceOf } from "./alarm_kinds.js";
import { isOpen, isQuiet, quiet, ringOnce, rings, startSound } from "./alarm_sound.js";
import { el, put, redraw } from "./elements.js";
import { tellByVoice, voiceButton, voiceTarget } from "./hearing.js";
import { helpForm, takeHelp } from "./help_calls.js";
import { page, t } from "./page.js";
import { on, selectIncident, selectUnit, state } from "./state.js";
import { byKey, suggestedAssignments, suggestionRow } from "./suggestions.js";

const SHOWN = 4;
const RING_MS = 1000;
const title = document.title;
let told = new Set();
let order = []; // ids as they are on display

/** Draws the alarms into their place and keeps them so; returns what the keys do. */
export function startAlarms(host, { form, map, undo }) {
  const note = helpForm(form);
  let isHeld = false;
  const draw = () => redraw(host, rows({ isHeld, note, map, undo }));
  const hold = (held) => () => {
    isHeld = held;
    draw();
  };
  host.addEventListener("pointerenter", hold(true));
  host.addEventListener("pointerleave", hold(false));
  startSound(draw);
  on("alarms incidents units assignments selection", draw);
  setInterval(draw, 5000);
  setInterval(() => page.canDispatch && ringOnce(inOrder()), RING_MS);
  draw();
  return {
    acknowledge: () => acknowledge(inOrder().find((alarm) => rings(alarm)), draw),
    voice: () => tellByVoice(voiceTarget()),
    accept: () => byKey("accept", undo),
    dismiss: () => byKey("dismiss", undo),
  };
}

function inOrder() {
  return [...state.alarms.values()].sort(byUrgency);
}

function rows(context) {
  const alarms = inOrder();
  announceNew(alarms);
  markTitle(alarms);
  const urgent = alarms.filter((alarm) => alarm.kind === "panic").length;
  const shown = alarms.slice(0, Math.max(SHOWN, urgent));
  if (context.isHeld) shown.sort((a, b) => placeOf(a) - placeOf(b));
  order = shown.map((alarm) => alarm.id);
  const first = alarms.find((alarm) => rings(alarm));
  return [
    page.canDispatch && first && !isOpen() && el("p", { class: "sound-shut", "data-key": "sound-shut" }, t("sound_shut")),
    shown.map((alarm) => alarmRow(alarm, { ...context, isFirst: alarm === first })),
    alarms.length > shown.length && el("p", { class: "more" }, t("more_alarms", { n: alarms.length - shown.length })),
    suggestedAssignments().map((assignment, index) => suggestionRow(assignment, index, context.undo)),
  ].flat();
}

function placeOf(alarm) {
  const at = order.indexOf(alarm.id);
  return at < 0 ? order.length : at;
}

/** Tells screen readers of alarms that rose, once each; the list itself is silent while ages tick. */
function announceNew(alarms) {
  const risen = alarms.filter((alarm) => !told.has(alarm.id));
  told = new Set(alarms.map((alarm) => alarm.id));
  if (risen.length) put(document.getElementById("announcement"), risen.slice(0, SHOWN).map(sentenceOf).join(" "));
}

/** Shows in the tab how many alarms ring, a call for help by name. */
function markTitle(alarms) {
  const ringing = alarms.filter((alarm) => rings(alarm));
  const panic = ringing.find((alarm) => alarm.kind === "panic");
  const mark = panic ? `⚠ ${sentenceOf(panic)} · ` : ringing.length ? `(${ringing.length}) ` : "";
  if (document.title !== mark + title) document.title = mark + title;
}

function alarmRow(alarm, context) {
  const classes = ["alarm", `is-${alarm.kind}`, rings(alarm) && "is-ringing"];
  return el("div", { class: classes.filter(Boolean).join(" "), "data-key": alarm.id },
    el("button", { type: "button", class: "what", "data-act": "show", onclick: () => choose(alarm, context.map) },
      el("span", { class: "sign", "aria-hidden": "true" }, alarm.kind === "panic" ? "‼" : "⚠"),
      el("span", {}, el("b", {}, sentenceOf(alarm)), " ", el("small", {}, [...factsOf(alarm), t(`alarm_${alarm.kind}_do`)].join(" · ")))),
    alarm.phone && el("a", { class: "phone", "data-act": "phone", href: `tel:${alarm.phone.replace(/[^\d+]/g, "")}` }, alarm.phone),
    page.canDispatch && el("span", { class: "acts" }, acts(alarm, context)));
}

function acts(alarm, { note, isFirst, map }) {
  const key = isFirst ? [el("kbd", {}, "A"), " "] : null;
  if (alarm.kind === "panic") {
    return [
      alarm.ringing && el("button", { type: "button", "data-act": "take", onclick: () => takeHelp(alarm) }, key, t("panic_take")),
      Number.isFinite(alarm.lon) && el("button", { type: "button", "data-act": "place", onclick: () => showPlace(alarm, map) }, t("panic_show")),
      el("button", { type: "button", "data-act": "end", onclick: () => note.open(alarm) }, t("panic_close")),
    ];
  }
  return [
    alarm.kind === "notice_unheard" && voiceButton(alarm),
    rings(alarm) && el("button", { type: "button", class: "plain", "data-act": "quiet", onclick: () => acknowledge(alarm) }, key, t("quiet")),
    isQuiet(alarm) && el("small", {}, t("is_quiet")),
  ];
}

/** Takes the call for help for the whole room; any other alarm is quieted here for a while. */
function acknowledge(alarm, draw = () => {}) {
  if (!alarm) return;
  if (alarm.kind === "panic") takeHelp(alarm);
  else quiet(alarm);
  draw();
}

function choose(alarm, map) {
  if (alarm.incident) selectIncident(alarm.incident);
  if (alarm.kind !== "incident_without_unit") selectUnit(alarm.unit);
  if (alarm.kind === "panic" && Number.isFinite(alarm.lon)) showPlace(alarm, map);
}

function showPlace(alarm, map) {
  map()?.reveal([alarm.lon, alarm.lat], { zoom: 14 });
}
