/** A crew's call for help: taking it for the room, and closing it with a note of how it ended. */

import { el, put } from "./elements.js";
import { notify } from "./notices.js";
import { t, url } from "./page.js";
import { newKey, send } from "./request.js";

/** Tells everybody that the room has heard; the alarm goes on to be shown, in silence. */
export function takeHelp(alarm) {
  return post("help_call_acknowledge", alarm.help_call, {});
}

/** Prepares the form that closes a call; `open(alarm)` shows it in a place of its own, which no redraw touches. */
export function helpForm(host) {
  function close() {
    put(host);
  }

  function open(alarm) {
    const key = newKey();
    const note = el("input", { name: "note", maxlength: "200", required: true, autocomplete: "off", placeholder: t("panic_note_hint") });
    const submit = async (event) => {
      event.preventDefault();
      if (await post("help_call_close", alarm.help_call, { note: note.value.trim() }, key)) close();
    };
    put(host, el("form", { class: "help-form", onsubmit: submit, onkeydown: (event) => event.key === "Escape" && close() },
      el("label", {}, el("span", {}, t("panic_note", { unit: alarm.unit })), note),
      el("div", { class: "actions small" },
        el("button", { type: "submit", class: "primary" }, t("panic_close_now")),
        el("button", { type: "button", onclick: close }, t("cancel")))));
    note.focus();
  }

  return { open };
}

async function post(name, id, body, key = newKey()) {
  try {
    await send("POST", url(name, { id }), body, { key });
    return true;
  } catch (error) {
    notify(error.message, "error");
    return false;
  }
}
