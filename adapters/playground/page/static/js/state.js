// What this page knows of the chat: the only place where news becomes state. Views are told what changed.

const handlers = new Map();

export const state = {
  ready: false,
  me: null,
  personas: new Map(),
  channels: [],
  messages: new Map(),
  commands: [],
  classroom: null,
  channel: "",
  thread: "",
};

/** Be told when something of `kind` changes: "all", "message", "removed", "people", "place", "classroom", "clock", "unread". */
export function when(kind, handler) {
  handlers.set(kind, [...(handlers.get(kind) ?? []), handler]);
}

export function tell(kind, value) {
  for (const handler of handlers.get(kind) ?? []) handler(value);
}

/** Take in one piece of news from the server. */
export function learn(kind, value) {
  if (kind === "hello") return begin(value);
  if (kind === "message") {
    const fresh = !state.messages.has(value.id);
    state.messages.set(value.id, value);
    return tell("message", { message: value, fresh });
  }
  if (kind === "removed") {
    const message = state.messages.get(value);
    state.messages.delete(value);
    return message && tell("removed", message);
  }
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
    commands: all.commands,
    classroom: all.classroom,
  });
  tell("clock", all.clock);
  if (!isRoom(state.channel)) state.channel = isRoom(location.hash.slice(1)) ? location.hash.slice(1) : all.channels[0].id;
  if (state.thread && !state.messages.has(state.thread)) state.thread = "";
  tell("all");
}

/** Whether there is such a channel for this persona. */
export function isRoom(id) {
  return id === `@${state.me?.id}` || state.channels.some((one) => one.id === id);
}

/** Go to a channel, or open a thread of the one that is open. */
export function go(channel, thread = "") {
  state.channel = channel;
  state.thread = thread;
  history.replaceState(null, "", `${location.search}#${channel}`);
  tell("place");
}

/** The messages of a channel ("" as thread: its own level), oldest first. */
export function messagesOf(channel, thread = "") {
  return [...state.messages.values()]
    .filter((one) => one.channel === channel && one.thread === thread)
    .sort((a, b) => a.seq - b.seq);
}

/** The private card with controls that belongs in the dock of a channel, or undefined. */
export function panelOf(channel) {
  return messagesOf(channel).findLast((one) => one.private && one.key && one.card?.buttons.length > 0);
}

/** The name to show for a message's author; the bot's is "". */
export function nameOf(id) {
  return id ? (state.personas.get(id)?.name ?? id) : "Studybell";
}

// -- what has been read, kept per persona in this browser
const readKey = (channel) => `studybell:read:${state.me.id}:${channel}`;

export function markRead(channel) {
  const newest = Math.max(0, ...[...state.messages.values()].filter((one) => one.channel === channel).map((one) => one.seq));
  localStorage.setItem(readKey(channel), String(newest));
  tell("unread");
}

export function unread(channel) {
  const read = Number(localStorage.getItem(readKey(channel)) ?? 0);
  let count = 0;
  for (const one of state.messages.values()) if (one.channel === channel && one.seq > read && one.author !== state.me.id) count++;
  return count;
}
