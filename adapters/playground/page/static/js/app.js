// Puts the page together: state in, views out.
import { Composer } from "./composer.js";
import { startControls } from "./controls.js";
import { startDock } from "./dock.js";
import { by, el, icon } from "./dom.js";
import { MessageList } from "./messages.js";
import { startSide } from "./side.js";
import { follow, go, isRoom, learn, markRead, nameOf, rootOf, state, wayOf, when } from "./state.js";
import { listen } from "./stream.js";

const channelName = () => state.channels.find((one) => one.id === state.channel)?.name ?? "Studybell";
const isDirect = () => state.channel.startsWith("@");

const list = new MessageList(by("log"), { empty: welcome, edit: (message) => composer.edit(message) });
const threadList = new MessageList(by("thread-log"), { thread: true, answer: (message) => threadComposer.answer(message), edit: (message) => threadComposer.edit(message) });
const composer = new Composer(by("compose"), () => ({ channel: state.channel, thread: "" }), "line");
const threadComposer = new Composer(by("thread-compose"), () => ({ channel: state.channel, thread: state.thread }), "thread-line");

let shown = "";
const narrow = matchMedia("(max-width: 760px)");

startSide();
startControls();
startDock();

when("all", () => {
  shown = "";
  showPlace();
});
when("place", () => {
  showPlace();
  (state.thread ? threadComposer : composer).input.focus({ preventScroll: true });
  if (state.wanted && !state.thread) list.lookAt(state.wanted);
});
when("thread", () => {
  threadList.show(state.channel, state.thread);
  drawThreadHead();
  if (state.wanted) threadList.lookAt(state.wanted);
  markRead();
});
when("people", redraw);
when("day", redraw);
when("unread", () => list.recount());
when("message", ({ message, fresh }) => {
  list.update(message, fresh);
  if (state.thread) threadList.update(message, fresh);
  if (message.id === state.thread) drawThreadHead();
  if (message.channel === state.channel && !document.hidden) markRead();
});
when("removed", (message) => {
  list.remove(message);
  if (message.id === state.thread) go(state.channel);
  if (state.thread) threadList.remove(message);
});

by("thread-close").onclick = () => go(state.channel);
document.addEventListener("visibilitychange", () => !document.hidden && state.ready && markRead());
addEventListener("hashchange", () => (location.hash.startsWith("#/") ? follow(location.hash) : isRoom(wayOf(location.hash).channel) && go(wayOf(location.hash).channel)));
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state.thread && !by("dialog").open && event.target.tagName !== "TEXTAREA" && !event.defaultPrevented) go(state.channel);
});

listen(learn, (up) => {
  by("offline").hidden = up;
});

function showPlace() {
  by("where").replaceChildren(isDirect() ? "Studybell" : el("span", {}, el("span.hash", {}, "#"), channelName()));
  by("topic").textContent = isDirect() ? "What the bot tells you alone" : (state.channels.find((one) => one.id === state.channel)?.topic ?? "");
  composer.placeholder = isDirect() ? "Type / for commands" : narrow.matches ? `Message #${channelName()}` : `Message #${channelName()}, or type / for commands`;
  if (shown !== state.channel) list.show(state.channel);
  shown = state.channel;
  composer.moveTo(state.channel);
  by("thread").hidden = !state.thread;
  document.body.classList.toggle("threaded", Boolean(state.thread));
  if (state.thread) {
    threadComposer.moveTo(state.thread);
    threadList.show(state.channel, state.thread);
    drawThreadHead();
  }
  if (!document.hidden) markRead();
}

function redraw() {
  list.redraw();
  if (state.thread) threadList.redraw();
}

function drawThreadHead() {
  const root = rootOf(state.thread);
  const name = root?.card?.thread;
  const closed = Boolean(root?.locked);
  by("thread-name").textContent = name || "Thread";
  by("thread-of").textContent = !root ? "" : name ? `in #${channelName()}` : `of a message by ${nameOf(root.author)} in #${channelName()}`;
  by("thread-closed").hidden = !closed;
  threadComposer.placeholder = "Write in the thread";
  threadComposer.disable(closed ? "This thread is closed" : "");
}

function welcome() {
  if (isDirect()) return el("div.welcome", {}, el("span.welcome-bell", {}, icon("bell")), el("h2", {}, "Nothing for you alone yet"), el("p", {}, "Results and reminders that concern only you arrive here."));
  const host = state.me.host;
  const teacher = [...state.personas.values()].find((one) => one.host);
  const open = el("button.btn.main.big", { type: "button", onclick: () => composer.fill("/quiz start ") }, "/quiz start");
  const link = teacher && el("a.btn.main.big", { href: `?as=${encodeURIComponent(teacher.id)}#${state.channel}`, target: "_blank", rel: "noopener" }, icon("tab"), `Open a tab as ${teacher.name}`);
  return el("div.welcome", {}, el("span.welcome-bell", {}, icon("bell")),
    el("h2", {}, host ? "Ring the bell" : `Hello, ${state.me.name}`),
    el("p", {}, host ? "Type /quiz start and pick a deck. A whole live quiz runs right here, in the channel. Or type /discuss open: a discussion has days, and the clock at the top right lets a week pass in a minute." : "Here a teacher starts a quiz, and you answer by pressing its buttons. Be the teacher in another tab:"),
    host ? open : link,
    host && el("ol.steps", {}, el("li", {}, el("b", {}, "Fill the room"), "Add simulated learners at the top right."), el("li", {}, el("b", {}, "Ask"), "Start a quiz and press Begin."), el("li", {}, el("b", {}, "Answer"), "Open a second tab as Ada and press a button.")));
}
