// The fields of a form. Nothing that is typed or pasted is cut off: what is too long is counted, and the server says so.
import { el, icon } from "./dom.js";
import { longTime, now, relative } from "./time.js";

const LONG = 500;
const MOMENT = /^<t:(-?\d{1,13})(?::[tTdDfFRs])?>$/;

/** A field with its label and a note below it: {node, value(), focus(), problem(text)}. */
export function field(input) {
  const id = `field-${input.name}`;
  const common = { id, name: input.name, required: input.required, "aria-describedby": `${id}-note` };
  const control = made(input, common);
  const note = el("small.note", { id: `${id}-note` }, input.hint);
  const tick = input.kind === "tick";
  const label = tick ? el("label.choice", {}, control, el("span", {}, input.label)) : el("label", { htmlFor: id }, input.label, !input.required && el("i", {}, "optional"));
  const { around = null, below = null } = tick ? {} : dressed(input, control);
  const node = el("div.field", {}, label, around, el("div.notes", {}, note, below));
  return {
    node,
    value: () => (tick ? String(control.checked) : input.kind === "file" ? control.files[0] ?? "" : control.value),
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
      const area = el("textarea", { ...common, rows: input.most > LONG ? 10 : 5, value });
      area.onkeydown = (event) => (event.ctrlKey || event.metaKey) && event.key === "Enter" && area.form.requestSubmit();
      return area;
    }
    case "choice": {
      const empty = input.required ? (value ? [] : [el("option", { value: "" }, "Choose…")]) : [el("option", { value: "" }, "—")];
      const select = el("select", common, empty, input.options.map((one) => el("option", { value: one.value }, one.label)));
      if (value) select.value = value;
      return select;
    }
    case "tick":
      return el("input", { ...common, type: "checkbox" });
    case "file":
      return el("input", { ...common, type: "file" });
    case "whole":
      return el("input", { ...common, type: "text", inputMode: "numeric", maxLength: 16, value, autocomplete: "off" });
    default:
      return el("input", { ...common, type: "text", value, autocomplete: "off" });
  }
}

/** What belongs to a control: a calendar beside it, or what is counted below it. */
function dressed(input, control) {
  if (input.kind === "when") return withCalendar(control);
  if (input.kind === "text") return { around: control, below: counted(control, input.most) };
  return { around: control };
}

/** How many words there are, and how many characters are left, as one types. */
function counted(area, most) {
  const node = el("small.counts", { "aria-live": "off" });
  const write = () => {
    const words = area.value.split(/\s+/).filter(Boolean).length;
    const left = most - area.value.trim().length;
    node.textContent = `${words === 1 ? "1 word" : `${words.toLocaleString()} words`} · ${left < 0 ? `${(-left).toLocaleString()} characters too many` : `${left.toLocaleString()} characters left`}`;
    node.classList.toggle("over", left < 0);
  };
  area.addEventListener("input", write);
  write();
  return node;
}

/** A moment is typed in words ("fri 17:00"), or picked from the browser's calendar, which writes it so that no zone can be mistaken. */
function withCalendar(control) {
  control.placeholder = "fri 17:00, in 3 days, 2026-12-01 09:00";
  const understood = el("small.understood");
  const show = () => {
    const found = MOMENT.exec(control.value.trim());
    const at = found ? Number(found[1]) * 1000 : NaN;
    const known = Math.abs(at) < 8.64e15;
    understood.textContent = known ? `${longTime(at)}, ${relative(at)}` : "";
  };
  const pick = () => {
    const at = new Date(picker.value).getTime();
    if (Number.isNaN(at)) return;
    control.value = `<t:${Math.floor(at / 1000)}>`;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const picker = el("input.picker", { type: "datetime-local", tabIndex: -1, "aria-hidden": "true", onchange: pick, oninput: pick });
  const open = el("button.icon", { type: "button", title: "Pick from a calendar", "aria-label": "Pick from a calendar", onclick: () => {
    picker.value ||= localValue(now() + 86_400_000);
    picker.showPicker?.();
  } }, icon("calendar"));
  control.addEventListener("input", show);
  show();
  return { around: el("div.with-picker", {}, control, open, picker), below: understood };
}

/** An instant as the browser's own field writes it: local, to the hour. */
function localValue(at) {
  const date = new Date(at);
  date.setMinutes(0, 0, 0);
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:00`;
}
