/**
 * The service worker of the crew's page: keeps the page's files and the map's layers, nothing else.
 *
 * The server writes RELEASE before this text: { version, files, layers, page }. Files belong to a
 * release as a whole; a page of a newer release takes its files from the network until this worker is
 * replaced. Answers of the API are never kept here: what was last known is the page's own business,
 * and it shows how old that is.
 */

/* global RELEASE */
const FILES = `siaga-files-${RELEASE.version}`;
const LAYERS = "siaga-layers";
const PAGES = "siaga-pages";
const PATIENCE_MS = 5000;
const newer = new Set(); // clients whose page came from a newer release
const layers = new Set(RELEASE.layers);
const files = new Set(RELEASE.files);

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  if (event.data === "keep") event.waitUntil(Promise.all([keepPage(), ...RELEASE.layers.map(keepLayer)]));
  if (event.data === "forget") event.waitUntil(caches.delete(PAGES));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (address.pathname === RELEASE.page) event.respondWith(pageFor(event));
    return;
  }
  if (address.search) return;
  if (files.has(address.pathname) && !newer.has(event.clientId)) event.respondWith(fileFor(request));
  else if (layers.has(address.pathname)) event.respondWith(layerFor(event));
});

async function install() {
  const cache = await caches.open(FILES);
  await cache.addAll(RELEASE.files.map((path) => new Request(path, { cache: "reload" })));
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith("siaga-files-") && name !== FILES) await caches.delete(name);
  await self.clients.claim();
}

/** The page: from the network while it answers soon, else as it was last seen by this account. */
async function pageFor(event) {
  const fresh = fetch(event.request).then(async (response) => {
    if (response.ok && !response.redirected && response.headers.get("X-Release")) {
      if (response.headers.get("X-Release") !== RELEASE.version) newer.add(event.resultingClientId);
      await (await caches.open(PAGES)).put(RELEASE.page, response.clone());
    }
    return response;
  });
  fresh.catch(() => {});
  const kept = await found(PAGES, RELEASE.page);
  if (!kept) return fresh;
  const late = new Promise((done) => setTimeout(done, PATIENCE_MS, kept));
  return Promise.race([fresh.then((response) => (response.status >= 500 ? kept : response), () => kept), late]);
}

async function fileFor(request) {
  return (await found(FILES, request)) ?? fetch(request);
}

/** A layer of the map: at once as it was kept, and renewed behind it; the ground changes in months. */
async function layerFor(event) {
  const kept = await found(LAYERS, event.request);
  const fresh = fetch(event.request).then(async (response) => {
    if (response.ok) await (await caches.open(LAYERS)).put(event.request.url, response.clone());
    return response;
  });
  if (!kept) return fresh;
  event.waitUntil(fresh.catch(() => {}));
  return kept;
}

async function keepPage() {
  if (await found(PAGES, RELEASE.page)) return; // each opening keeps it anew
  const response = await fetch(RELEASE.page, { redirect: "manual" }).catch(() => null);
  if (response?.ok) await (await caches.open(PAGES)).put(RELEASE.page, response);
}

async function keepLayer(path) {
  if (await found(LAYERS, path)) return;
  const response = await fetch(path).catch(() => null);
  if (response?.ok) await (await caches.open(LAYERS)).put(path, response);
}

/** What is kept under an address, whatever headers it was asked with: they hold no other content. */
function found(cacheName, request) {
  return caches.match(request, { cacheName, ignoreVary: true });
}
