/** The fields of the call box: text, one letter a category, one digit a priority, one key to close. */

import { el, put } from "./elements.js";
import { shortNumber } from "./formats.js";
import { label, page, t } from "./page.js";

/** Returns a text field whose value goes to `changed` as typed. */
export function textField(name, title, value, placeholder, changed, type = "text") {
  const field = el("input", { name, type, placeholder, maxlength: 2000, autocomplete: "off", spellcheck: "false", "aria-label": title });
  field.value = value;
  field.addEventListener("input", () => changed(field.value));
  return field;
}

/** Returns `{ node, draw, press }`: the categories, each chosen by its letter, arrows or a click. */
export function categoryField(value, chosen) {
  let current = value;
  const node = el("div", { class: "choice", role: "radiogroup", "aria-label": t("what") });
  const draw = () => put(node, el("span", { class: "title" }, t("what")),
    page.categories.map((category, index) => option(node, {
      key: category.key, text: label("category", category.code), value: category.code, current, first: index === 0, choose,
    })));
  const choose = (code, focus = true) => {
    current = code;
    chosen(code);
    draw();
    if (focus) node.querySelector(`[data-value="${code}"]`).focus();
  };
  node.addEventListener("keydown", (event) => onArrow(event, node));
  draw();
  return { node, draw, press: (key) => pressed(key, page.categories, choose) };
}

/** Returns `{ node, draw, press }`: priorities 1 to 4; `shown()` gives `{ value, isProposed }`. */
export function priorityField(shown, chosen) {
  const node = el("div", { class: "choice priorities", role: "radiogroup", "aria-label": t("priority") });
  const values = [1, 2, 3, 4].map((value) => ({ key: String(value), code: value }));
  const draw = () => {
    const { value, isProposed } = shown();
    put(node, el("span", { class: "title" }, t("priority"), isProposed && value ? el("small", {}, ` ${t("proposed")}`) : ""),
      values.map(({ key, code }) => option(node, { key, text: `P${code}`, value: code, current: value, first: code === 1, choose })));
  };
  const choose = (value, focus = true) => {
    chosen(value);
    draw();
    if (focus) node.querySelector(`[data-value="${value}"]`).focus();
  };
  node.addEventListener("keydown", (event) => onArrow(event, node));
  draw();
  return { node, draw, press: (key) => pressed(key, values, choose) };
}

/** Returns the buttons that end a contact which is no emergency, each with its function key. */
export function closingButtons(close, selected) {
  return el("div", { class: "closings", "aria-label": t("no_emergency") },
    el("span", { class: "title" }, t("no_emergency")),
    page.closings.map(({ code, key }) => {
      const number = code === "duplicate" ? selected() : null;
      return el("button", { type: "button", title: number ? t("duplicate_of", { number }) : null, onclick: () => close(code) },
        el("kbd", {}, key), ` ${label("outcome", code)}`, number ? ` ${shortNumber(number)}` : "");
    }));
}

function option(node, { key, text, value, current, first, choose }) {
  const checked = value === current;
  return el("button", {
    type: "button", role: "radio", "aria-checked": String(checked), "data-value": value,
    tabindex: checked || (first && current === null) ? "0" : "-1", onclick: () => choose(value),
  }, el("kbd", {}, key), ` ${text}`);
}

/** Chooses what the key stands for; tells whether there is such a thing. */
function pressed(key, options, choose) {
  const wanted = options.find((one) => one.key === key.toUpperCase());
  if (wanted) choose(wanted.code);
  return Boolean(wanted);
}

function onArrow(event, node) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const buttons = [...node.querySelectorAll("button")];
  const at = Math.max(0, buttons.indexOf(document.activeElement));
  buttons[(at + step + buttons.length) % buttons.length].focus();
  event.preventDefault();
  event.stopPropagation();
}
