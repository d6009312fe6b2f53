// Dialogs: the bot's forms, checked by the server field by field, and the page's own small questions.
import { ask } from "./api.js";
import { by, el, icon } from "./dom.js";
import { field } from "./fields.js";

/** Show a form that a reply carried. */
export function openForm(form) {
  show(form.title, form.inputs, form.send, async (filled) => {
    const [values, files] = [{}, {}];
    for (const [name, value] of Object.entries(filled)) {
      if (value instanceof File) files[name] = { name: value.name.slice(0, 255), data: await inBase64(value) };
      else values[name] = value;
    }
    return ask("form", { form: form.id, values, files });
  });
}

/** What is in a file, as JSON can carry it. */
function inBase64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
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
  const before = JSON.stringify([...fields.values()].map((one) => one.value()));
  // A long text is not lost by a slip of the finger.
  const touched = () => inputs.some((one) => one.kind === "text") && JSON.stringify([...fields.values()].map((one) => one.value())) !== before;
  const close = () => (!touched() || confirm("Close the form? What you typed into it is lost.")) && dialog.close();
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
    dialog.close();
    if (answer.form) openForm(answer.form);
  };
  dialog.replaceChildren(form);
  dialog.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  };
  dialog.classList.toggle("roomy", inputs.some((one) => one.kind === "text" && one.most > 500));
  dialog.oncancel = (event) => event.preventDefault();
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
  if (first) first.focus();
  else if (errors[""]) trouble.scrollIntoView({ block: "nearest" });
}
