/** Starts the console: lists first, then the feed, then the map, which may fail alone. */

import { startAlarms } from "./alarms.js";
import { callBox } from "./call_box.js";
import { startDetail } from "./detail.js";
import { el, put } from "./elements.js";
import { startFeed } from "./feed.js";
import { startFreeRoute } from "./free_route.js";
import { startHeader } from "./header.js";
import { startHelp } from "./help.js";
import { bindKey, isTyping, startKeys } from "./keys.js";
import { startLaneWaits } from "./lane_waits.js";
import { startLists } from "./lists.js";
import { openMap } from "./map/view.js";
import { startMapStatus } from "./map_status.js";
import { page, t } from "./page.js";
import { radioForm } from "./radio_form.js";
import { recommendationPanel } from "./recommendation.js";
import { on, selectIncident, selectUnit, state } from "./state.js";
import { undoOffer } from "./undo.js";
import { toggleTheme } from "./theme_switch.js";

const byId = (id) => document.getElementById(id);
let view = null;
const map = () => view;

const undo = undoOffer(byId("undo"));
const recommendation = recommendationPanel(byId("recommendation"), { map, undo });
const lists = startLists({ incidents: byId("incidents"), units: byId("units"), filter: byId("filter"), count: byId("units-count") });
const alarms = startAlarms(byId("alarms"), { form: byId("alarm-form"), map, undo });
startDetail({ head: byId("incident"), assignments: byId("assignments"), recommendation, unit: byId("unit"), radio: radioForm(byId("radio"), map), map });
startLaneWaits(byId("lane-waits"));
startHeader();
const call = page.canDispatch ? callBox(byId("call"), { map, opened: showOpened, closed: () => byId("incidents").focus() }) : null;
const help = startHelp(byId("help"), byId("help-button"));
bindAll();
startKeys();
startFeed();
startMap();

byId("theme").addEventListener("click", () => toggleTheme(() => view?.drawAll()));
on("selection", () => {
  view?.revealIncident(state.incident);
  view?.revealUnit(state.unit);
});

/** Shows a new incident; its recommendation takes the focus as soon as it is on display. */
function showOpened(feature) {
  state.incidents.set(feature.properties.number, feature);
  selectIncident(feature.properties.number);
  recommendation.takeFocus();
}

async function startMap() {
  try {
    view = await openMap(byId("map"));
    startMapStatus(byId("map-status"), view);
    byId("show-regency").addEventListener("click", () => view.showRegency());
    startFreeRoute(byId("free-route-ask"), byId("free-route"), { map });
    byId("show-madura").addEventListener("click", () => view.showMadura());
    if (call?.isOpen) call.showPin();
    byId("map-region").classList.add("has-map");
  } catch (error) {
    console.error(error);
    put(byId("map"), el("p", { class: "map-missing", role: "status" }, t("map_missing")));
  }
}

function bindAll() {
  const write = () => page.canDispatch;
  bindKey("N", t("key_call"), () => call.open(), { when: write });
  bindKey("J", t("key_next"), () => lists.step(1));
  bindKey("K", t("key_previous"), () => lists.step(-1));
  bindKey("M", t("key_map"), () => view?.focus());
  bindKey("U", t("key_units"), () => (byId("units").querySelector("button") ?? byId("filter")).focus());
  bindKey("F", t("key_find"), () => byId("filter").focus());
  bindKey("/", null, () => byId("filter").focus());
  bindKey("R", t("key_reload"), () => recommendation.load().then(() => recommendation.intoList()), { when: write });
  bindKey("ArrowRight", t("key_into"), () => recommendation.focus(), {
    letter: false, when: (event) => write() && !isTyping(event.target) && !byId("map").contains(event.target),
  });
  for (let digit = 1; digit <= 9; digit++) {
    bindKey(String(digit), digit === 1 ? t("key_choose") : null, () => recommendation.choose(digit - 1), { when: write });
  }
  bindKey("A", t("key_alarm"), () => alarms.acknowledge(), { when: write });
  bindKey("V", t("key_voice"), () => alarms.voice(), { when: write });
  bindKey("O", t("key_accept"), () => alarms.accept(), { when: write });
  bindKey("X", t("key_dismiss"), () => alarms.dismiss(), { when: write });
  bindKey("Z", t("key_undo"), () => undo.take(), { when: () => undo.isOpen() });
  bindKey("T", t("key_theme"), () => toggleTheme(() => view?.drawAll()));
  bindKey("?", t("key_help"), () => help.toggle());
  bindKey("Escape", t("key_back"), back, { letter: false });
}

function back() {
  view?.stopChoosing();
  if (help.isOpen()) help.toggle();
  else if (isTyping(document.activeElement)) document.activeElement.blur();
  else if (state.unit) selectUnit(null);
  else byId("incidents").querySelector(".is-selected, button")?.focus();
}
