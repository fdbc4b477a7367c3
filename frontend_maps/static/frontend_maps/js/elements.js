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
  node.replaceChildren(...children.flat(Infinity).filter(isShown));
}

let isPressed = false;
const waiting = new Map();

/**
 * Draws a list anew. What reads the same stays in place, the focus stays on the same thing (things
 * carry `data-key`), and nothing changes between the press and the release of a button.
 */
export function redraw(node, children) {
  if (isPressed) waiting.set(node, children);
  else {
    waiting.delete(node); // older than what is drawn now
    drawNow(node, [children].flat(Infinity).filter(isShown));
  }
}

document.addEventListener("pointerdown", (event) => {
  isPressed = Boolean(event.target.closest?.("button, a, [role=option]"));
}, { capture: true });
for (const [target, end] of [[document, "pointerup"], [document, "pointercancel"], [window, "blur"]]) {
  target.addEventListener(end, release, { capture: true });
}

function release() {
  isPressed = false;
  setTimeout(() => { // after the click has found its target
    for (const [node, children] of waiting) redraw(node, children);
    waiting.clear();
  });
}

function isShown(child) {
  return child !== null && child !== undefined && child !== false;
}

function drawNow(node, children) {
  const active = document.activeElement;
  const key = active && node.contains(active) ? active.closest("[data-key]")?.dataset.key : null;
  const inner = key ? active.dataset.act ?? null : null;
  const scroll = node.scrollTop;
  const old = [...node.childNodes];
  const next = children.map((child, index) => (child instanceof Node && old[index]?.isEqualNode(child) ? old[index] : child));
  if (next.length !== old.length || next.some((child, index) => child !== old[index])) {
    const kept = next.map((child, index) => (child === old[index] ? null : child));
    old.forEach((child, index) => { if (child !== next[index]) child.remove(); });
    kept.forEach((child, index) => { if (child !== null) node.insertBefore(asNode(child), node.childNodes[index] ?? null); });
  }
  node.scrollTop = scroll;
  if (!key) return;
  const again = node.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const target = inner ? again?.querySelector(`[data-act="${CSS.escape(inner)}"]`) ?? again : again;
  target?.focus({ preventScroll: true });
}

function asNode(child) {
  return child instanceof Node ? child : document.createTextNode(String(child));
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
