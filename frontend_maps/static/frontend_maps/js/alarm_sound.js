/**
 * Rings while an alarm waits for somebody. Tones are made here; there is no file to load.
 *
 * Browsers keep a page silent until a person has touched it, so the first key or click opens the
 * sound, and the page says so while it is shut. Quieting is for one alarm and for a while.
 */

import { now } from "./clock.js";
import { ringingOf, soundOf } from "./alarm_kinds.js";

const QUIET_MS = 5 * 60_000;
const TONE_S = 0.16;
const LOUDNESS = 0.25;
const quietUntil = new Map(); // ringing -> server time in ms
const rungAt = new Map();
let context = null;

/** Opens the sound at the first key or click; `changed()` is called when it has opened or shut. */
export function startSound(changed) {
  const open = async () => {
    try {
      context ??= new AudioContext();
      context.onstatechange = changed;
      await context.resume();
    } catch {
      context = null; // no sound device: the page goes on saying so
    }
    changed();
  };
  for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, () => isOpen() || open(), { capture: true });
}

/** Tells whether tones can be heard. */
export function isOpen() {
  return context?.state === "running";
}

/** Quiets one alarm for five minutes, in this browser. */
export function quiet(alarm) {
  quietUntil.set(ringingOf(alarm), now() + QUIET_MS);
}

/** Tells whether an alarm has been quieted. */
export function isQuiet(alarm) {
  return (quietUntil.get(ringingOf(alarm)) ?? 0) > now();
}

/** Tells whether an alarm rings: it has a sound of its own that repeats, and nobody has quieted it. */
export function rings(alarm) {
  return (soundOf(alarm)?.every_s ?? 0) > 0 && !isQuiet(alarm);
}

/** Sounds the most urgent alarm whose turn it is; call it about once a second. */
export function ringOnce(alarms) {
  forgetEnded(alarms);
  if (!isOpen()) return;
  for (const alarm of alarms) {
    const sound = soundOf(alarm);
    if (!sound || isQuiet(alarm)) continue;
    const last_ms = rungAt.get(ringingOf(alarm));
    const isDue = last_ms === undefined || (sound.every_s > 0 && now() - last_ms >= sound.every_s * 1000 - 100);
    if (isDue) {
      rungAt.set(ringingOf(alarm), now());
      return play(sound.tones_hz);
    }
    if (sound.every_s > 0) return undefined; // a less urgent one does not talk in between
  }
  return undefined;
}

function play(tones_hz) {
  tones_hz.forEach((hz, index) => {
    const at = context.currentTime + index * TONE_S;
    const volume = context.createGain();
    volume.gain.setValueAtTime(LOUDNESS, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + TONE_S);
    const tone = context.createOscillator();
    tone.frequency.value = hz;
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + TONE_S);
  });
}

function forgetEnded(alarms) {
  const present = new Set(alarms.map(ringingOf));
  for (const map of [rungAt, quietUntil]) for (const key of map.keys()) if (!present.has(key)) map.delete(key);
}
