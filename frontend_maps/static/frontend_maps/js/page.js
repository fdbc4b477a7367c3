/** What Django tells a page: addresses, words, labels, who is logged in. One JSON block, no paths in code. */

export const page = JSON.parse(document.getElementById("page").textContent);

/** Returns the named address with its {placeholders} filled and a query string where given. */
export function url(name, values = {}, query = null) {
  const template = page.urls[name];
  if (!template) throw new Error(`unknown address: ${name}`);
  const path = template.replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(values[key]));
  return query ? `${path}?${new URLSearchParams(query)}` : path;
}

/** Returns the sentence of the catalogue with its {placeholders} filled. */
export function t(key, values = {}) {
  const sentence = page.words[key];
  if (sentence === undefined) return key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Returns the label of a code (status, kind, category, ...); the code itself when unknown. */
export function label(group, code) {
  return page.labels[group]?.[code] ?? code ?? "";
}

/** Returns in the reader's language how a place was read: the geocoder's parts, one by one. */
export function reading(parts) {
  const known = Object.keys(page.labels.reading).sort((a, b) => b.length - a.length);
  const part = new RegExp(`\\b(${known.join("|")})\\b`, "g");
  return parts.replace(part, (name) => label("reading", name));
}
