/** Asks the geocoder while somebody types: late enough to be calm, and only the latest answer counts. */

import { get } from "./request.js";
import { url } from "./page.js";

const PAUSE_MS = 180;
const SHORTEST = 2;

/** Returns `ask(words, areaHint)`, which calls `answered(answer | null, words)` or `failed(error)`. */
export function debouncedGeocoder(answered, failed) {
  let timer = null;
  let running = null;
  return function ask(words, areaHint = "") {
    clearTimeout(timer);
    running?.abort();
    if (words.trim().length < SHORTEST) {
      answered(null, words);
      return;
    }
    timer = setTimeout(async () => {
      running = new AbortController();
      const query = { q: words, limit: 9, ...(areaHint && { area_hint: areaHint }) };
      try {
        const answer = await get(url("geocode", {}, query), { signal: running.signal });
        answered(answer, words);
      } catch (error) {
        if (error.name !== "AbortError") failed(error);
      }
    }, PAUSE_MS);
  };
}
