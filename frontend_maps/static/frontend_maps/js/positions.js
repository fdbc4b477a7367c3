/** Says in words how old a unit's position is and what that means. */

import { age } from "./formats.js";
import { t } from "./page.js";
import { positionAge, positionState } from "./state.js";

/** Returns a short sentence: never only a colour. */
export function positionText(unit) {
  const known = positionState(unit);
  if (known === "assumed") return t("position_assumed");
  if (known === "none" || !known) return t("position_none");
  const text = t(`position_${known}`, { age: age(positionAge(unit)) });
  const doubts = [unit.trusted === false && t("position_untrusted"), unit.source === "radio" && t("position_radio")];
  return [text, ...doubts].filter(Boolean).join(" · ");
}
