/** Sends this phone's position while the page is open, and says honestly whether it arrived. */

import { now } from "./clock.js";
import { age } from "./formats.js";
import { t, url } from "./page.js";
import { send } from "./request.js";

const EVERY_MS = 10_000;
const KEPT = 500;

/** Returns `{ start, text(), problem, isOn }`; `changed` is called after each try. */
export function crewPosition(changed) {
  return new CrewPosition(changed);
}

class CrewPosition {
  constructor(changed) {
    this.changed = changed;
    this.isOn = false;
    this.problem = null;
    this.sent_at = null;
    this.waiting = [];
    this.latest_at = 0;
  }

  start(unit) {
    if (!navigator.geolocation) {
      this.problem = "off";
      this.changed();
      return;
    }
    this.unit = unit;
    this.isOn = true;
    navigator.geolocation.watchPosition((fix) => this.keep(fix), () => this.fail("off"), { enableHighAccuracy: true, maximumAge: 5000 });
    setInterval(() => this.flush(), EVERY_MS);
    this.changed();
  }

  text() {
    if (this.problem === "off") return t("crew_location_off");
    if (this.waiting.length > 1 && this.problem) return t("crew_waiting", { n: this.waiting.length });
    return this.sent_at ? t("crew_sent", { age: age((now() - this.sent_at) / 1000) }) : t("crew_not_sent");
  }

  keep({ coords, timestamp }) {
    this.problem = this.problem === "off" ? null : this.problem;
    if (timestamp - this.latest_at < EVERY_MS / 2) return;
    this.latest_at = timestamp;
    this.waiting.push({
      unit: this.unit, fix_time: new Date(timestamp).toISOString(), lon: coords.longitude, lat: coords.latitude,
      accuracy_m: coords.accuracy, speed_mps: coords.speed, heading_deg: coords.heading, altitude_m: coords.altitude,
      event_id: `crew-${this.unit}-${timestamp}`,
    });
    this.waiting = this.waiting.slice(-KEPT);
    if (this.waiting.length === 1) this.flush();
  }

  async flush() {
    if (!this.waiting.length || this.isSending) return;
    this.isSending = true;
    const batch = this.waiting.slice(0, 100);
    try {
      await send("POST", url("positions"), batch);
      this.waiting = this.waiting.slice(batch.length);
      this.sent_at = now();
      this.problem = null;
    } catch (error) {
      this.fail(error.status === 0 ? "offline" : "refused");
    } finally {
      this.isSending = false;
      this.changed();
    }
  }

  fail(problem) {
    this.problem = problem;
    this.changed();
  }
}
