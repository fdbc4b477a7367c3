/** The slider of time: play, speed, keyboard. It knows moments and tells who listens; nothing else. */

import { hourSeconds } from "../formats.js";
import { isTyping } from "../keys.js";
import { put } from "../elements.js";
import { t } from "../page.js";

const STEP_S = 10;
const LEAP_S = 300;

/** Starts the slider within its box; `moved(at_ms)` is called with every new moment. */
export function startTimeline(box, moved) {
  return new Timeline(box, moved);
}

class Timeline {
  constructor(box, moved) {
    const part = (name) => box.querySelector(`[data-part=${name}]`);
    this.moved = moved;
    this.box = box;
    this.slider = part("slider");
    this.play = part("play");
    this.speed = part("speed");
    this.clock = part("clock");
    this.ends = [part("since"), part("until")];
    this.slider.addEventListener("input", () => this.go(this.since_ms + Number(this.slider.value) * 1000));
    this.slider.addEventListener("keydown", (event) => this.key(event));
    this.play.addEventListener("click", () => this.toggle());
    document.addEventListener("keydown", (event) => this.anywhere(event));
    this.setSpan(null, null);
  }

  /** Sets the span; without one the slider rests. */
  setSpan(since_ms, until_ms, at_ms = since_ms) {
    this.pause();
    const known = since_ms !== null;
    Object.assign(this, { since_ms, until_ms, at_ms: null });
    for (const control of [this.slider, this.play, this.speed]) control.disabled = !known;
    this.slider.max = known ? Math.round((until_ms - since_ms) / 1000) : 1;
    put(this.ends[0], known ? hourSeconds(since_ms).slice(0, 5) : "—");
    put(this.ends[1], known ? hourSeconds(until_ms).slice(0, 5) : "—");
    if (known) this.go(at_ms);
    else put(this.clock, "—");
  }

  /** Goes to a moment within the span. */
  go(at_ms) {
    if (this.since_ms === null) return;
    this.at_ms = Math.min(Math.max(at_ms, this.since_ms), this.until_ms);
    this.slider.value = Math.round((this.at_ms - this.since_ms) / 1000);
    const clock = `${hourSeconds(this.at_ms)} WIB`;
    this.slider.setAttribute("aria-valuetext", clock);
    put(this.clock, clock);
    this.moved(this.at_ms);
  }

  toggle() {
    if (this.frame) this.pause();
    else this.start();
  }

  start() {
    if (this.since_ms === null) return;
    if (this.at_ms >= this.until_ms) this.go(this.since_ms);
    let before = performance.now();
    const tick = (now) => {
      const passed_ms = Math.min(now - before, 1000) * Number(this.speed.value);
      before = now;
      this.go(this.at_ms + passed_ms);
      if (this.at_ms >= this.until_ms) this.pause();
      else this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
    this.label(true);
  }

  pause() {
    cancelAnimationFrame(this.frame ?? 0);
    this.frame = null;
    this.label(false);
  }

  label(playing) {
    this.play.classList.toggle("is-playing", playing);
    this.play.setAttribute("aria-pressed", String(playing));
    put(this.play, playing ? t("playback_pause") : t("playback_play"));
  }

  key(event) {
    const step_s = { ArrowLeft: -STEP_S, ArrowDown: -STEP_S, ArrowRight: STEP_S, ArrowUp: STEP_S, PageDown: -LEAP_S, PageUp: LEAP_S }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step_s) this.go(this.at_ms + step_s * (event.shiftKey ? 6 : 1) * 1000);
    else if (event.key === "Home") this.go(this.since_ms);
    else if (event.key === "End") this.go(this.until_ms);
    else return;
    event.preventDefault();
  }

  /** Space and arrows act everywhere but where they already mean something. */
  anywhere(event) {
    const { target } = event;
    if (event.defaultPrevented || this.since_ms === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const isSlider = target === this.slider;
    const means = !isSlider && (isTyping(target) || target.closest?.("button, a, summary, input, #map"));
    if (event.key === " " && !means && !event.repeat) {
      event.preventDefault();
      this.toggle();
    } else if (!means && !isSlider) this.key(event);
  }
}
