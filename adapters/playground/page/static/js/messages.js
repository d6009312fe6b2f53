// A list of messages: a channel's, or a thread's. Elements live as long as their message, in the order of `seq`.
import { ask, me } from "./api.js";
import { drawCard } from "./card.js";
import { el, patch } from "./dom.js";
import { answered, avatarOf, head, heading, only, removedLine, repliesOf, textOf, threadBar, toolbar, toolsOf, wayTo } from "./message.js";
import { earlier, isPanel, load, messagesOf, nameOf, panelOf, rootOf, state } from "./state.js";
import { dayName, dayOf } from "./time.js";

const TOGETHER = 5 * 60_000;
const NEAR = 120;
const MOST_SHOWN = 260;
const LEFT_AFTER = 160;

export class MessageList {
  /** `box` scrolls; `empty` makes what is shown when there is nothing; `answer` and `edit` are told which message is meant. */
  constructor(box, { thread = false, empty = () => "", answer = null, edit = null } = {}) {
    this.box = box;
    this.inThread = thread;
    this.empty = empty;
    this.acts = { answer, edit };
    this.items = new Map();
    this.list = el("ol.messages");
    this.blank = el("div.blank");
    this.jump = el("button.jump", { type: "button", hidden: true, onclick: () => this.toEnd(true) }, "New messages ↓");
    this.more = el("li.earlier", {}, el("button.link", { type: "button", onclick: () => this.older() }, "Show earlier posts"));
    box.append(this.blank, this.list, this.jump);
    this.stuck = true;
    this.lastTop = 0;
    box.addEventListener("scroll", () => this.scrolled(), { passive: true });
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("focusin", (event) => this.come(event.target));
    box.addEventListener("focusout", (event) => box.contains(event.relatedTarget) || this.come(null));
    const sizes = new ResizeObserver(() => this.stuck && this.toEnd());
    for (const node of [this.list, box]) sizes.observe(node);
  }

  /** Show a channel or thread from scratch. */
  show(channel, thread = "") {
    Object.assign(this, { channel, thread, complete: false });
    this.list.replaceChildren();
    this.items.clear();
    for (const message of this.wanted()) this.place(message);
    this.regroup();
    this.stuck = true;
    this.toEnd();
  }

  wanted() {
    const root = this.thread && rootOf(this.thread);
    return [...(root ? [root] : []), ...messagesOf(this.channel, this.thread)];
  }

  belongs(message) {
    return message.channel === this.channel && (message.thread === this.thread || message.id === this.thread);
  }

  /** Take in a message that is new or has changed. */
  update(message, fresh) {
    if (message.removed) this.unanswer(message.id);
    if (!this.belongs(message) || !(fresh || this.items.has(message.id))) return;
    this.place(message, fresh);
    this.regroup();
    if (message.author === me && fresh) this.toEnd();
    else if (this.stuck) this.toEnd();
    else if (fresh) this.jump.hidden = false;
    this.trim();
  }

  remove(message) {
    this.unanswer(message.id);
    this.items.get(message.id)?.remove();
    if (this.items.delete(message.id)) this.regroup();
  }

  /** Say of answers to a message that it is no more. */
  unanswer(id) {
    for (const [key, node] of this.items) {
      const message = this.message(key);
      if (message?.answers?.id !== id || message.answers.gone) continue;
      message.answers = { ...message.answers, gone: true };
      this.draw(node, message);
    }
  }

  /** Let go of what is far above, so that a page that stays open for days stays quick. */
  trim() {
    if (!this.stuck || this.items.size <= MOST_SHOWN) return;
    const ids = [...this.list.children].map((node) => node.dataset.id).slice(0, -LEFT_AFTER);
    const far = ids.filter((id) => this.items.has(id) && id !== this.thread && !isPanel(this.message(id) ?? {}));
    for (const id of far) {
      this.items.get(id).remove();
      this.items.delete(id);
      if (id !== state.thread) state.messages.delete(id);
    }
    this.complete = false;
    if (this.inThread) state.whole = false;
    this.regroup();
  }

  message(id) {
    return state.messages.get(id) ?? state.roots.get(id);
  }

  place(message, fresh = false) {
    let node = this.items.get(message.id);
    if (!node) {
      node = el("li.message", { id: `${this.inThread ? "t" : "m"}-${message.id}`, tabIndex: -1, data: { seq: String(message.seq), id: message.id } });
      this.items.set(message.id, node);
      let after = this.list.lastElementChild;
      while (after && !(Number(after.dataset.seq) < message.seq)) after = after.previousElementSibling;
      if (after) after.after(node);
      else this.list.prepend(node);
      if (fresh) node.classList.add("arriving");
    }
    this.draw(node, message);
  }

  draw(node, message) {
    const names = message.mentions.includes(me) && message.author !== me && !message.removed;
    node.classList.toggle("private", message.private);
    node.classList.toggle("bot", !message.author);
    node.classList.toggle("own", message.author === me);
    node.classList.toggle("removed", Boolean(message.removed));
    node.classList.toggle("names-me", names);
    patch(node, "face", [message.author, nameOf(message.author)], avatarOf);
    let main = node.querySelector(":scope > .main");
    if (!main) node.append((main = el("div.main")));
    patch(main, "via", message.via, (line) => el("div.via", {}, "You typed ", el("code", {}, line)));
    patch(main, "head", head(message), heading);
    patch(main, "answers", message.answers, (one) => answered(one, () => this.lookAt(one.id)));
    patch(main, "text", message.removed ? "" : message.text, () => textOf(message));
    patch(main, "gone", message.removed, (by) => removedLine(message, by));
    this.drawCard(main, message);
    patch(main, "way", message.leads_to, wayTo);
    patch(main, "only", message.private ? [message.id] : null, only);
    patch(main, "replies", this.inThread ? null : repliesOf(message), (shown) => threadBar(message, shown));
    patch(node, "tools", toolsOf(message, this.inThread), (tools) => toolbar(message.id, tools, this.acts));
  }

  drawCard(main, message) {
    let card = main.querySelector(":scope > .card");
    if (!message.card) return card?.remove();
    if (!card) main.insertBefore((card = el("article.card")), main.querySelector(':scope > [data-part="way"]'));
    drawCard(card, message);
  }

  /** Draw anew what names people or counts what was not looked at. */
  redraw() {
    for (const [id, node] of this.items) {
      const message = this.message(id);
      if (message) this.draw(node, message);
    }
    this.regroup();
  }

  /** Draw anew how many messages of a thread name this persona. */
  recount() {
    for (const [id, node] of this.items) {
      const message = this.message(id);
      const main = node.querySelector(":scope > .main");
      if (message && main) patch(main, "replies", repliesOf(message), (shown) => threadBar(message, shown));
    }
  }

  /** Put days between messages and let those of one author that follow closely share one head. */
  regroup() {
    let before = null;
    const docked = this.thread ? null : panelOf(this.channel)?.id;
    for (const node of this.list.children) {
      const message = this.message(node.dataset.id);
      node.classList.toggle("docked", Boolean(docked) && message?.id === docked);
      if (!message || message.id === docked) continue;
      const newDay = !before || dayOf(before.at) !== dayOf(message.at);
      node.dataset.day = newDay ? dayName(message.at) : "";
      const together = before && !newDay && before.author === message.author && message.at - before.at < TOGETHER
        && before.private === message.private && !message.via && !message.answers && !before.removed && before.id !== this.thread;
      node.classList.toggle("joined", Boolean(together));
      before = message;
    }
    if (!this.inThread || state.whole || this.items.size < 2) this.more.remove();
    else if (this.list.children[1] !== this.more) this.list.firstElementChild.after(this.more);
    this.blank.hidden = before !== null;
    this.blank.replaceChildren(before ? "" : this.empty());
  }

  toEnd(smooth = false) {
    this.box.scrollTo({ top: this.box.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.jump.hidden = true;
  }

  /** Bring a message into sight and mark it for a moment; false when it is not in this list. */
  lookAt(id) {
    const node = this.items.get(id);
    if (!node) return false;
    this.stuck = false;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("looked-at");
    void node.offsetWidth;
    node.classList.add("looked-at");
    return true;
  }

  /** Show the tools of the message the keyboard is at. (Styles alone would hide them while Tab is on its way to them.) */
  come(target) {
    this.here?.classList.remove("here");
    this.here = target?.matches(".message, .tools *") ? target.closest(".message") : null;
    this.here?.classList.add("here");
  }

  /** Arrow keys go from message to message; Tab leads on to what can be done with it. */
  key(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !(event.target === this.box || event.target.classList.contains("message"))) return;
    const all = [...this.list.querySelectorAll(":scope > .message:not(.docked)")];
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? all.at(-1) : all[at + step];
    next?.focus();
    event.preventDefault();
  }

  async scrolled() {
    // Growth below moves the end away without anybody scrolling: only who scrolls up wants to stay there.
    const top = this.box.scrollTop;
    const near = this.box.scrollHeight - top - this.box.clientHeight < NEAR;
    if (near) this.stuck = true;
    else if (top < this.lastTop - 2) this.stuck = false;
    this.lastTop = top;
    if (this.stuck) this.jump.hidden = true;
    if (this.box.scrollTop > 60 || this.stuck || this.asking || (this.inThread ? state.whole : this.complete)) return;
    await this.older();
  }

  async older() {
    const first = messagesOf(this.channel, this.thread)[0];
    if (!first || this.asking) return;
    this.asking = true;
    const { channel, thread } = this;
    const done = thread ? await earlier(first.seq) : await this.olderOfChannel(first.seq);
    this.asking = false;
    if (!done || channel !== this.channel || thread !== this.thread) return;
    this.stuck = false;
    const height = this.box.scrollHeight;
    const at = this.box.scrollTop;
    for (const message of messagesOf(channel, thread)) if (!this.items.has(message.id)) this.place(message);
    this.regroup();
    this.box.scrollTop = at + this.box.scrollHeight - height;
  }

  async olderOfChannel(before) {
    const { messages = [], failed } = await ask("older", { channel: this.channel, before });
    if (failed) return false;
    if (!messages.length) this.complete = true;
    load(messages);
    return true;
  }
}
