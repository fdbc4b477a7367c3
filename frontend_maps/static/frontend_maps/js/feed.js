/**
 * Reads the live feed and says honestly whether it lives.
 *
 * A streamed fetch instead of EventSource: its keep-alive comments are visible here, so a connection
 * that died without a word is noticed by its silence. Every new connection starts with a snapshot.
 */

import { page, url } from "./page.js";
import { applyDelta, applySnapshot } from "./state.js";

const SILENCE_MS = 25_000; // the server speaks at least every 10 s
const RETRY_MS = [500, 1000, 2000, 4000, 5000];

export const connection = {
  state: "connecting", // connecting, live, lost, ended (login needed)
  heard_at: null, // local time of the latest byte
  lost_at: null,
};

const listeners = new Set();
let controller = null;
let tries = 0;

/** Calls back whenever the state of the connection changes. */
export function onConnection(listener) {
  listeners.add(listener);
}

/** Connects and stays connected until the login ends. */
export async function startFeed() {
  window.addEventListener("online", () => controller?.abort());
  for (;;) {
    await readOnce();
    if (connection.state === "ended") return;
    await new Promise((done) => setTimeout(done, RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)]));
  }
}

async function readOnce() {
  controller = new AbortController();
  const watchdog = setInterval(() => {
    if (Date.now() - (connection.heard_at ?? 0) > SILENCE_MS) controller.abort();
  }, 1000);
  connection.heard_at = Date.now();
  try {
    const response = await fetch(url("live"), {
      headers: { Accept: "text/event-stream", "Accept-Language": page.language },
      credentials: "same-origin", cache: "no-store", redirect: "error", signal: controller.signal,
    });
    if (response.status === 401 || response.status === 403) return become("ended");
    const isStream = response.headers.get("Content-Type")?.startsWith("text/event-stream");
    if (!response.ok || !isStream) throw new Error(`no event stream: ${response.status}`);
    await readEvents(response.body);
  } catch {
    // the reason does not matter to the reader: it is not connected
  } finally {
    clearInterval(watchdog);
  }
  if (connection.state !== "ended") become("lost");
}

async function readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    connection.heard_at = Date.now();
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) handle(block);
  }
}

function handle(block) {
  let name = "message";
  let data = "";
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) name = line.slice(7);
    else if (line.startsWith("data: ")) data += line.slice(6);
  }
  if (!data) return;
  const value = JSON.parse(data);
  if (name === "snapshot") {
    applySnapshot(value);
    tries = 0;
    become("live");
  } else {
    applyDelta(name, value);
  }
}

function become(next) {
  if (next === "lost" && connection.state !== "lost") connection.lost_at = Date.now();
  if (next === "live") connection.lost_at = null;
  const before = connection.state;
  connection.state = next;
  if (before !== next) for (const listener of listeners) listener(next, before);
}
