/**
 * Decides where the pin of a call stands. Pure: no page, no requests.
 *
 * A pin that only the geocoder proposed follows the words. One that a person set (typed coordinates,
 * a chosen candidate, a drag) stays; later words offer their candidates and move it only when one
 * of them is chosen.
 */

/** An empty choice: no pin, nothing asked. */
export const NO_CHOICE = Object.freeze({ pin: null, source: null, candidates: [], outcome: null, reason: null, kept: false, words: null });

/** Returns the choice after the geocoder has answered for the words. */
export function afterAnswer(choice, answer, words) {
  const base = { ...choice, candidates: answer.candidates, outcome: answer.outcome, reason: answer.reason, words };
  const first = answer.candidates[0];
  const typed = isTypedPoint(answer);
  if (typed) return { ...base, pin: pinOf(first), source: "typed", kept: false };
  if (isByPerson(choice)) return { ...base, kept: true };
  if (answer.outcome === "resolved" && first) return { ...base, pin: pinOf(first), source: "resolved", kept: false };
  return { ...base, pin: null, source: null, kept: false };
}

/** Returns the choice after the words were cleared: a person's pin stays. */
export function afterNoWords(choice) {
  return isByPerson(choice) ? { ...choice, candidates: [], outcome: null, reason: null, kept: false } : NO_CHOICE;
}

/** Returns the choice after the n-th candidate (from 0) was chosen. */
export function afterChosen(choice, index) {
  const candidate = choice.candidates[index];
  return candidate ? { ...choice, pin: pinOf(candidate), source: "chosen", kept: false } : choice;
}

/** Returns the choice after the pin was dragged or set by a click on the map. */
export function afterDrag(choice, [lon, lat]) {
  return { ...choice, pin: { lon, lat, radius_m: 25, label: null, candidate: null }, source: "dragged", kept: false };
}

/** Returns the choice with the place taken back to "unknown". */
export function withoutPin(choice) {
  return { ...choice, pin: null, source: null, kept: false };
}

/**
 * Tells whether a digit typed after the words chooses a candidate: only when the list is of these very
 * words, asks for a choice, and nothing suggests that the digit is part of a number or an address.
 */
export function digitChooses(choice, words) {
  return choice.outcome === "ask" && choice.words === words && !/\d/.test(words) && /\p{L}{3,}$/u.test(words) && !/\b(sdn|smpn|sman|smkn|mtsn|blok|gang|nomor)$/i.test(words);
}

/** Tells whether a person set the pin. */
export function isByPerson(choice) {
  return choice.pin !== null && ["typed", "chosen", "dragged"].includes(choice.source);
}

/**
 * Returns the `location` of the incident to open: the pin as it stands, else the words. A pin that was
 * read from words which have been changed since, and not been answered for, does not count.
 */
export function locationOf(choice, words) {
  const isOfOtherWords = ["typed", "resolved"].includes(choice.source) && choice.words !== words;
  if (!choice.pin || isOfOtherWords) return words.trim() ? { text: words } : null;
  const { lon, lat, candidate } = choice.pin;
  if (!candidate) return { lon, lat };
  const { kind, label, code, radius_m, read_as, land_part, island } = candidate;
  const chosen = { lon, lat, kind, label, code: code ?? "", radius_m, read_as };
  if (Number.isInteger(land_part)) chosen.land_part = land_part;
  if (choice.source === "chosen" && island) chosen.island_code = island.code;
  return chosen;
}

function pinOf(candidate) {
  return { lon: candidate.lon, lat: candidate.lat, radius_m: candidate.radius_m, label: candidate.label, candidate };
}

function isTypedPoint(answer) {
  const first = answer.candidates[0];
  return ["resolved", "outside", "at_sea"].includes(answer.outcome) && first?.kind === "point" && !first.code;
}
