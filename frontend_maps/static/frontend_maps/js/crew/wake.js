/** Keeps the screen on while the unit is on duty: a sleeping page measures and rings nothing. */

/** `problem`: null while the screen stays on or need not, unsupported or refused; `reason`: the browser's name for it. */
export const wake = { problem: null, reason: null };

let lock = null;
let isWanted = false;
let changed = () => {};

/** Takes the lock again whenever the page comes back into sight. */
export function startWaking(after) {
  changed = after;
  document.addEventListener("visibilitychange", take);
}

/** Asks for the screen to stay on, or lets it sleep. */
export function keepAwake(wanted) {
  if (wanted === isWanted) return;
  isWanted = wanted;
  if (wanted) take();
  else {
    wake.problem = null;
    lock?.release();
  }
}

async function take() {
  if (!isWanted || lock || document.visibilityState !== "visible") return;
  if (!navigator.wakeLock) {
    wake.problem = "unsupported";
    return;
  }
  try {
    lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", () => {
      lock = null;
      changed();
      take();
    });
    wake.problem = null;
  } catch (error) {
    if (!isWanted || document.visibilityState !== "visible") return;
    wake.problem = "refused"; // why, no browser tells; tried again when the page returns
    wake.reason = error.name;
  }
  changed();
}
