/** The bar on top: whether this phone's position goes out, and if not, plainly why and what waits. */

import { now } from "../clock.js";
import { el, redraw } from "../elements.js";
import { connection } from "../feed.js";
import { age, hourSeconds } from "../formats.js";
import { label, t, url } from "../page.js";
import { fixAge, forgetRefused, outbox } from "./outbox.js";
import { startTracker, tracker } from "./tracker.js";

const SILENT_MS = 60_000;
const OFFLINE_AFTER_MS = 30_000;

/** Draws the bar, and beneath it what the server did not take. */
export function drawSending(host, unit) {
  const problem = problemNow();
  const waiting = waitingText();
  redraw(host, [
    el("div", { class: `sending ${problem ? "is-silent" : "is-sending"}`, role: "status", "data-key": "sending" },
      el("b", {}, problem ?? t("crew_sent", { age: age(fixAge() / 1000) })),
      waiting && el("span", {}, waiting),
      ["off", "denied", "searching"].includes(tracker.problem) && !tracker.isOn && unit && el("button", { type: "button", "data-act": "share", onclick: () => startTracker(unit.code) }, t("crew_share")),
      isEnded() && el("a", { href: `${url("login")}?next=${encodeURIComponent(location.pathname)}`, class: "button" }, t("log_in"))),
    ...notes().map((text) => el("p", { class: "warning", "data-key": text }, text)),
    outbox.refused.length > 0 && refusedList(),
  ]);
}

/** Returns why the position does not go out, as a sentence; null while it does. */
function problemNow() {
  if (tracker.problem && tracker.problem !== "searching") return t(`crew_${tracker.problem}`);
  if (isEnded()) return t("crew_session");
  if (isOffline()) return t("crew_offline", { time: hourSeconds(outbox.since ?? connection.lost_at ?? Date.now()) });
  if (outbox.blocked === "server") return t("crew_server", { status: outbox.status });
  const isSearching = tracker.problem === "searching";
  if (outbox.sent_at === null) return t(isSearching ? "crew_searching" : "crew_not_sent");
  const sent_ms = now() - outbox.sent_at;
  if (outbox.judged.now && sent_ms <= SILENT_MS) return t("crew_not_believed", { reason: label("quarantine", outbox.judged.reason) });
  if (fixAge() <= SILENT_MS) return null;
  const silent = sent_ms > SILENT_MS && fixAge() - sent_ms <= SILENT_MS
    ? t("crew_silent", { age: age(sent_ms / 1000) })
    : t("crew_old", { age: age(fixAge() / 1000) });
  return isSearching ? `${silent} ${t("crew_searching")}` : silent;
}

function isEnded() {
  return outbox.blocked === "session" || connection.state === "ended";
}

function isOffline() {
  if (outbox.blocked === "offline" || navigator.onLine === false) return true;
  return connection.state === "lost" && Date.now() - connection.lost_at > OFFLINE_AFTER_MS && outbox.blocked !== null;
}

function waitingText() {
  const parts = [
    outbox.presses.length > 0 && t("crew_presses_wait", { n: outbox.presses.length }),
    (outbox.fixes > 1 || (outbox.fixes === 1 && outbox.blocked)) && t("crew_fixes_wait", { n: outbox.fixes }),
  ].filter(Boolean);
  return parts.length ? t("crew_wait", { what: parts.join(" · ") }) : null;
}

function notes() {
  return [
    !outbox.isKept && t("crew_not_kept"),
    outbox.isFull && t("crew_full"),
    outbox.thinned > 0 && t("crew_thinned", { n: outbox.thinned }),
    outbox.others > 0 && t("crew_others", { n: outbox.others }),
    outbox.judged.quarantined > 0 && !outbox.judged.now && t("crew_quarantined", { n: outbox.judged.quarantined, reason: label("quarantine", outbox.judged.reason) }),
  ].filter(Boolean);
}

/** What became of presses that the server did not take: read, then put away by the crew. */
function refusedList() {
  return el("div", { class: "refused", role: "alert", "data-key": "refused" },
    el("b", {}, t("crew_refused")),
    el("ul", {}, outbox.refused.map((one) => el("li", {}, `${hourSeconds(one.at)} ${refusedName(one)}: ${one.sentence}`))),
    el("button", { type: "button", "data-act": "read", onclick: forgetRefused }, t("crew_read")));
}

function refusedName(one) {
  if (["step", "duty"].includes(one.kind)) return `${label("status", one.status)} ${one.incident ?? ""}`.trim();
  if (one.kind === "fixes") return t("crew_fixes_wait", { n: one.n });
  return one.kind === "panic" ? t("panic") : t("crew_heard");
}
