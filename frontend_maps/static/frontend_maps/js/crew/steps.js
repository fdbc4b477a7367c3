/** Which steps a crew may press after the last one it pressed, also where no server can be asked. */

const STAGES = {
  dispatched: [0], acknowledged: [1], en_route: [2], staging: [3], awaiting_boat: [3, 7], at_sea: [3, 7],
  on_scene: [4], at_patient: [5], transporting: [6], at_hospital: [8], cleared: [9],
}; // the order of the server's lifecycle; it decides, this only offers
const USUAL = ["acknowledged", "en_route", "on_scene", "at_patient", "transporting", "at_hospital", "cleared"];
const ENDINGS = new Set(["cancelled", "diverted", "dispatched", "queued"]);
const SCENE = 4;

/** Returns the status as the crew knows it: the latest press that waits, else the server's. */
export function statusAsPressed(assignment, waiting) {
  return waiting.at(-1)?.status ?? assignment.status;
}

/** Returns what may be pressed next, the next of the usual way first; never an end before the scene. */
export function stepsAfter(assignment, waiting) {
  const allowed = waiting.length ? ahead(waiting.at(-1).status) : (assignment.allowed ?? ahead(assignment.status));
  const offered = allowed.filter((status) => !ENDINGS.has(status));
  return [...USUAL.filter((status) => offered.includes(status)), ...offered.filter((status) => !USUAL.includes(status))];
}

function ahead(status) {
  const stage = STAGES[status]?.at(-1) ?? 0;
  const from = ["awaiting_boat", "at_sea"].includes(status) ? STAGES[status][0] : stage;
  return Object.keys(STAGES).filter((one) => {
    if (one === status) return false;
    if (one === "cleared") return from >= SCENE && status !== "cleared";
    return STAGES[one].at(-1) > from;
  });
}
