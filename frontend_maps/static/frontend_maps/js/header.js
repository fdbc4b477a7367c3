/** The bar on top: is it connected, what time is it, how many. */

import { now } from "./clock.js";
import { connection, onConnection } from "./feed.js";
import { age, hourSeconds } from "./formats.js";
import { el, put } from "./elements.js";
import { t, url } from "./page.js";
import { on, openAssignments, state } from "./state.js";

/** Keeps the bar and the connection's warning true. */
export function startHeader() {
  onConnection(drawConnection);
  on("incidents units assignments", drawCounts);
  setInterval(tick, 1000);
  tick();
  drawConnection();
  drawCounts();
}

function tick() {
  const clock = document.getElementById("clock");
  if (clock) put(clock, `${hourSeconds(now())} WIB`);
  if (connection.state !== "live") drawConnection();
}

function drawConnection() {
  const { state: is, lost_at } = connection;
  const lamp = document.getElementById("lamp");
  if (lamp) {
    lamp.className = `lamp is-${is}`;
    put(lamp, t(`connection_${is}`));
  }
  const bar = document.getElementById("connection");
  bar.hidden = is === "live" || is === "connecting";
  if (is === "lost") {
    const since = t("lost_since", { time: hourSeconds(lost_at + (now() - Date.now())), age: age((Date.now() - lost_at) / 1000) });
    put(bar, `${since} ${t("lost_still")}`);
  }
  if (is === "ended") put(bar, t("error_session"), " ", el("a", { href: url("login") }, t("log_in")));
  document.body.classList.toggle("is-lost", is === "lost" || is === "ended");
}

function drawCounts() {
  const counts = document.getElementById("counts");
  if (!counts) return;
  const open = [...state.incidents.values()].filter((one) => one.properties.state === "open");
  const waiting = open.filter((one) => !openAssignments(one.properties.number).length);
  const ready = [...state.units.values()].filter((unit) => unit.availability === "A");
  put(counts, t("counts", { open: open.length, waiting: waiting.length, ready: ready.length, all: state.units.size }));
}
