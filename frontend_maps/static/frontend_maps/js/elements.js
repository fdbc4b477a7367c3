/** Builds elements from text. Data never becomes markup: strings are always text nodes. */

const SVG = "http://www.w3.org/2000/svg";

/** Returns an HTML element. Attributes: `class`, `data-*`, `on…` functions, booleans; the rest as is. */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Returns an SVG element. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Replaces the children of a node. */
export function put(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

/** Keeps the focus on the same thing while a list is drawn anew (things carry `data-key`). */
export function redraw(node, children) {
  const active = document.activeElement;
  const key = active && node.contains(active) ? active.closest("[data-key]")?.dataset.key : null;
  const inner = key ? active.dataset.act ?? null : null;
  const scroll = node.scrollTop;
  put(node, children);
  node.scrollTop = scroll;
  if (!key) return;
  const again = node.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const target = inner ? again?.querySelector(`[data-act="${CSS.escape(inner)}"]`) ?? again : again;
  target?.focus({ preventScroll: true });
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else node.setAttribute(name, value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child);
  }
  return node;
}
