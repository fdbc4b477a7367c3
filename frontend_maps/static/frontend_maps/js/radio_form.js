/** Enters where a unit is as its crew told it by radio: words, coordinates or a click on the map. */

import { el, put } from "./elements.js";
import { coordinates } from "./formats.js";
import { notify } from "./notices.js";
import { t, url } from "./page.js";
import { newKey, get, send } from "./request.js";

const RADIUS_M = 500;
const OFFERED = 5;

/** Prepares the form in a place that no redraw touches; `open(code)` shows it for a unit. */
export function radioForm(host, map) {
  let form = null;

  function open(code) {
    form = { code, key: newKey(), point: null, asked: 0 };
    const where = el("input", { name: "where", autocomplete: "off", placeholder: t("where_hint"), oninput: () => choose(null) });
    const radius = el("input", { name: "radius", type: "number", min: "1", max: "20000", value: String(RADIUS_M), required: true });
    const ago = el("input", { name: "ago", type: "number", min: "0", max: "1440", value: "0", required: true });
    Object.assign(form, { where, radius, ago, offers: el("ul", { class: "offers" }), error: el("p", { class: "error", role: "alert" }) });
    put(host, el("form", { class: "radio-form", onsubmit: save, onkeydown: (event) => event.key === "Escape" && close(), novalidate: true },
      el("h3", {}, t("radio_title", { unit: code })),
      el("label", {}, el("span", {}, t("where")), where),
      form.offers,
      el("div", { class: "two" },
        el("label", {}, el("span", {}, t("radio_radius")), radius),
        el("label", {}, el("span", {}, t("radio_ago")), ago)),
      form.error,
      el("div", { class: "actions small" },
        el("button", { type: "submit", class: "primary" }, t("radio_save")),
        el("button", { type: "button", "data-act": "map", onclick: onMap }, t("choose_on_map")),
        el("button", { type: "button", onclick: close }, t("cancel")))));
    where.focus();
  }

  function close() {
    form = null;
    map()?.stopChoosing();
    put(host);
  }

  function choose(candidate) {
    form.point = candidate;
    form.key = newKey();
    put(form.error);
    put(form.offers);
    if (!candidate) return;
    form.where.value = candidate.label;
    if (candidate.radius_m > 0) form.radius.value = String(Math.round(candidate.radius_m));
  }

  function onMap() {
    const view = map();
    if (!view) return notify(t("map_missing"), "error");
    notify(t("click_the_place"));
    return view.onceClicked(([lon, lat]) => form && choose({ lon, lat, label: coordinates(lon, lat), radius_m: 0 }));
  }

  async function save(event) {
    event.preventDefault();
    const mine = form;
    put(mine.error);
    try {
      const point = mine.point ?? await resolve(mine);
      if (!point || form !== mine) return;
      const time = new Date(Date.now() - Number(mine.ago.value) * 60_000).toISOString();
      const body = { lon: point.lon, lat: point.lat, radius_m: Number(mine.radius.value), ...(Number(mine.ago.value) > 0 && { time }) };
      await send("POST", url("unit_position", { code: mine.code }), body, { key: mine.key });
      if (form === mine) close();
      notify(t("radio_saved", { unit: mine.code }));
    } catch (error) {
      if (form === mine) put(mine.error, error.message);
    }
  }

  /** Asks where the words are; several answers are offered and nothing is sent. */
  async function resolve(mine) {
    const words = mine.where.value.trim();
    if (!words) {
      put(mine.error, t("radio_where_first"));
      return null;
    }
    const answer = await get(url("geocode", {}, { q: words, limit: OFFERED }));
    if (form !== mine) return null;
    const [first] = answer.candidates;
    if (first && ["resolved", "at_sea"].includes(answer.outcome)) return take(mine, first);
    put(mine.error, answer.candidates.length ? t("radio_which") : t("radio_unknown"));
    put(mine.offers, answer.candidates.map((candidate) => el("li", {},
      el("button", { type: "button", onclick: () => choose(candidate) }, candidate.label))));
    return null;
  }

  /** A place that is larger than the radius that was typed counts with its own. */
  function take(mine, candidate) {
    if (candidate.radius_m > Number(mine.radius.value)) mine.radius.value = String(Math.round(candidate.radius_m));
    return candidate;
  }

  return { open };
}
