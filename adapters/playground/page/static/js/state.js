// What this page knows of the chat: the only place where news becomes state. Views are told what changed.
// Of threads it holds the messages of the open one alone; of everything else in them it knows that it is there.
import { ask } from "./api.js";

const handlers = new Map();
const NEWEST = Number.MAX_SAFE_INTEGER;
const IN_THREAD = 50;
const MOST_ASIDE = 300;
const MOST_HEADLINES = 4000;

export const state = {
  ready: false,
  me: null,
  personas: new Map(),
  channels: [],
  messages: new Map(),
  roots: new Map(),
  headlines: new Map(),
  newest: new Map(),
  aside: new Map(),
  gone: new Set(),
  commands: [],
  classroom: null,
  channel: "",
  thread: "",
  whole: false,
  wanted: "",
};

/** Be told when something of `kind` changes: "all", "message", "removed", "people", "place", "thread", "classroom", "clock", "unread", "day". */
export function when(kind, handler) {
  handlers.set(kind, [...(handlers.get(kind) ?? []), handler]);
}

export function tell(kind, value) {
  for (const handler of handlers.get(kind) ?? []) handler(value);
}

/** Take in one piece of news from the server. */
export function learn(kind, value) {
  if (kind === "hello") return begin(value);
  if (kind === "message") return hear(value);
  if (kind === "removed") return forget(value);
  if (kind === "thread") return count(value);
  if (kind === "persona") {
    state.personas.set(value.id, value);
    return tell("people");
  }
  if (kind === "channel") {
    if (!state.channels.some((one) => one.id === value.id)) state.channels.push(value);
    return tell("people");
  }
  if (kind === "classroom") {
    state.classroom = value;
    return tell("classroom");
  }
  if (kind === "clock") tell("clock", value);
}

function begin(all) {
  Object.assign(state, {
    ready: true,
    me: all.me,
    personas: new Map(all.personas.map((one) => [one.id, one])),
    channels: all.channels,
    messages: new Map(all.messages.map((one) => [one.id, one])),
    roots: new Map(),
    headlines: new Map(),
    newest: new Map(),
    aside: new Map(),
    gone: new Set(),
    commands: all.commands,
    classroom: all.classroom,
  });
  for (const one of all.headlines.reverse()) note(one);
  tell("clock", all.clock);
  const way = wayOf(location.hash);
  if (!isRoom(state.channel)) Object.assign(state, isRoom(way.channel) ? way : { channel: all.channels[0].id, thread: "" });
  tell("all");
  if (state.thread) openThread();
}

/** Count a message; returns whether it is new here rather than an older one that has changed. */
function note(one) {
  const newest = state.newest.get(one.channel) ?? 0;
  state.newest.set(one.channel, Math.max(newest, one.seq));
  state.headlines.delete(one.id);
  state.headlines.set(one.id, one);
  if (state.headlines.size > MOST_HEADLINES) state.headlines.delete(state.headlines.keys().next().value);
  return one.seq > newest;
}

function hear(message) {
  const fresh = note(message);
  if (state.roots.has(message.id)) state.roots.set(message.id, message);
  const inSight = state.messages.has(message.id) || (fresh && (!message.thread || isOpen(message)));
  if (inSight) state.messages.set(message.id, message);
  else setAside(message);
  tell("message", { message, fresh: inSight && fresh });
}

const isOpen = (message) => message.channel === state.channel && message.thread === state.thread;

/** Keep news of what is not shown now: what is being loaded meanwhile may be older. */
function setAside(message) {
  state.aside.set(message.id, message);
  if (state.aside.size > MOST_ASIDE) state.aside.delete(state.aside.keys().next().value);
}

const version = (message) => (message.removed ? Infinity : message.edited);

/** Take in messages that were asked for; what has been heard since about one of them stands. */
export function load(messages) {
  for (const one of messages) {
    if (state.gone.has(one.id)) continue;
    const known = state.messages.get(one.id) ?? state.aside.get(one.id);
    state.messages.set(one.id, known && version(known) >= version(one) ? known : one);
    state.aside.delete(one.id);
  }
}

function forget(id) {
  state.gone.add(id);
  const message = state.messages.get(id) ?? state.roots.get(id) ?? state.headlines.get(id);
  for (const known of [state.messages, state.roots, state.headlines, state.aside]) known.delete(id);
  if (message) tell("removed", message);
}

function count(thread) {
  for (const known of [state.messages, state.roots]) {
    const root = known.get(thread.root);
    if (root) root.replies = thread;
  }
  const root = rootOf(thread.root);
  if (root) tell("message", { message: root, fresh: false });
}

/** The message a thread begins at, as far as it is known. */
export const rootOf = (thread) => state.messages.get(thread) ?? state.roots.get(thread);

/** Whether there is such a channel for this persona. */
export function isRoom(id) {
  return id === `@${state.me?.id}` || state.channels.some((one) => one.id === id);
}

/** Where an address within the page leads: #channel, #/channel/message, #/channel/thread/message. */
export function wayOf(hash) {
  if (!hash.startsWith("#/")) return { channel: hash.slice(1), thread: "", wanted: "" };
  const [, channel = "", thread = "", wanted = ""] = hash.split("/");
  return { channel, thread, wanted };
}

/** Go to a channel, or open a thread of the one that is open and look at the message `wanted` in it. */
export function go(channel, thread = "", wanted = "") {
  const other = channel !== state.channel || thread !== state.thread;
  if (other) closeThread();
  Object.assign(state, { channel, thread, wanted });
  history.replaceState(null, "", `${location.search}#${thread ? `/${channel}/${thread}` : channel}`);
  tell("place");
  if (thread && (other || wanted)) openThread();
}

/** Go where an address within the page leads; a message that begins no thread is looked at where it stands. */
export function follow(hash) {
  const { channel, thread, wanted } = wayOf(hash);
  if (!isRoom(channel)) return;
  const message = state.messages.get(thread);
  if (message && !message.card?.thread && !message.replies?.count) return go(channel, "", thread);
  go(channel, thread, wanted);
}

function closeThread() {
  for (const one of state.messages.values()) if (one.thread) state.messages.delete(one.id);
  state.roots.clear();
  state.whole = false;
}

async function openThread() {
  const { channel, thread } = state;
  await earlier(NEWEST);
  if (channel !== state.channel || thread !== state.thread) return;
  if (!rootOf(thread)) return go(channel);
  tell("thread");
}

/** Load messages of the open thread that stand before the number `before`; false when that failed. */
export async function earlier(before) {
  const { channel, thread } = state;
  const { messages = [], root, failed } = await ask("older", { channel, thread, before });
  if (failed || channel !== state.channel || thread !== state.thread) return false;
  if (root && !state.messages.has(root.id) && !state.gone.has(root.id)) state.roots.set(root.id, root);
  state.whole = messages.length < IN_THREAD;
  load(messages);
  return true;
}

/** The messages of a channel ("" as thread: its own level), oldest first. */
export function messagesOf(channel, thread = "") {
  return [...state.messages.values()]
    .filter((one) => one.channel === channel && one.thread === thread)
    .sort((a, b) => a.seq - b.seq);
}

/** The private card with controls that belongs in the dock of a channel, or undefined. */
export function panelOf(channel) {
  return messagesOf(channel).findLast((one) => isPanel(one));
}

export const isPanel = (message) => message.private && Boolean(message.key) && message.card?.buttons.length > 0;

/** The name to show for a message's author; the bot's is "". */
export function nameOf(id) {
  return id ? (state.personas.get(id)?.name ?? id) : "Studybell";
}

// -- what has been read, kept per persona in this browser: of a channel, and of each thread as far as somebody is named in it
const readKey = (channel, thread = "") => `studybell:read:${state.me.id}:${channel}${thread && `/${thread}`}`;
const readUpTo = (channel, thread = "") => Number(localStorage.getItem(readKey(channel, thread)) ?? 0);

/** Note that what is in sight has been read. */
export function markRead() {
  const { channel, thread } = state;
  const newest = String(state.newest.get(channel) ?? 0);
  localStorage.setItem(readKey(channel), newest);
  if (thread) localStorage.setItem(readKey(channel, thread), newest);
  tell("unread");
}

const isNews = (one) => one.author !== state.me.id && !one.removed;

export function unread(channel) {
  const read = readUpTo(channel);
  let found = 0;
  for (const one of state.headlines.values()) if (one.channel === channel && one.seq > read && isNews(one)) found++;
  return found;
}

/** Messages that name this persona and were not looked at: those of a thread not before it is opened. */
export function mentions(channel, thread = null) {
  let found = 0;
  for (const one of state.headlines.values()) {
    if (one.channel !== channel || (thread !== null && one.thread !== thread) || !one.mentions.includes(state.me.id)) continue;
    if (isNews(one) && one.seq > readUpTo(channel, one.thread)) found++;
  }
  return found;
}
