/**
 * Rings and vibrates until every notice has been acknowledged. Browsers open the sound at the first
 * touch; until then, and on phones without sound, the page flashes and says so.
 */

const EVERY_MS = 2500;
const TONES_HZ = [880, 660, 880];
const CANCEL_HZ = [440, 330, 440];
const TONE_S = 0.22;
const LOUDNESS = 0.5;
const title = document.title;
let context = null;
let timer = null;
let ringing = null; // null, "notice" or "cancelled"

/** Opens the sound at the first touch or key; `changed` is called when it has opened. */
export function startRinging(changed) {
  const open = async () => {
    try {
      context ??= new AudioContext();
      await context.resume();
    } catch {
      context = null; // no sound device: the page flashes
    }
    changed();
  };
  for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, () => isOpen() || open(), { capture: true });
}

/** Tells whether tones can be heard. */
export function isOpen() {
  return context?.state === "running";
}

/** Rings for these notices, or falls silent without any. */
export function ringFor(notices) {
  ringing = notices.length ? (notices.some((one) => one.kind === "cancelled") ? "cancelled" : "notice") : null;
  document.body.classList.toggle("is-ringing", ringing !== null);
  if (ringing && !timer) {
    timer = setInterval(ringOnce, EVERY_MS);
    ringOnce();
  }
  if (!ringing && timer) {
    clearInterval(timer);
    timer = null;
    if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(0);
    document.title = title;
  }
}

function ringOnce() {
  document.title = document.title === title ? `⚠ ${title}` : title;
  if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.([500, 200, 500]);
  if (isOpen()) play(ringing === "cancelled" ? CANCEL_HZ : TONES_HZ);
}

function play(tones_hz) {
  tones_hz.forEach((hz, index) => {
    const at = context.currentTime + index * TONE_S;
    const volume = context.createGain();
    volume.gain.setValueAtTime(LOUDNESS, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + TONE_S);
    const tone = context.createOscillator();
    tone.type = "square";
    tone.frequency.value = hz;
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + TONE_S);
  });
}
