// A list of messages: a channel's, or a thread's. Elements live as long as their message, in the order of `seq`.
import { ask, me } from "./api.js";
import { drawCard } from "./card.js";
import { avatar, el, html, icon, patch } from "./dom.js";
import { go, messagesOf, nameOf, panelOf, state } from "./state.js";
import { dayName, dayOf, longTime, shortTime } from "./time.js";

const TOGETHER = 5 * 60_000;
const NEAR = 120;

export class MessageList {
  /** `box` scrolls; `empty` makes what is shown when there is nothing. */
  constructor(box, { thread = false, empty = () => "" } = {}) {
    this.box = box;
    this.inThread = thread;
    this.empty = empty;
    this.items = new Map();
    this.list = el("ol.messages");
    this.blank = el("div.blank");
    this.jump = el("button.jump", { type: "button", hidden: true, onclick: () => this.toEnd(true) }, "New messages ↓");
    box.append(this.blank, this.list, this.jump);
    this.stuck = true;
    this.lastTop = 0;
    box.addEventListener("scroll", () => this.scrolled(), { passive: true });
    new ResizeObserver(() => this.stuck && this.toEnd()).observe(this.list);
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
    const root = this.thread && state.messages.get(this.thread);
    return [...(root ? [root] : []), ...messagesOf(this.channel, this.thread)];
  }

  belongs(message) {
    return message.channel === this.channel && (message.thread === this.thread || message.id === this.thread);
  }

  /** Take in a message that is new or has changed. */
  update(message, fresh) {
    if (message.thread && !this.thread && message.channel === this.channel) this.recount(message.thread);
    if (!this.belongs(message)) return;
    this.place(message, fresh);
    this.regroup();
    if (message.author === me && fresh) this.toEnd();
    else if (this.stuck) this.toEnd();
    else if (fresh) this.jump.hidden = false;
  }

  remove(message) {
    if (message.thread && !this.thread) this.recount(message.thread);
    this.items.get(message.id)?.remove();
    if (this.items.delete(message.id)) this.regroup();
  }

  place(message, fresh = false) {
    let node = this.items.get(message.id);
    if (!node) {
      node = el("li.message", { id: `${this.inThread ? "t" : "m"}-${message.id}`, data: { seq: String(message.seq) } });
      this.items.set(message.id, node);
      const after = [...this.list.children].findLast((one) => Number(one.dataset.seq) < message.seq);
      if (after) after.after(node);
      else this.list.prepend(node);
      if (fresh) node.classList.add("arriving");
    }
    this.draw(node, message);
  }

  draw(node, message) {
    node.classList.toggle("private", message.private);
    node.classList.toggle("bot", !message.author);
    node.classList.toggle("own", message.author === me);
    patch(node, "face", [message.author, nameOf(message.author)], ([id, name]) => el("div.face", {}, avatar(id, name)));
    let main = node.querySelector(":scope > .main");
    if (!main) node.append((main = el("div.main")));
    patch(main, "via", message.via, (line) => el("div.via", {}, "You typed ", el("code", {}, line)));
    patch(main, "head", head(message), heading);
    patch(main, "text", message.text, (text) => (message.text_html ? html("div.text.prose", message.text_html) : el("div.text", {}, text)));
    if (message.card) {
      let card = main.querySelector(":scope > .card");
      if (!card) main.insertBefore((card = el("article.card")), main.querySelector(':scope > [data-part="only"]'));
      drawCard(card, message);
    }
    patch(main, "only", message.private ? [message.id] : null, only);
    patch(main, "replies", this.inThread ? null : replies(message), (count) => threadLink(message, count));
    patch(node, "tools", tools(message, this.inThread), (names) => toolbar(message, names));
  }

  recount(root) {
    const message = state.messages.get(root);
    const node = this.items.get(root);
    if (message && node) this.draw(node, message);
  }

  /** Put days between messages and let those of one author that follow closely share one head. */
  regroup() {
    let before = null;
    const docked = this.thread ? null : panelOf(this.channel)?.id;
    for (const node of this.list.children) {
      const message = state.messages.get(node.id.slice(2));
      node.classList.toggle("docked", Boolean(docked) && message?.id === docked);
      if (!message || message.id === docked) continue;
      const newDay = !before || dayOf(before.at) !== dayOf(message.at);
      node.dataset.day = newDay ? dayName(message.at) : "";
      const together = before && !newDay && before.author === message.author && message.at - before.at < TOGETHER && before.private === message.private && !message.via;
      node.classList.toggle("joined", Boolean(together));
      before = message;
    }
    this.blank.hidden = before !== null;
    this.blank.replaceChildren(before ? "" : this.empty());
  }

  toEnd(smooth = false) {
    this.box.scrollTo({ top: this.box.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.jump.hidden = true;
  }

  async scrolled() {
    // Growth below moves the end away without anybody scrolling: only who scrolls up wants to stay there.
    const top = this.box.scrollTop;
    const near = this.box.scrollHeight - top - this.box.clientHeight < NEAR;
    if (near) this.stuck = true;
    else if (top < this.lastTop - 2) this.stuck = false;
    this.lastTop = top;
    if (this.stuck) this.jump.hidden = true;
    if (this.box.scrollTop > 60 || this.complete || this.asking || this.thread) return;
    await this.older();
  }

  async older() {
    const first = this.wanted()[0];
    if (!first) return;
    this.asking = true;
    const channel = this.channel;
    const { messages = [], failed } = await ask("older", { channel, before: first.seq });
    this.asking = false;
    if (failed || channel !== this.channel) return;
    if (!messages.length) this.complete = true;
    const height = this.box.scrollHeight;
    for (const message of messages) {
      state.messages.set(message.id, message);
      if (this.belongs(message)) this.place(message);
    }
    this.regroup();
    this.box.scrollTop += this.box.scrollHeight - height;
  }
}

const head = (message) => ({ author: message.author, name: nameOf(message.author), at: message.at, edited: message.edited, host: state.personas.get(message.author)?.host });

function heading({ author, name, at, edited, host }) {
  return el("div.head", {}, el("b.name", {}, name),
    !author && el("span.tag", {}, "app"), host && el("span.tag.host", {}, "teacher"),
    el("time.at", { title: longTime(at) }, shortTime(at)), edited > 0 && author && el("span.at", {}, "edited"));
}

function only([id]) {
  return el("div.only", {}, icon("eye"), "Only you can see this", el("span", { "aria-hidden": "true" }, "·"),
    el("button.link", { type: "button", onclick: () => ask("remove", { message: id }) }, "Dismiss"));
}

const replies = (message) => {
  const below = messagesOf(message.channel, message.id);
  return below.length || message.locked ? [below.length, below.at(-1)?.at ?? 0, message.locked] : null;
};

function threadLink(message, [count, last, locked]) {
  return el("button.replies", { type: "button", onclick: () => go(message.channel, message.id) }, icon("reply"),
    el("b", {}, count === 1 ? "1 reply" : `${count} replies`), el("span", {}, locked ? "closed" : `last ${shortTime(last)}`));
}

function tools(message, inThread) {
  const names = [];
  if (!inThread && !message.private && !message.channel.startsWith("@")) names.push("reply");
  if (!message.private && (state.me.host || message.author === me)) names.push("delete");
  return names;
}

function toolbar(message, names) {
  const made = {
    reply: () => el("button.icon", { type: "button", title: "Reply in a thread", "aria-label": "Reply in a thread", onclick: () => go(message.channel, message.id) }, icon("reply")),
    delete: () => el("button.icon", { type: "button", title: "Delete message", "aria-label": "Delete message", onclick: () => sure(message) }, icon("bin")),
  };
  return el("div.tools", {}, names.map((name) => made[name]()));
}

function sure(message) {
  if (confirm(message.author ? "Delete this message?" : "Delete this message of Studybell? While its quiz runs, it will be posted again.")) ask("remove", { message: message.id });
}
