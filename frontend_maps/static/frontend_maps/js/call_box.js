/**
 * The call in hand: a panel in the left column, never a dialog.
 *
 * Nothing typed is lost: the draft outlives a reload, a failed save and the loss of the connection.
 * The contact is recorded with its first keystroke, so that its time is that of the call.
 */

import { el, put } from "./elements.js";
import { debouncedGeocoder } from "./geocoder.js";
import { isTyping, lettersOn } from "./keys.js";
import { notify } from "./notices.js";
import { label, page, t, url } from "./page.js";
import * as places from "./place_choice.js";
import { categoryField, closingButtons, priorityField, textField } from "./call_fields.js";
import { candidateList, placeActions, placeSummary } from "./candidates.js";
import { newKey, send } from "./request.js";
import { state } from "./state.js";

const STORED = "siaga-call";

/** Puts the call box into its place. `map()` returns the map or null; `opened(feature)` follows a save. */
export function callBox(host, { map, opened, closed }) {
  return new CallBox(host, { map, opened, closed });
}

class CallBox {
  constructor(host, { map, opened, closed }) {
    this.host = host;
    this.map = map;
    this.opened = opened;
    this.closed = closed;
    this.draft = null;
    this.geocoder = debouncedGeocoder((answer, words) => this.onAnswer(answer, words), () => this.onNoAnswer());
    const kept = sessionStorage.getItem(STORED);
    if (kept) this.draft = { ...emptyDraft(), ...JSON.parse(kept) };
    this.draw();
    if (this.draft) this.showPin();
  }

  get isOpen() {
    return this.draft !== null;
  }

  open() {
    if (!this.draft) {
      this.draft = emptyDraft();
      this.draw();
    }
    this.where.focus();
  }

  /** Leaves the box without losing anything: the focus goes back, the draft stays. */
  leave() {
    if (this.isUntouched()) this.discard();
    else document.activeElement?.blur();
  }

  isUntouched() {
    const draft = this.draft;
    return draft && draft.call === null && !draft.recording && !draft.words && !draft.phone && !draft.name && !draft.notes && !draft.choice.pin && !draft.category;
  }

  discard() {
    this.draft = null;
    sessionStorage.removeItem(STORED);
    this.map()?.stopChoosing();
    this.map()?.setPin(null);
    this.draw();
    this.closed();
  }

  draw() {
    if (!this.draft) {
      put(this.host, el("button", { type: "button", class: "new-call", onclick: () => this.open() }, el("kbd", {}, "N"), ` ${t("new_call")}`));
      return;
    }
    const draft = this.draft;
    this.where = textField("words", t("where"), draft.words, t("where_hint"), (value) => this.onWords(value));
    this.where.setAttribute("aria-controls", "call-candidates");
    this.where.addEventListener("keydown", (event) => this.onWhereKey(event));
    this.candidates = el("div", { id: "call-candidates", class: "candidates" });
    this.place = el("div", { class: "place", "aria-live": "polite" });
    this.placeActions = el("div", { class: "place-actions" });
    this.category = categoryField(draft.category, (code) => this.onCategory(code));
    this.priority = priorityField(() => this.priorityShown(), (value) => this.change({ priority: value }));
    this.error = el("p", { class: "error", role: "alert" });
    const form = el("form", { class: "call", tabindex: "-1", "aria-label": t("new_call"), onsubmit: (event) => this.onSubmit(event) },
      el("h2", {}, t("new_call"), el("small", {}, t("call_enter"))),
      labelled(t("where"), this.where), this.candidates, this.place,
      this.category.node, this.priority.node, this.placeActions, // drawn above them, later for Tab
      el("div", { class: "two" },
        labelled(t("phone"), textField("phone", t("phone"), draft.phone, "", (value) => this.change({ phone: value }), "tel")),
        labelled(t("caller_name"), textField("name", t("caller_name"), draft.name, "", (value) => this.change({ name: value })))),
      labelled(t("notes"), textField("notes", t("notes"), draft.notes, "", (value) => this.change({ notes: value }))),
      this.error,
      el("div", { class: "actions" },
        el("button", { type: "submit", class: "primary" }, el("kbd", {}, "Enter"), ` ${t("save_incident")}`),
        el("button", { type: "button", onclick: () => this.leave() }, el("kbd", {}, "Esc"), ` ${t("back")}`)),
      closingButtons((outcome) => this.close(outcome), () => state.incident));
    form.addEventListener("keydown", (event) => this.onFormKey(event));
    this.form = form;
    put(this.host, form);
    this.drawPlace();
  }

  drawPlace() {
    const choice = this.draft.choice;
    put(this.candidates, candidateList(choice, (index) => this.choose(index)));
    put(this.place, placeSummary(choice, this.draft.words));
    put(this.placeActions, placeActions(choice, {
      unknown: () => {
        this.setChoice(places.withoutPin(this.draft.choice));
        this.toCategories();
      },
      onMap: () => this.chooseOnMap(),
    }));
  }

  onWords(value) {
    this.change({ words: value });
    this.geocoder.ask(value);
  }

  onAnswer(answer, words) {
    if (!this.draft || words !== this.draft.words) return;
    this.setChoice(answer ? places.afterAnswer(this.draft.choice, answer, words) : places.afterNoWords(this.draft.choice));
  }

  onNoAnswer() {
    if (this.draft) this.setChoice({ ...this.draft.choice, candidates: [], outcome: "unanswered", reason: null });
  }

  choose(index) {
    if (!this.draft.choice.candidates[index]) return;
    this.setChoice(places.afterChosen(this.draft.choice, index));
    this.toCategories();
  }

  toCategories() {
    this.category.node.querySelector("[tabindex='0']")?.focus();
  }

  chooseOnMap() {
    if (!this.map()) {
      notify(t("map_missing"), "error");
      return;
    }
    this.map().onceClicked((lonlat) => {
      this.setChoice(places.afterDrag(this.draft.choice, lonlat));
      this.toCategories();
    });
  }

  setChoice(choice) {
    const moved = JSON.stringify(choice.pin) !== JSON.stringify(this.draft.choice.pin);
    this.change({ choice });
    this.drawPlace();
    if (moved) this.showPin();
  }

  showPin() {
    this.map()?.setPin(this.draft.choice.pin, (lonlat) => this.setChoice(places.afterDrag(this.draft.choice, lonlat)));
  }

  onCategory(code) {
    this.change({ category: code });
    this.priority.draw();
  }

  priorityShown() {
    const { priority, category } = this.draft;
    const proposed = page.categories.find((one) => one.code === category)?.priority ?? null;
    return { value: priority ?? proposed, isProposed: priority === null };
  }

  onWhereKey(event) {
    if (event.key === "ArrowDown" && this.draft.choice.candidates.length) {
      event.preventDefault();
      this.candidates.querySelector("button")?.focus();
    } else if (/^[1-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey && (event.altKey || this.isChoosingDigit(event.key))) {
      event.preventDefault();
      this.choose(Number(event.key) - 1);
    }
  }

  /** Tells whether a digit pressed in the words means a candidate and not a letter of the words. */
  isChoosingDigit(digit) {
    const { value, selectionStart, selectionEnd } = this.where;
    return lettersOn() && selectionStart === value.length && selectionEnd === value.length
      && Number(digit) <= this.draft.choice.candidates.length && places.digitChooses(this.draft.choice, value);
  }

  onFormKey(event) {
    const closing = page.closings.find((one) => one.key === event.key);
    if (closing) {
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) this.close(closing.code);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.leave();
    } else if (!isTyping(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) this.onPanelKey(event);
  }

  /** Outside text fields a letter is a category, a digit a priority; no key of the page acts in here. */
  onPanelKey(event) {
    const isOnChoice = event.target.closest("[role=radio]") !== null;
    const isOnButton = event.target.closest("button") !== null && !isOnChoice;
    if (event.key.length === 1 || event.key.startsWith("Arrow")) event.stopPropagation();
    if (event.key === "Enter" && !isOnButton) {
      event.preventDefault();
      if (!event.repeat) this.form.requestSubmit();
    } else if ((lettersOn() || isOnChoice) && (this.category.press(event.key) || this.priority.press(event.key))) event.preventDefault();
  }

  onSubmit(event) {
    event.preventDefault();
    this.save();
  }

  change(values) {
    Object.assign(this.draft, values);
    sessionStorage.setItem(STORED, JSON.stringify({ ...this.draft, recording: null, busy: false }));
    this.recordContact();
  }

  /** Records that somebody calls, once; a failure is made up for at the end. */
  recordContact() {
    const draft = this.draft;
    if (draft.call !== null || draft.recording) return;
    draft.recording = send("POST", url("calls"), {}, { key: draft.key })
      .then((call) => { draft.call = call.id; })
      .catch(() => {})
      .finally(() => { draft.recording = null; });
  }

  async contact() {
    const draft = this.draft;
    await draft.recording;
    if (draft.call === null) {
      const call = await send("POST", url("calls"), {}, { key: draft.key });
      draft.call = call.id;
    }
    return draft.call;
  }

  save() {
    return this.finish(async (draft) => {
      const [call] = await Promise.all([this.contact(), this.geocoder.settled()]);
      await send("PATCH", url("call", { id: call }), { words: draft.words, phone: draft.phone }, { key: `${draft.key}-w` });
      const feature = await send("POST", url("incidents"), {
        call, category: draft.category ?? "other", words: draft.words, location: places.locationOf(draft.choice, draft.words),
        description: described(draft), ...(draft.priority && { priority: draft.priority }),
      }, { key: `${draft.key}-i` });
      return () => this.opened(feature);
    });
  }

  close(outcome) {
    return this.finish(async (draft) => {
      const call = await this.contact();
      const incident = outcome === "duplicate" && state.incident ? { incident: state.incident } : {};
      await send("PATCH", url("call", { id: call }), { words: draft.words, phone: draft.phone, outcome, ...incident }, { key: `${draft.key}-c` });
      return () => notify(t("call_closed", { outcome: label("outcome", outcome) }));
    });
  }

  async finish(job) {
    const draft = this.draft;
    if (!draft || draft.busy) return;
    draft.busy = true;
    this.form.classList.add("is-busy");
    put(this.error);
    try {
      const after = await job(draft);
      this.discard();
      after();
    } catch (error) {
      draft.key = error.status === 0 ? draft.key : renewed(draft);
      put(this.error, error.message, " ", t("kept_draft"));
    } finally {
      draft.busy = false;
      this.form.classList.remove("is-busy");
    }
  }
}

function emptyDraft() {
  return { words: "", category: null, priority: null, phone: "", name: "", notes: "", choice: places.NO_CHOICE, call: null, recording: null, busy: false, key: newKey() };
}

/** A refused body is sent under a new key when it has been corrected; the recorded contact stays. */
function renewed(draft) {
  return draft.call === null ? draft.key : newKey();
}

function described(draft) {
  return [draft.name.trim() && `${t("caller_name")}: ${draft.name}`, draft.notes].filter(Boolean).join("\n");
}

function labelled(text, field) {
  return el("label", {}, el("span", {}, text), field);
}
