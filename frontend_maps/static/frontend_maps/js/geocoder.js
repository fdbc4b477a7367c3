/** Asks the geocoder while somebody types: late enough to be calm, and only the latest answer counts. */

import { get } from "./request.js";
import { url } from "./page.js";

const PAUSE_MS = 180;
const SHORTEST = 2;
const LONGEST_MS = 2000;

/**
 * Returns `{ ask, settled }`. `ask(words)` calls `answered(answer | null, words)` or `failed(error)`;
 * `settled()` stops waiting for more letters and resolves when the latest words are answered for.
 */
export function debouncedGeocoder(answered, failed) {
  let timer = null;
  let running = null;
  let latest = null;
  let job = null;

  async function run() {
    const words = latest;
    latest = null;
    running = new AbortController();
    try {
      answered(await get(url("geocode", {}, { q: words, limit: 9 }), { signal: running.signal }), words);
    } catch (error) {
      if (error.name !== "AbortError") failed(error);
    }
  }

  function ask(words) {
    clearTimeout(timer);
    running?.abort();
    latest = null;
    if (words.trim().length < SHORTEST) {
      answered(null, words);
      return;
    }
    latest = words;
    timer = setTimeout(() => { job = run(); }, PAUSE_MS);
  }

  async function settled() {
    clearTimeout(timer);
    if (latest !== null) job = run();
    await Promise.race([job, new Promise((resolve) => setTimeout(resolve, LONGEST_MS))]);
  }

  return { ask, settled };
}
