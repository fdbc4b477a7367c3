/**
 * The keyboard. Single-letter keys are silent while a text field has the focus, with a modifier held,
 * and when they have been turned off; Esc always works.
 */

const STORED = "siaga-letters";
const bindings = [];

/** Adds a key. `when()` must hold for it to act; `letter` keys can be turned off. */
export function bindKey(key, label, action, { when = () => true, letter = true } = {}) {
  bindings.push({ key, label, action, when, letter });
}

/** Returns the keys with their labels, for the help panel. */
export function keyList() {
  return bindings.filter(({ label }) => label).map(({ key, label }) => ({ key, label }));
}

/** Tells whether single-letter keys act. */
export function lettersOn() {
  return localStorage.getItem(STORED) !== "off";
}

/** Turns single-letter keys on or off for this browser. */
export function setLetters(on) {
  localStorage.setItem(STORED, on ? "on" : "off");
}

/** Tells whether typing goes into a field. */
export function isTyping(target) {
  return Boolean(target?.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]"));
}

/** Starts listening. */
export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    for (const binding of bindings) {
      if (binding.key !== key) continue;
      if (binding.letter && (isTyping(event.target) || !lettersOn())) continue;
      if (!binding.when(event)) continue;
      event.preventDefault();
      if (!event.repeat || ["J", "K"].includes(key)) binding.action(event);
      return;
    }
  });
}
