/**
 * Who could come: four answers at a glance, walked by arrows, sent by Enter.
 *
 * Enter acts only while this list has the focus, and for the incident on display. When the world
 * changes, a notice says so and nothing moves until R is pressed: what is under the finger stays.
 * The second press of a hasty double Enter sends nobody.
 */

import { el, put } from "./elements.js";
import { ageOf } from "./clock.js";
import { age } from "./formats.js";
import { notify } from "./notices.js";
import { page, t, url } from "./page.js";
import { callFirstList, notesList, optionRow, refusedList, shortfallBox } from "./options.js";
import { jointBox } from "./joint_units.js";
import { redispatchList } from "./redispatch_offers.js";
import { get, newKey, Refusal, send } from "./request.js";
import { on, openAssignments, state } from "./state.js";

const DOUBLE_PRESS_MS = 300;
let enterBefore_ms = -Infinity;
let enterNow_ms = -Infinity;

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter") [enterBefore_ms, enterNow_ms] = [enterNow_ms, event.timeStamp];
}, { capture: true });

/** Puts the panel into its place. */
export function recommendationPanel(host, { map, undo }) {
  return new Panel(host, { map, undo });
}

class Panel {
  constructor(host, { map, undo }) {
    this.host = host;
    this.map = map;
    this.undo = undo;
    this.number = null;
    this.forget();
    on("selection", () => this.follow());
    on("units closures incidents", () => this.lookForChange());
    setInterval(() => this.drawAge(), 5000);
  }

  forget() {
    this.answer = null;
    this.problem = null;
    this.index = 0;
    this.isOutdated = false;
    this.isLoading = false;
    this.seen = null;
    this.drawn = null;
    this.showRefused = false;
    this.asked = null; // the assignment that is about to be diverted
    this.wanted = false;
    this.wantsFocus = false;
    this.kind = "";
  }

  /** Shows the incident that was selected; asks only where somebody is still needed. */
  follow() {
    if (this.number === state.incident) return;
    this.number = state.incident;
    this.forget();
    this.map()?.showRoute(null);
    const feature = state.incidents.get(this.number);
    const needed = feature?.properties.state === "open" && !openAssignments(this.number).length;
    if (needed && page.canDispatch) this.load();
    this.draw();
  }

  async load() {
    const number = this.number;
    if (!number || !page.canDispatch) return;
    Object.assign(this, { isLoading: true, isOutdated: false, problem: null, wanted: true, drawn: null });
    this.draw();
    try {
      const answer = await get(url("recommendation", { number }, { limit: 5, ...(this.kind && { kind: this.kind }) }));
      if (number !== this.number) return;
      this.show(answer);
    } catch (error) {
      if (number === this.number) this.fail(error);
    }
  }

  show(answer) {
    const focused = this.host.contains(document.activeElement) || this.mayTakeFocus();
    Object.assign(this, { answer, problem: null, isLoading: false, isOutdated: false, index: 0, drawn: null, wanted: true, asked: null });
    this.seen = this.picture();
    this.draw();
    this.map()?.showRoute(this.option ?? null);
    if (focused) this.intoList();
  }

  fail(error) {
    const focused = this.mayTakeFocus();
    Object.assign(this, { answer: null, problem: error, isLoading: false, drawn: null });
    this.draw();
    if (focused) this.intoList();
  }

  /** Takes the focus when the answer is on display, unless the dispatcher is busy elsewhere by then. */
  takeFocus() {
    this.follow();
    this.wantsFocus = true;
    if (!this.isLoading && (this.answer || this.problem) && this.mayTakeFocus()) this.intoList();
  }

  mayTakeFocus() {
    const active = document.activeElement;
    const isFree = active === null || active === document.body || active.id === "incidents";
    const takes = this.wantsFocus && isFree;
    this.wantsFocus = false;
    return takes;
  }

  get option() {
    return this.answer?.recommended[this.index];
  }

  /** Moves the focus into the list, where Enter acts. */
  focus() {
    if (this.number && !this.answer && !this.isLoading && !this.problem) this.load().then(() => this.intoList());
    this.intoList();
  }

  intoList() {
    const target = this.list ?? this.host.querySelector(".shortfall, .warning");
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: "nearest" });
    this.list?.querySelector(".is-selected")?.scrollIntoView({ block: "nearest" });
  }

  /** Chooses the n-th option (from 0) and shows it as chosen: focus, frame, route. */
  choose(index) {
    const asked = this.problem?.problem?.candidates?.[index];
    if (asked) this.place(asked);
    if (!this.answer?.recommended[index]) return;
    this.index = index;
    this.drawn = null;
    this.draw();
    this.intoList();
    this.map()?.showRoute(this.option);
  }

  draw() {
    const key = JSON.stringify([this.number, this.isLoading, this.index, this.isOutdated, this.showRefused, this.asked, this.answer?.decision_id, this.problem?.message, this.wanted]);
    if (key === this.drawn) return;
    const focused = this.list && document.activeElement === this.list;
    this.drawn = key;
    this.list = null;
    put(this.host, this.content());
    if (focused) this.list?.focus({ preventScroll: true });
  }

  content() {
    if (!this.number || !page.canDispatch) return [];
    const feature = state.incidents.get(this.number);
    if (feature?.properties.state !== "open") return [];
    if (this.isLoading) return [this.title(), el("p", { class: "empty", role: "status" }, t("computing"))];
    if (this.problem) return [this.title(), this.problemBox()];
    if (!this.answer) return el("button", { type: "button", onclick: () => this.load() }, el("kbd", {}, "R"), ` ${t("more_units")}`);
    return [this.title(), this.outdatedNotice(), shortfallBox(this.answer.shortfall), notesList(this.answer.notes),
      jointBox(this.answer.joint, (units) => this.assign(units)), this.options(), this.redispatch(),
      callFirstList(this.answer.call_first, (code) => this.assign(code)),
      refusedList(this.answer.not_recommended, this.showRefused, () => this.toggleRefused()), this.footer()];
  }

  title() {
    this.ageNode = el("small", {});
    this.drawAge();
    return el("div", {}, el("h3", {}, t("recommendation"), " ", this.ageNode), this.kindField());
  }

  /** Asks for another kind of unit than the category's own. */
  kindField() {
    const kinds = Object.entries(page.labels.kind).map(([code, text]) => el("option", { value: code, selected: code === this.kind }, text));
    return el("label", { class: "kind" }, t("kind"), el("select", {
      onchange: (event) => {
        this.kind = event.target.value;
        this.load();
      },
    }, el("option", { value: "" }, t("kind_by_category")), kinds));
  }

  drawAge() {
    if (this.ageNode && this.answer) put(this.ageNode, t("computed", { age: age(ageOf(this.answer.computed_at)) }));
  }

  options() {
    const { recommended } = this.answer;
    if (!recommended.length) return null;
    this.list = el("div", {
      class: "options", role: "listbox", tabindex: "0", "aria-label": t("recommendation_for", { number: this.number }),
      "aria-activedescendant": `option-${this.index}`, onkeydown: (event) => this.onKey(event),
    }, recommended.map((option, index) => optionRow(option, index, {
      selected: index === this.index, slowest_s: Math.max(...recommended.map((one) => one.duration_s)),
      choose: () => this.choose(index),
    })));
    return this.list;
  }

  footer() {
    if (!this.option) return null;
    return el("div", { class: "actions" },
      el("button", { type: "button", class: "primary", onclick: () => this.assign(this.option.unit) }, el("kbd", {}, "Enter"), ` ${t("assign", { unit: this.option.unit })}`),
      el("small", {}, t("enter_hint")));
  }

  outdatedNotice() {
    return this.isOutdated && el("p", { class: "outdated", role: "status" }, t("recommendation_changed"), " ",
      el("button", { type: "button", onclick: () => this.load() }, el("kbd", {}, "R"), ` ${t("reload")}`));
  }

  problemBox() {
    const { problem } = this.problem;
    const candidates = problem?.candidates ?? [];
    return el("div", { class: "warning", tabindex: "-1" }, el("p", {}, this.problem.message),
      candidates.map((candidate, index) => el("button", { type: "button", onclick: () => this.place(candidate) }, el("kbd", {}, String(index + 1)), ` ${candidate.label}`)),
      el("button", { type: "button", onclick: () => this.load() }, el("kbd", {}, "R"), ` ${t("reload")}`));
  }

  /** Lists who would be sooner but is on a lower priority; the first press asks, the second diverts. */
  redispatch() {
    return redispatchList(this.answer.redispatch, this.asked, {
      ask: (offer) => {
        this.asked = offer?.assignment ?? null;
        this.draw();
        (this.host.querySelector(".redispatch .sure button") ?? this.host.querySelector(".redispatch button"))?.focus();
      },
      divert: (offer) => this.assign([offer.unit], offer.assignment),
    });
  }

  toggleRefused() {
    this.showRefused = !this.showRefused;
    this.draw();
    this.host.querySelector(".refused button")?.focus();
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.answer.recommended.length - 1;
    if (event.key === "ArrowDown") this.choose(Math.min(this.index + 1, last));
    else if (event.key === "ArrowUp") this.choose(Math.max(this.index - 1, 0));
    else if (/^[1-9]$/.test(event.key)) this.choose(Number(event.key) - 1);
    else if (event.key === "Enter" && event.target === this.list) {
      const isHasty = enterNow_ms - enterBefore_ms < DOUBLE_PRESS_MS;
      if (!event.repeat && !isHasty && this.number === state.incident) this.assign(this.option.unit);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Sends one unit, or several at once; `divertFrom` is the assignment that the one is called off. */
  async assign(unit, divertFrom = null) {
    if (this.isSending) return;
    this.isSending = true;
    const units = [unit].flat();
    const who = units.length > 1 ? { units } : { unit: units[0], ...(divertFrom && { divert_from: divertFrom }) };
    const body = { ...who, decision_id: this.answer.decision_id };
    try {
      const made = await send("POST", url("assignments", { number: this.number }), body, { key: newKey() });
      if (!Array.isArray(made) && !divertFrom) this.undo.offer(made);
      this.map()?.showRoute(null);
      this.forget();
      this.draw();
      document.getElementById("incidents").focus({ preventScroll: true });
    } catch (error) {
      this.onRefused(error);
    } finally {
      this.isSending = false;
    }
  }

  onRefused(error) {
    notify(error.message, "error");
    if (!(error instanceof Refusal) || error.status !== 409) return;
    const fresh = error.problem.recommendation ?? error.problem.decision;
    document.activeElement?.blur(); // the next Enter must not send whoever took the first line
    if (fresh?.recommended) this.show(fresh);
    else this.load();
  }

  async place(candidate) {
    try {
      const { lon, lat, kind, label, code, radius_m, read_as, island, land_part } = candidate;
      await send("PATCH", url("incident", { number: this.number }), {
        location: { lon, lat, kind, label, code: code ?? "", radius_m, read_as, ...(island && { island_code: island.code }), ...(Number.isInteger(land_part) && { land_part }) },
      });
      document.activeElement?.blur();
      this.load();
      this.takeFocus();
    } catch (error) {
      notify(error.message, "error");
    }
  }

  lookForChange() {
    if (!this.answer || this.isOutdated || this.picture() === this.seen) return;
    this.isOutdated = true;
    const notice = this.outdatedNotice();
    this.host.firstElementChild?.after(notice); // added beside, so that nothing else is drawn anew
    this.drawn = null;
  }

  /** Returns what the answer rests on and the feed can tell: statuses, closures, the place. */
  picture() {
    const units = [...state.units.values()].map((unit) => `${unit.code}${unit.availability}`).sort();
    const place = state.incidents.get(this.number)?.geometry?.coordinates ?? null;
    return JSON.stringify([units, [...state.closures.keys()].sort(), place]);
  }
}
