// The parts of one message: its head, what it answers, its text, its thread, and what can be done with it.
import { ask, me } from "./api.js";
import { avatar, el, html, icon } from "./dom.js";
import { go, mentions, nameOf, rootOf, state } from "./state.js";
import { stamp } from "./time.js";

export const avatarOf = ([id, name]) => el("div.face", {}, avatar(id, name));

export const head = (message) => ({ author: message.author, name: nameOf(message.author), at: message.at, edited: message.removed ? 0 : message.edited, host: state.personas.get(message.author)?.host });

export function heading({ author, name, at, edited, host }) {
  return el("div.head", {}, el("b.name", {}, name),
    !author && el("span.tag", {}, "app"), host && el("span.tag.host", {}, "teacher"),
    stamp(at), edited > 0 && author && stamp(edited, "edited"));
}

/** The small line above an answer: whom it answers. */
export function answered({ author, title, gone }, look) {
  if (gone) return el("div.answers-to", {}, icon("answer"), "replying to a deleted message");
  return el("button.answers-to", { type: "button", onclick: look }, icon("answer"), "replying to ", el("b", {}, nameOf(author)), title && el("span", {}, ` · ${title}`));
}

/** What was written: the bot's words as markup, people's as they stand, with those they name made visible. */
export function textOf(message) {
  if (message.text_html) return html("div.text.prose", message.text_html);
  return el("div.text", {}, named(message.text, message.mentions));
}

function named(text, ids) {
  const names = new Map(ids.map((id) => [nameOf(id).toLowerCase(), id]));
  if (!names.size) return text;
  const any = [...names.keys()].sort((a, b) => b.length - a.length).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const parts = text.split(new RegExp(`(@(?:${any})(?![\\p{L}\\p{N}_]))`, "iu"));
  return parts.map((part) => {
    const id = part.startsWith("@") && names.get(part.slice(1).toLowerCase());
    return id ? el(id === me ? "span.mention.me" : "span.mention", {}, part) : part;
  });
}

export function removedLine(message, by) {
  const who = by === "author" ? (message.author === me ? "You deleted this message" : `${nameOf(message.author)} deleted this message`) : "A teacher deleted this message";
  return el("div.gone", {}, icon("bin"), message.author || by === "author" ? who : "This message was deleted");
}

export function only([id]) {
  return el("div.only", {}, icon("eye"), "Only you can see this", el("span", { "aria-hidden": "true" }, "·"),
    el("button.link", { type: "button", onclick: () => ask("remove", { message: id }) }, "Dismiss"));
}

/** What is shown of the thread that begins at a message: null where there is none. */
export function repliesOf(message) {
  const { count = 0, last_at: last = 0 } = message.replies ?? {};
  const name = message.card?.thread ?? "";
  if (message.private || !(count || name || message.locked)) return null;
  return { count, last, name, locked: message.locked, named: mentions(message.channel, message.id) };
}

export function threadBar(message, { count, last, name, locked, named }) {
  const posts = name ? (count === 1 ? "1 post" : `${count} posts`) : count === 1 ? "1 reply" : `${count} replies`;
  const about = locked ? "closed" : name ? "open thread" : last ? ["last ", stamp(last)] : "";
  return el(name ? "button.replies.named" : "button.replies", { type: "button", onclick: () => go(message.channel, message.id) },
    icon(locked ? "lock" : "reply"), name && el("span.replies-name", {}, name), el("b", {}, posts),
    el("span", { "aria-hidden": "true" }, "·"), el("span.replies-state", {}, about),
    named > 0 && el("span.badge.named", { title: "You are named in there" }, `@${named}`));
}

/** From a direct message to the thread it is about. */
export function wayTo({ channel, thread, name }) {
  const room = state.channels.find((one) => one.id === channel)?.name ?? channel;
  return el("button.replies.named", { type: "button", onclick: () => go(channel, thread) }, icon("reply"),
    el("b", {}, "Go to the thread"), el("span", { "aria-hidden": "true" }, "·"), el("span.replies-name", {}, name), el("span.replies-state", {}, `in #${room}`));
}

/** The names of what can be done with a message. */
export function toolsOf(message, inThread) {
  if (message.removed) return [];
  const open = !message.thread || !rootOf(message.thread)?.locked;
  const own = message.author === me;
  const names = [];
  if (!inThread && !message.private && !message.channel.startsWith("@")) names.push("thread");
  if (inThread && message.thread && !message.private && open) names.push("answer");
  if (own && !message.private && !message.card && open) names.push("edit");
  if (!message.private && (state.me.host || own)) names.push("delete");
  return names;
}

const LABELS = { thread: ["Reply in a thread", "reply"], answer: ["Reply", "answer"], edit: ["Edit", "pen"], delete: ["Delete message", "bin"] };

export function toolbar(id, names, acts) {
  const message = () => state.messages.get(id) ?? state.roots.get(id);
  const act = {
    thread: () => go(message().channel, id),
    answer: () => acts.answer?.(message()),
    edit: () => acts.edit?.(message()),
    delete: () => sure(message()),
  };
  return el("div.tools", {}, names.map((name) => {
    const [label, sign] = LABELS[name];
    return el("button.icon", { type: "button", title: label, "aria-label": label, onclick: act[name] }, icon(sign));
  }));
}

function sure(message) {
  const thread = message.card?.thread ? " What people wrote in its thread stays, but nobody can write there any more." : "";
  const again = message.author ? "" : " While its session runs, it will be posted again.";
  if (confirm(`Delete this message?${again}${thread}`)) ask("remove", { message: message.id });
}
