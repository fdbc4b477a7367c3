/** A route between two points of the map, or from the selected unit: drawn, told in steps, printed. */

import { el, put } from "./elements.js";
import { distance, duration, range } from "./formats.js";
import { notify } from "./notices.js";
import { page, t, url } from "./page.js";
import { get } from "./request.js";
import { state } from "./state.js";

const VEHICLES = ["ambulance", "fire_truck", "motorcycle", "car", "boat"];

/** Lets a button ask for two points; the way between them stands in the box until it is closed. */
export function startFreeRoute(button, box, { map }) {
  const route = new FreeRoute(box, map);
  button.addEventListener("click", () => route.ask());
}

class FreeRoute {
  constructor(box, map) {
    this.box = box;
    this.map = map;
    this.question = null; // { from, to, vehicle }
    this.found = null;
  }

  ask() {
    const view = this.map();
    if (!view) return;
    const unit = state.units.get(state.unit);
    if (unit?.lonlat) {
      notify(t("free_route_from_unit", { unit: unit.code }));
      view.onceClicked((to) => this.load({ from: unit.lonlat, to, vehicle: page.vehicles[unit.kind] ?? "car" }));
      return;
    }
    notify(t("free_route_from"));
    view.onceClicked((from) => {
      notify(t("free_route_to"));
      view.onceClicked((to) => this.load({ from, to, vehicle: this.question?.vehicle ?? "ambulance" }));
    });
  }

  async load(question) {
    this.question = question;
    this.found = null;
    try {
      const found = await get(url("route", {}, this.query()));
      if (question !== this.question) return;
      this.found = found;
      this.map()?.showRoute(found);
      this.draw();
    } catch (error) {
      if (question === this.question) this.draw(error.message);
    }
  }

  query() {
    const { from, to, vehicle } = this.question;
    return { from: from.join(","), to: to.join(","), vehicle };
  }

  close() {
    const routes = this.map()?.routes;
    if (routes && routes.shown === this.found) routes.show(null);
    this.question = this.found = null;
    this.box.hidden = true;
  }

  draw(problem = null) {
    const found = this.found;
    this.box.hidden = false;
    put(this.box,
      el("h3", {}, t("free_route_title"), el("button", { type: "button", class: "plain", "aria-label": t("close"), onclick: () => this.close() }, "×")),
      this.vehicles(),
      problem && el("p", { class: "warning", role: "alert" }, problem),
      found && this.told(found));
  }

  vehicles() {
    const choose = (event) => this.load({ ...this.question, vehicle: event.target.value });
    return el("label", {}, t("free_route_vehicle"), " ",
      el("select", { onchange: choose }, VEHICLES.map((code) => el("option", { value: code, selected: code === this.question.vehicle }, t(`vehicle_${code}`)))));
  }

  told(found) {
    const [lon, lat] = this.question.to;
    const facts = { duration: duration(found.duration_s), range: range(found.duration_low_s, found.duration_high_s), distance: distance(found.distance_m) };
    return el("div", {},
      el("p", { role: "status" }, t("free_route_facts", facts)),
      found.closures.map((one) => el("p", { class: "warning" }, t(one.factor === null ? "free_route_closed" : "free_route_slowed", { reason: one.reason }))),
      found.notes.map((note) => el("p", { class: "note" }, note)),
      el("details", {}, el("summary", {}, t("free_route_steps")),
        el("ol", {}, found.instructions.map((step) => el("li", {}, step.text, step.distance_m >= 1 && ` · ${distance(step.distance_m)}`)))),
      el("p", { class: "links" },
        el("a", { href: url("route_print", {}, this.query()), target: "_blank", rel: "noopener" }, t("free_route_print")), " · ",
        el("a", { href: `geo:${lat},${lon}?q=${lat},${lon}` }, t("free_route_navigate"))));
  }
}
