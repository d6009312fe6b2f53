// Dialogs: the bot's forms, checked by the server field by field, and the page's own small questions.
import { ask } from "./api.js";
import { by, el, icon } from "./dom.js";

/** Show a form that a reply carried. */
export function openForm(form) {
  show(form.title, form.inputs, form.send, (values) => ask("form", { form: form.id, values }));
}

/** Ask the person something of the page's own; `send` gets the values and returns the server's answer. */
export function question(title, inputs, label, send) {
  const whole = { kind: "line", hint: "", value: "", required: true, most: 32, options: [] };
  show(title, inputs.map((one) => ({ ...whole, ...one })), label, send);
}

function show(title, inputs, label, send) {
  const dialog = by("dialog");
  const fields = new Map(inputs.map((input) => [input.name, field(input)]));
  const trouble = el("p.trouble", { role: "alert", hidden: true });
  const submit = el("button.btn.main", { type: "submit" }, label || "Send");
  const close = () => dialog.close();
  const form = el("form", { method: "dialog", noValidate: true },
    el("header", {}, el("h2", { id: "dialog-title" }, title), el("button.icon", { type: "button", "aria-label": "Close", onclick: close }, icon("close"))),
    el("div.fields", {}, trouble, [...fields.values()].map((one) => one.node)),
    el("footer", {}, el("button.btn.plain", { type: "button", onclick: close }, "Cancel"), submit));
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    const answer = await send(Object.fromEntries([...fields].map(([name, one]) => [name, one.value()])));
    submit.disabled = false;
    complain(fields, trouble, answer.errors ?? {});
    if (answer.errors || answer.failed) return;
    close();
    if (answer.form) openForm(answer.form);
  };
  dialog.replaceChildren(form);
  dialog.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  };
  if (!dialog.open) dialog.showModal();
  form.querySelector("input, textarea, select")?.focus();
}

/** Put every problem at its field, and the keyboard into the first of them. */
function complain(fields, trouble, errors) {
  trouble.hidden = !errors[""];
  trouble.textContent = errors[""] ?? "";
  let first = null;
  for (const [name, one] of fields) {
    one.problem(errors[name] ?? "");
    if (errors[name]) first ??= one;
  }
  first?.focus();
}

function field(input) {
  const id = `field-${input.name}`;
  const common = { id, name: input.name, required: input.required, "aria-describedby": `${id}-note` };
  const control = made(input, common);
  const note = el("small.note", { id: `${id}-note` }, input.hint);
  const label = input.kind === "tick" ? el("label.choice", {}, control, el("span", {}, input.label)) : el("label", { htmlFor: id }, input.label, !input.required && el("i", {}, "optional"));
  const node = el("div.field", {}, label, input.kind === "tick" ? null : withPicker(input, control), note);
  return {
    node,
    value: () => (input.kind === "tick" ? String(control.checked) : control.value),
    focus: () => control.focus(),
    problem(text) {
      node.classList.toggle("wrong", Boolean(text));
      control.setAttribute("aria-invalid", String(Boolean(text)));
      note.textContent = text || input.hint;
    },
  };
}

function made(input, common) {
  const value = input.value;
  switch (input.kind) {
    case "text": {
      const area = el("textarea", { ...common, rows: 5, maxLength: input.most, value });
      area.onkeydown = (event) => (event.ctrlKey || event.metaKey) && event.key === "Enter" && area.form.requestSubmit();
      return area;
    }
    case "choice": {
      const empty = input.required ? [] : [el("option", { value: "" }, "—")];
      const select = el("select", common, empty, input.options.map((one) => el("option", { value: one.value }, one.label)));
      if (value) select.value = value;
      return select;
    }
    case "tick":
      return el("input", { ...common, type: "checkbox" });
    case "whole":
      return el("input", { ...common, type: "text", inputMode: "numeric", maxLength: 16, value, autocomplete: "off" });
    default:
      return el("input", { ...common, type: "text", maxLength: input.most, value, autocomplete: "off" });
  }
}

/** A moment may be typed in words ("fri 17:00") or picked from the browser's calendar. */
function withPicker(input, control) {
  if (input.kind !== "when") return control;
  control.placeholder = "fri 17:00, in 3 days, 2026-12-01 09:00";
  const picker = el("input.picker", { type: "datetime-local", tabIndex: -1, "aria-hidden": "true", onchange: () => (control.value = picker.value.replace("T", " ")) });
  const open = el("button.icon", { type: "button", "aria-label": "Pick from a calendar", onclick: () => picker.showPicker?.() }, icon("clock"));
  return el("div.with-picker", {}, control, open, picker);
}
