/** The tabs of the supervisor's page; the one that is shown stands in the address. */

const listeners = new Map();
let shown = null;

/** Starts the tabs; every panel is named `view-NAME`, its tab `tab-NAME`. */
export function startTabs() {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  for (const tab of tabs) tab.addEventListener("click", () => show(nameOf(tab)));
  document.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = tabs[(tabs.findIndex((tab) => nameOf(tab) === shown) + step + tabs.length) % tabs.length];
    show(nameOf(next));
    next.focus();
  });
  window.addEventListener("hashchange", () => show(asked()));
  show(asked());
}

/** Calls back whenever the tab is shown. */
export function whenShown(name, listener) {
  listeners.set(name, listener);
}

/** Tells whether the tab is shown now. */
export function isShown(name) {
  return shown === name;
}

/** Shows a tab. */
export function show(name) {
  if (name === shown) return;
  shown = name;
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const is = nameOf(tab) === name;
    tab.setAttribute("aria-selected", String(is));
    tab.tabIndex = is ? 0 : -1;
    document.getElementById(`view-${nameOf(tab)}`).hidden = !is;
  }
  if (asked() !== name) history.replaceState(null, "", name === "map" ? location.pathname : `#${name}`);
  listeners.get(name)?.();
}

function asked() {
  const name = location.hash.slice(1);
  return document.getElementById(`tab-${name}`) ? name : "map";
}

function nameOf(tab) {
  return tab.id.slice(4);
}
