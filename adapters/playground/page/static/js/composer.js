// The box one types in, with completion of commands above it. Enter sends, Shift+Enter makes a new line.
import { ask, nonce } from "./api.js";
import { suggest } from "./complete.js";
import { openForm } from "./dialog.js";
import { el, icon } from "./dom.js";
import { state } from "./state.js";

let boxes = 0;

export class Composer {
  /** `where` gives {channel, thread} at the moment of sending. */
  constructor(parent, where, id) {
    this.where = where;
    this.items = [];
    this.active = -1;
    this.asked = 0;
    this.history = [];
    this.listId = `suggestions-${boxes++}`;
    this.pop = el("div.suggest", { hidden: true });
    this.input = el("textarea.line", { id, rows: 1, maxLength: 2000, spellcheck: true, role: "combobox", "aria-autocomplete": "list", "aria-controls": this.listId, "aria-expanded": "false", autocomplete: "off",
      oninput: () => this.changed(), onkeydown: (event) => this.key(event), onblur: () => setTimeout(() => this.close(), 150), onfocus: () => this.changed() });
    const slash = el("button.icon.slash", { type: "button", title: "Commands", "aria-label": "Commands", onclick: () => this.fill("/") }, "/");
    this.button = el("button.send", { type: "button", "aria-label": "Send", onclick: () => this.send() }, icon("send"));
    parent.append(this.pop, el("div.box", {}, slash, this.input, this.button));
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
    const turn = ++this.asked;
    const { channel, thread } = this.where();
    const fetch = async (kind, typed) => (await ask("complete", { channel, thread, kind, typed })).options ?? [];
    const found = await suggest(this.input.value, state.commands, fetch);
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
    } else if (key === "ArrowUp" && !this.input.value && this.history.length) this.fill(this.history.at(-1));
    else return;
    event.preventDefault();
  }

  async send() {
    const text = this.input.value.trim();
    if (!text || this.input.disabled || this.sending) return;
    this.asked++;
    this.close();
    this.sending = true;
    this.button.classList.add("waiting");
    // A failed try keeps its nonce: if it did arrive, sending again must not say it twice.
    if (this.unsent?.text !== text) this.unsent = { text, nonce: nonce() };
    const answer = await ask("say", { ...this.where(), ...this.unsent });
    this.sending = false;
    this.button.classList.remove("waiting");
    if (answer.failed) return;
    this.unsent = null;
    this.history.push(text);
    if (this.input.value.trim() === text) this.input.value = "";
    this.changed();
    if (answer.form) openForm(answer.form);
  }
}

function usageLine({ command, active }) {
  return el("div.suggest-usage", {}, el("b", {}, `/${command.path}`), command.params.map((param) =>
    el("span", { className: param.name === active ? "param on" : "param" }, param.required ? param.name : `${param.name}?`)));
}
