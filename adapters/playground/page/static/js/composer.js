// The box one types in, with completion of commands above it. Enter sends, Shift+Enter makes a new line.
import { ask, nonce } from "./api.js";
import { suggest } from "./complete.js";
import { openForm } from "./dialog.js";
import { el, icon } from "./dom.js";
import { nameOf, state } from "./state.js";

const MOST = 2000;
const NEAR_MOST = 1700;

let boxes = 0;

export class Composer {
  /** `where` gives {channel, thread} at the moment of sending. */
  constructor(parent, where, id) {
    this.where = where;
    this.items = [];
    this.active = -1;
    this.asked = 0;
    this.history = [];
    this.drafts = new Map();
    this.spot = "";
    this.mode = null;
    this.listId = `suggestions-${boxes++}`;
    this.pop = el("div.suggest", { hidden: true });
    this.input = el("textarea.line", { id, rows: 1, spellcheck: true, role: "combobox", "aria-autocomplete": "list", "aria-controls": this.listId, "aria-expanded": "false", autocomplete: "off",
      oninput: () => this.changed(), onkeydown: (event) => this.key(event), onblur: () => setTimeout(() => this.close(), 150), onfocus: () => this.changed() });
    const slash = el("button.icon.slash", { type: "button", title: "Commands", "aria-label": "Commands", onclick: () => this.fill("/") }, "/");
    this.button = el("button.send", { type: "button", "aria-label": "Send", onclick: () => this.send() }, icon("send"));
    this.left = el("span.left", { hidden: true });
    this.doing = el("div.doing", { hidden: true });
    this.problem = el("p.problem", { role: "alert", hidden: true });
    parent.append(this.pop, this.problem, this.doing, el("div.box", {}, slash, this.input, this.left, this.button));
  }

  /** Come to another place: what was typed for the one before is kept for when one comes back. */
  moveTo(key) {
    if (key === this.spot) return;
    this.drafts.set(this.spot, { text: this.input.value, mode: this.mode });
    const { text = "", mode = null } = this.drafts.get(key) ?? {};
    this.spot = key;
    this.input.value = text;
    this.become(mode);
    this.close();
    this.changed();
  }

  /** Answer a message with what is sent next. */
  answer(message) {
    if (this.mode?.edit) this.input.value = "";
    this.become({ answer: message.id, author: message.author });
    this.input.focus();
  }

  /** Write an own message anew with what is sent next. */
  edit(message) {
    this.become({ edit: message.id });
    this.fill(message.text);
  }

  become(mode) {
    this.mode = mode;
    this.complain("");
    this.doing.hidden = !mode;
    if (!mode) return;
    const what = mode.edit ? ["Editing your message"] : ["Replying to ", el("b", {}, nameOf(mode.author))];
    this.doing.replaceChildren(icon(mode.edit ? "pen" : "answer"), el("span", {}, what),
      el("button.icon", { type: "button", title: "Never mind", "aria-label": mode.edit ? "Do not edit" : "Do not reply", onclick: () => this.neverMind() }, icon("close")));
  }

  neverMind() {
    if (this.mode?.edit) this.input.value = "";
    this.become(null);
    this.input.focus();
    this.changed();
  }

  complain(text) {
    this.problem.textContent = text;
    this.problem.hidden = !text;
  }

  /** Put `line` into the box and begin completing it. */
  fill(line) {
    this.input.value = line;
    this.input.focus();
    this.input.setSelectionRange(line.length, line.length);
    this.changed();
  }

  set placeholder(text) {
    this.input.placeholder = text;
    this.input.setAttribute("aria-label", text);
  }

  disable(why) {
    this.input.disabled = this.button.disabled = Boolean(why);
    if (why) this.placeholder = why;
  }

  async changed() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 200)}px`;
    this.button.classList.toggle("ready", Boolean(this.input.value.trim()));
    const left = MOST - this.input.value.trim().length;
    this.left.hidden = left > MOST - NEAR_MOST;
    this.left.textContent = String(left);
    this.left.classList.toggle("over", left < 0);
    const turn = ++this.asked;
    const { channel, thread } = this.where();
    const fetch = async (kind, typed) => (await ask("complete", { channel, thread, kind, typed })).options ?? [];
    const people = [...state.personas.values()].map((one) => one.name);
    const found = this.mode?.edit ? null : await suggest(this.input.value, state.commands, fetch, people);
    if (turn === this.asked) this.offer(found);
  }

  offer(found) {
    if (!found || (!found.items.length && !found.hint && !found.usage)) return this.close();
    this.items = found.items;
    this.active = found.first && found.items.length ? 0 : -1;
    const title = found.usage ? usageLine(found.usage) : found.title && el("div.suggest-title", {}, found.title);
    const rows = found.items.map((item, number) => el("li", { id: `${this.listId}-${number}`, role: "option", onmousedown: (event) => { event.preventDefault(); this.take(number); } },
      el("b", {}, item.label), item.detail && el("span.detail", {}, item.detail), el("span.about", {}, item.about), item.host && el("span.tag.host", {}, "teacher")));
    this.pop.replaceChildren(...[title, found.hint && el("div.suggest-hint", {}, found.hint), el("ul", { id: this.listId, role: "listbox", "aria-label": "Suggestions" }, rows),
      found.items.length > 0 && el("div.suggest-keys", { "aria-hidden": "true" }, el("kbd", {}, "↑"), el("kbd", {}, "↓"), " choose ", el("kbd", {}, "Tab"), " take ", el("kbd", {}, "Esc"), " close")].filter(Boolean));
    this.pop.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark();
  }

  mark() {
    this.pop.querySelectorAll("li").forEach((row, number) => {
      row.setAttribute("aria-selected", String(number === this.active));
      if (number === this.active) row.scrollIntoView({ block: "nearest" });
    });
    if (this.active >= 0) this.input.setAttribute("aria-activedescendant", `${this.listId}-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.items = [];
    this.active = -1;
    this.pop.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  take(number) {
    this.fill(this.items[number].line);
  }

  key(event) {
    if (event.isComposing) return;
    const { key, shiftKey } = event;
    const count = this.items.length;
    if (count && (key === "ArrowDown" || key === "ArrowUp")) {
      this.active = (this.active + (key === "ArrowDown" ? 1 : -1) + count + (this.active < 0 && key === "ArrowUp" ? 1 : 0)) % count;
      this.mark();
    } else if (count && key === "Tab" && !shiftKey) this.take(Math.max(0, this.active));
    else if (key === "Enter" && !shiftKey && this.active >= 0) this.take(this.active);
    else if (key === "Enter" && !shiftKey) this.send();
    else if (key === "Escape" && !this.pop.hidden) {
      this.asked++;
      this.close();
    } else if (key === "Escape" && this.mode) this.neverMind();
    else if (key === "ArrowUp" && !this.input.value && this.history.length) this.fill(this.history.at(-1));
    else return;
    event.preventDefault();
  }

  async send() {
    const text = this.input.value.trim();
    if (!text || this.input.disabled || this.sending) return;
    if (text.length > MOST) return this.complain(`A message has ${MOST.toLocaleString()} characters at most; this has ${text.length.toLocaleString()}. Send it in parts.`);
    this.asked++;
    this.close();
    this.sending = true;
    this.button.classList.add("waiting");
    // A failed try keeps its nonce: if it did arrive, sending again must not say it twice.
    const mode = this.mode;
    const key = this.spot;
    if (this.unsent?.text !== text) this.unsent = { text, nonce: nonce() };
    const answer = mode?.edit
      ? await ask("edit", { message: mode.edit, text })
      : await ask("say", { ...this.where(), ...this.unsent, reply_to: mode?.answer ?? "" });
    this.sending = false;
    this.button.classList.remove("waiting");
    if (key === this.spot) this.complain(answer.problem ?? "");
    if (answer.failed || answer.problem) return;
    this.unsent = null;
    if (!mode?.edit) this.history.push(text);
    this.drafts.delete(key);
    if (key === this.spot && this.input.value.trim() === text) {
      this.input.value = "";
      this.become(null);
    }
    this.changed();
    if (answer.form) openForm(answer.form);
  }
}

function usageLine({ command, active }) {
  return el("div.suggest-usage", {}, el("b", {}, `/${command.path}`), command.params.map((param) =>
    el("span", { className: param.name === active ? "param on" : "param" }, param.required ? param.name : `${param.name}?`)));
}
