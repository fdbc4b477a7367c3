/** Makes a tracker for a unit, shows its settings once, and waits for its first position. */

import { ageOf } from "./clock.js";
import { el, put, redraw } from "./elements.js";
import { age } from "./formats.js";
import { notify } from "./notices.js";
import { page, t, url } from "./page.js";
import { get, send } from "./request.js";
import { toggleTheme } from "./theme_switch.js";

const LOOK_MS = 3000;
const byId = (id) => document.getElementById(id);
let device = null;
let timer = null;

byId("theme").addEventListener("click", () => toggleTheme());
byId("make").addEventListener("submit", make);
byId("check")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const identifier = new FormData(event.target).get("identifier").trim();
  if (identifier) wait(identifier);
});
listUnits();

async function listUnits() {
  const select = byId("unit-choice");
  let units = page.user.units.map((code) => ({ code, name: "" }));
  if (page.role === "supervisor") {
    try {
      units = (await get(url("units"))).features.map(({ properties }) => properties);
    } catch (error) {
      notify(error.message, "error");
    }
  }
  put(select, units.map(({ code, name }) => el("option", { value: code }, name ? `${code} · ${name}` : code)));
  byId("make").querySelector("button").disabled = !units.length || page.role === "dispatcher";
}

async function make(event) {
  event.preventDefault();
  const button = byId("make").querySelector("button");
  button.disabled = true;
  try {
    device = await send("POST", url("devices"), { unit: byId("unit-choice").value });
    const { unit, identifier, secret } = device;
    const { apps } = await send("POST", url("setup_codes"), { unit, identifier, secret }, { key: null });
    put(byId("made"), el("p", {}, el("b", {}, t("setup_made", { identifier, unit })), " ", t("setup_once")));
    put(byId("apps"), apps.map(appCard));
    wait(identifier);
  } catch (error) {
    notify(error.message, "error");
  } finally {
    button.disabled = false;
  }
}

function appCard(app) {
  return el("article", { class: "app", "data-app": app.key },
    el("h2", {}, app.name, " ", el("small", {}, app.systems)),
    el("img", { src: app.qr, alt: t("setup_scan", { app: app.name }), "data-code": app.code }),
    el("div", {},
      el("table", {}, el("tbody", {}, app.lines.map(([name, value]) => el("tr", {}, el("th", {}, name), el("td", {}, value))))),
      el("div", { class: "acts" },
        app.link && el("a", { href: app.link }, t("setup_open")),
        el("button", { type: "button", onclick: () => copy(app.code) }, t("setup_copy")),
        app.file_name && el("a", { href: fileAddress(app), download: app.file_name }, t("setup_file", { name: app.file_name })))),
    el("ol", { class: "points" }, app.steps.map((step) => el("li", {}, step))));
}

/** A file made here, in the browser: its secret passes through no address and no server's log. */
function fileAddress(app) {
  return URL.createObjectURL(new Blob([app.file_text], { type: "application/octet-stream" }));
}

async function copy(text) {
  await navigator.clipboard?.writeText(text);
  notify(t("setup_copied"));
}

/** Looks every few seconds whether the device has sent its first position. */
function wait(identifier) {
  clearInterval(timer);
  const look = async () => {
    try {
      draw(identifier, await get(url("device", { identifier })));
    } catch (error) {
      redraw(byId("first-fix"), el("p", { class: "first-fix" }, t("setup_unchecked", { problem: error.message })));
    }
  };
  timer = setInterval(look, LOOK_MS);
  look();
}

function draw(identifier, found) {
  const isWorking = found.fix_time !== null;
  const contact = age(ageOf(found.contact_at));
  const text = isWorking ? t("setup_works", { identifier, age: age(ageOf(found.fix_time)), age_contact: contact })
    : found.contact_at ? t("setup_contact", { identifier, age: contact }) : t("setup_waiting", { identifier });
  redraw(byId("first-fix"), el("p", { class: `first-fix${isWorking ? " is-working" : ""}`, role: "status" },
    el("span", { "aria-hidden": "true" }, isWorking ? "✔" : "…"), el("span", {}, text)));
}
