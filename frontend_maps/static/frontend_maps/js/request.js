/** The one place for fetch: CSRF, repeat keys, and errors as sentences. */

import { page, t } from "./page.js";

/** A request that was not fulfilled: `status` (0 = no connection) and the problem document. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(sentenceOf(status, problem));
    this.status = status;
    this.problem = problem ?? {};
  }
}

/** Reads JSON. */
export function get(address, options = {}) {
  return request(address, { ...options, method: "GET" });
}

/**
 * Writes JSON. The key makes a repeat of the same press harmless; pass the same one when the
 * answer of the first try was lost, null where what is sent has names of its own.
 */
export function send(method, address, body, { key = newKey(), headers = {}, signal = null } = {}) {
  return request(address, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { "Content-Type": "application/json", ...(key && { "Idempotency-Key": key }), ...headers },
    signal,
  });
}

/** Returns a random key for one press. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function request(address, options) {
  const headers = { Accept: "application/json", "Accept-Language": page.language, ...options.headers };
  if (options.method !== "GET") headers["X-CSRFToken"] = csrfToken();
  let response;
  try {
    response = await fetch(address, { credentials: "same-origin", redirect: "error", ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, null);
  }
  const body = await bodyOf(response);
  if (!response.ok) throw new Refusal(response.status, body);
  return body;
}

async function bodyOf(response) {
  if (response.status === 204) return null;
  const text = await response.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    if (response.ok) throw new Refusal(502, null); // a login page or a proxy's page instead of data
    return null;
  }
}

function sentenceOf(status, problem) {
  if (status === 0) return t("error_offline");
  if (status === 401) return t("error_session");
  const fields = Object.values(problem?.errors ?? {}).flat();
  const detail = [problem?.detail, ...fields.filter((sentence) => sentence !== problem?.detail)].filter(Boolean);
  return detail.length ? detail.join(" ") : t("error_server", { status });
}

function csrfToken() {
  return document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="))?.slice(10) ?? page.csrf;
}
