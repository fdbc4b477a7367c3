/**
 * Sends the crew's presses. Each is kept until the server has answered, in order, with the moment of
 * the press and a key of its own: nothing pressed is lost, and nothing counts twice.
 */

import { now } from "./clock.js";
import { notify } from "./notices.js";
import { url } from "./page.js";
import { newKey, send } from "./request.js";

const STORED = "siaga-steps";
const RETRY_MS = 5000;
let sending = false;
let changed = () => {};

/** Keeps a press and sends what waits. */
export function pressStep(id, status, after) {
  changed = after;
  store([...load(), { id, status, at: new Date(now()).toISOString(), key: newKey() }]);
  changed();
  sendWaiting();
}

/** Returns the presses that wait for an assignment. */
export function pendingSteps(id) {
  return load().filter((step) => step.id === id);
}

async function sendWaiting() {
  if (sending) return;
  sending = true;
  while (load().length) {
    const [step, ...rest] = load();
    try {
      await send("POST", url("assignment_status", { id: step.id }), { status: step.status, at: step.at }, { key: step.key });
      store(rest);
    } catch (error) {
      if (error.status === 0 || error.status >= 500 || error.status === 401) break; // kept, tried again
      store(rest);
      notify(error.message, "error");
    }
  }
  sending = false;
  changed();
}

function load() {
  return JSON.parse(localStorage.getItem(STORED) ?? "[]");
}

function store(steps) {
  localStorage.setItem(STORED, JSON.stringify(steps));
}

setInterval(sendWaiting, RETRY_MS);
window.addEventListener("online", sendWaiting);
