/** The supervisor's page: landmarks and other names, what is closed; trackers and what they sent. */

import { el, put } from "./elements.js";
import { startFeed } from "./feed.js";
import { coordinates } from "./formats.js";
import { startHeader } from "./header.js";
import { openMap } from "./map/view.js";
import { closureText } from "./map/closures.js";
import { notify } from "./notices.js";
import { t, url } from "./page.js";
import { get, send } from "./request.js";
import { on, state } from "./state.js";
import { startQuarantine } from "./supervisor_quarantine.js";
import { openRequestsOf, startReceived } from "./supervisor_received.js";
import { startSea } from "./supervisor_sea.js";
import { startTabs, whenShown } from "./supervisor_tabs.js";
import { startTrackers } from "./supervisor_trackers.js";
import { toggleTheme } from "./theme_switch.js";

const byId = (id) => document.getElementById(id);
let view = null;
let point = null;

byId("theme").addEventListener("click", () => toggleTheme(() => view?.drawAll()));
startHeader();
on("closures", drawClosures);
startFeed();
startLandmarks();
startAliases();
startTrackers(openRequestsOf);
startQuarantine();
startReceived();
startSea();
whenShown("map", () => view?.map.invalidateSize());
startTabs();
openMap(byId("map")).then((opened) => {
  view = opened;
  view.map.on("click", ({ latlng }) => setPoint([latlng.lng, latlng.lat]));
}).catch(() => put(byId("map"), el("p", { class: "map-missing" }, t("map_missing"))));

function setPoint([lon, lat]) {
  point = { lon: Math.round(lon * 1e6) / 1e6, lat: Math.round(lat * 1e6) / 1e6 };
  put(byId("landmark-point"), coordinates(point.lon, point.lat));
  view?.setPin({ ...point, radius_m: Number(byId("landmark").elements.radius_m.value) }, setPoint);
}

function startLandmarks() {
  byId("landmark").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    if (!point) {
      notify(t("landmark_click"), "error");
      return;
    }
    const body = { name: form.elements.name.value, radius_m: Number(form.elements.radius_m.value), ...point };
    await attempt(async () => {
      const saved = await send("POST", url("landmarks"), body);
      notify(t("landmark_saved", { name: saved.name ?? saved.properties?.name ?? body.name }));
      form.reset();
      point = null;
      put(byId("landmark-point"), t("landmark_click"));
      view?.setPin(null);
    });
    await listLandmarks();
  });
  listLandmarks();
}

async function listLandmarks() {
  const items = await rowsOf("landmarks");
  put(byId("landmarks"), items.length ? items.map((item) => row(item.id, item.properties?.name ?? item.name, "landmark", listLandmarks)) : el("li", { class: "empty" }, t("landmarks_none")));
}

function startAliases() {
  byId("alias").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { name, kind, target_code } = event.target.elements;
    await attempt(async () => {
      await send("POST", url("aliases"), { name: name.value, kind: kind.value, target_code: target_code.value });
      notify(t("alias_saved", { name: name.value }));
      event.target.reset();
    });
    await listAliases();
  });
  listAliases();
}

async function listAliases() {
  const items = (await rowsOf("aliases")).filter((item) => item.created_by ?? item.properties?.created_by);
  put(byId("aliases"), items.map((item) => row(item.id, `${item.name} → ${item.kind} ${item.target_code}`, "alias", listAliases)));
}

function row(id, text, address, after) {
  return el("li", {}, el("span", {}, text), el("button", {
    type: "button", onclick: async () => {
      await attempt(() => send("DELETE", url(address, { id })));
      await after();
    },
  }, t("delete")));
}

function drawClosures() {
  const closures = [...state.closures.values()];
  put(byId("closures"), closures.length ? closures.map((closure) => el("li", {},
    el("span", {}, `${closureName(closure)} `, closureText(closure)),
    el("button", { type: "button", onclick: () => attempt(() => send("DELETE", url("closure", { id: closure.id }))) }, t("lift")),
  )) : el("li", { class: "empty" }, t("closures_none")));
}

function closureName({ properties }) {
  return properties?.kind === "boats" ? t("sea_boats") : properties?.lane ?? properties?.kind ?? "";
}

async function rowsOf(address) {
  try {
    const answer = await get(url(address));
    return answer.features ?? answer.results ?? answer;
  } catch (error) {
    notify(error.message, "error");
    return [];
  }
}

async function attempt(job) {
  try {
    await job();
  } catch (error) {
    notify(error.message, "error");
  }
}
