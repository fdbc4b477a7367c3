/** Lets the page open without network, and takes a new release only when the crew says so. */

import { el, put } from "../elements.js";
import { t, url } from "../page.js";

const LOOK_MS = 30 * 60_000;
let isWanted = false;

/** Registers the worker that keeps the page; offers a new release in `host`. */
export async function startRelease(host) {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => isWanted && location.reload());
  try {
    const registration = await navigator.serviceWorker.register(url("crew_worker"), { scope: url("crew"), updateViaCache: "none" });
    navigator.serviceWorker.ready.then(({ active }) => active?.postMessage("keep"));
    const offer = () => registration.waiting && navigator.serviceWorker.controller && show(host, registration.waiting);
    offer();
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", ({ target }) => target.state === "installed" && offer());
    });
    setInterval(() => registration.update().catch(() => {}), LOOK_MS);
  } catch (error) {
    console.warn(`the page is not kept for offline use: ${error.message}`);
  }
}

/** Tells the worker to forget the page of an account that leaves. */
export function forgetPage() {
  navigator.serviceWorker?.controller?.postMessage("forget");
}

function show(host, waiting) {
  const take = () => {
    isWanted = true;
    waiting.postMessage("take over");
  };
  put(host, el("p", { class: "release" }, t("crew_release"), " ", el("button", { type: "button", onclick: take }, t("crew_reload"))));
}
