/**
 * What waits on this phone and what was last known, in IndexedDB: it survives a reload, a closed page
 * and a restart. Where the browser keeps nothing (private windows) the page goes on in memory and says so.
 */

import { url } from "../page.js";

const NAME = "siaga-crew";
const VERSION = 1;
export const FIXES_MAX = 6000; // 16 hours at one each 10 s
export const PRESSES_MAX = 1000;
const OPEN_MS = 8000;
const ANSWER_MS = 5000;
const MAY_FAIL = new Set(["get", "put"]); // without an answer nothing is known, and nobody is stopped

let opened = null;

/** Returns the store: `isKept` tells whether it survives the page. */
export function openStore() {
  opened ??= open();
  return opened;
}

/** Returns what a promise gives, or fails after a time: a store that hangs may hold nothing up. */
export async function within(limit_ms, promise) {
  let timer = null;
  const late = new Promise((_, fail) => { timer = setTimeout(() => fail(new Error(`no answer within ${limit_ms} ms`)), limit_ms); });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function open() {
  try {
    const { openDB } = await import(url("idb"));
    const db = await within(OPEN_MS, openDB(NAME, VERSION, {
      upgrade(made) {
        made.createObjectStore("presses", { keyPath: "seq", autoIncrement: true });
        made.createObjectStore("fixes", { keyPath: "seq", autoIncrement: true });
        made.createObjectStore("known");
      },
      blocking: () => db.close(),
      terminated: () => { opened = null; },
    }));
    navigator.storage?.persist?.().catch(() => {});
    return bounded(new KeptStore(db));
  } catch (error) {
    console.warn(`nothing can be kept: ${error.message}`);
    return new MemoryStore();
  }
}

/** Gives every answer of a store a limit. */
function bounded(store) {
  const limited = (name) => async (...values) => {
    try {
      return await within(ANSWER_MS, store[name](...values));
    } catch (error) {
      console.warn(`the store failed (${name}): ${error.message}`);
      if (MAY_FAIL.has(name)) return undefined;
      throw error;
    }
  };
  return new Proxy(store, { get: (_, name) => (typeof store[name] === "function" ? limited(name) : store[name]) });
}

class KeptStore {
  constructor(db) {
    this.db = db;
    this.isKept = true;
  }

  /** Keeps a press; returns it with its place in the order. */
  async addPress(press) {
    const seq = await this.db.add("presses", press);
    return { ...press, seq };
  }

  presses() {
    return this.db.getAll("presses");
  }

  dropPress(seq) {
    return this.db.delete("presses", seq);
  }

  /**
   * Keeps a fix unless another one (of any tab) is less than `every_ms` older. Returns whether it was
   * kept. A full store keeps every second one of its older half.
   */
  async addFix(fix, every_ms) {
    const work = this.db.transaction(["fixes", "known"], "readwrite");
    const fixes = work.objectStore("fixes");
    const known = work.objectStore("known");
    const last_ms = (await known.get("latest_kept_ms")) ?? 0;
    const isTooSoon = fix.measured_ms > last_ms - every_ms && fix.measured_ms < last_ms + every_ms;
    if (!isTooSoon) {
      await fixes.add(fix);
      await known.put(fix.measured_ms, "latest_kept_ms");
      if ((await fixes.count()) > FIXES_MAX) await thin(fixes, known);
    }
    await work.done;
    return !isTooSoon;
  }

  /** Returns the oldest fixes of an account. */
  async fixes(user, limit) {
    const found = [];
    let cursor = await this.db.transaction("fixes").store.openCursor();
    while (cursor && found.length < limit) {
      if (cursor.value.user === user) found.push(cursor.value);
      cursor = await cursor.continue();
    }
    return found;
  }

  async dropFixes(seqs) {
    const work = this.db.transaction("fixes", "readwrite");
    await Promise.all([...seqs.map((seq) => work.store.delete(seq)), work.done]);
  }

  countFixes() {
    return this.db.count("fixes");
  }

  get(key) {
    return this.db.get("known", key);
  }

  put(key, value) {
    return this.db.put("known", value, key);
  }
}

async function thin(fixes, known) {
  const keys = await fixes.getAllKeys(null, FIXES_MAX / 2);
  const dropped = keys.filter((_, index) => index % 2);
  await Promise.all(dropped.map((key) => fixes.delete(key)));
  await known.put(((await known.get("thinned")) ?? 0) + dropped.length, "thinned");
}

class MemoryStore {
  constructor() {
    this.isKept = false;
    this.seq = 0;
    this.waiting = { presses: [], fixes: [] };
    this.known = new Map();
  }

  async addPress(press) {
    const kept = { ...press, seq: ++this.seq };
    this.waiting.presses.push(kept);
    return kept;
  }

  async presses() {
    return [...this.waiting.presses];
  }

  async dropPress(seq) {
    this.waiting.presses = this.waiting.presses.filter((one) => one.seq !== seq);
  }

  async addFix(fix, every_ms) {
    if (Math.abs(fix.measured_ms - (this.known.get("latest_kept_ms") ?? 0)) < every_ms) return false;
    this.known.set("latest_kept_ms", fix.measured_ms);
    this.waiting.fixes.push({ ...fix, seq: ++this.seq });
    if (this.waiting.fixes.length > FIXES_MAX) this.waiting.fixes.shift();
    return true;
  }

  async fixes(user, limit) {
    return this.waiting.fixes.filter((fix) => fix.user === user).slice(0, limit);
  }

  async dropFixes(seqs) {
    this.waiting.fixes = this.waiting.fixes.filter((fix) => !seqs.includes(fix.seq));
  }

  async countFixes() {
    return this.waiting.fixes.length;
  }

  async get(key) {
    return this.known.get(key);
  }

  async put(key, value) {
    this.known.set(key, value);
  }
}
