// The side: channels with what is unread, direct messages, and whom one can be.
import { ask, me } from "./api.js";
import { question } from "./dialog.js";
import { avatar, by, el, icon } from "./dom.js";
import { go, mentions, state, unread, when } from "./state.js";

/** Draw the side and keep it true. */
export function startSide() {
  for (const kind of ["all", "place", "people"]) when(kind, draw);
  for (const kind of ["unread", "message", "removed"]) when(kind, drawSoon);
  by("add-channel").onclick = newChannel;
  by("add-persona").onclick = newPersona;
  by("menu").onclick = () => drawer(true);
  by("side-close").onclick = by("scrim").onclick = () => drawer(false);
  addEventListener("keydown", (event) => event.key === "Escape" && document.body.classList.contains("drawer") && drawer(false));
  when("place", () => drawer(false));
}

function drawer(open) {
  const was = document.body.classList.toggle("drawer", open);
  by("menu").setAttribute("aria-expanded", String(was));
  if (open) by("channels").querySelector("a")?.focus();
}

let soon = 0;

/** Draw once for all that comes in the same moment. */
function drawSoon() {
  soon ||= setTimeout(draw, 30);
}

function draw() {
  clearTimeout(soon);
  soon = 0;
  if (!state.ready) return;
  const dm = `@${state.me.id}`;
  by("channels").replaceChildren(...state.channels.map((one) => room(one.id, el("span.hash", { "aria-hidden": "true" }, "#"), one.name)));
  by("direct").replaceChildren(room(dm, avatar("", ""), "Studybell"));
  by("people").replaceChildren(...[...state.personas.values()].map(person));
  by("you").replaceChildren(avatar(state.me.id, state.me.name), el("span", {}, el("small", {}, "You are"), el("b", {}, state.me.name)), state.me.host ? el("span.tag.host", {}, "teacher") : "");
  const elsewhere = [...state.channels.map((one) => one.id), dm].filter((id) => id !== state.channel).reduce((sum, id) => sum + unread(id), 0);
  by("menu-dot").hidden = !elsewhere;
  const name = state.channel === dm ? "Studybell" : `#${state.channels.find((one) => one.id === state.channel)?.name}`;
  document.title = `${elsewhere ? `(${elsewhere}) ` : ""}${name} · ${state.me.name} · Studybell`;
}

function room(id, sign, name) {
  const count = id === state.channel ? 0 : unread(id);
  const named = mentions(id);
  const link = el("a.room", { href: `#${id}`, "aria-current": id === state.channel ? "page" : null, onclick: (event) => { event.preventDefault(); go(id); } },
    sign, el("span.room-name", {}, name), named > 0 && el("span.badge.named", { "aria-label": `${named} unread that name you`, title: "Messages that name you" }, `@${named}`),
    count > named && el("span.badge", { "aria-label": `${count} unread` }, count > 99 ? "99+" : String(count)));
  link.classList.toggle("unread", count > 0 || named > 0);
  return el("li", {}, link);
}

function person(one) {
  const way = state.thread ? `/${state.channel}/${state.thread}` : state.channel;
  const address = `?as=${encodeURIComponent(one.id)}#${state.channel.startsWith("@") ? "" : way}`;
  const mine = one.id === me;
  return el("li.person", {},
    el("a.room", { href: address, "aria-current": mine ? "true" : null, title: mine ? "This is you in this tab" : `Be ${one.name} in this tab` },
      avatar(one.id, one.name), el("span.room-name", {}, one.name), one.host && el("span.tag.host", {}, "teacher")),
    !mine && el("a.icon.newtab", { href: address, target: "_blank", rel: "noopener", title: `Open a tab as ${one.name}`, "aria-label": `Open a new tab as ${one.name}` }, icon("tab")));
}

function newChannel() {
  question("New channel", [{ name: "name", label: "Name", hint: "Short, in small letters: chemistry, team-blue" }], "Make it", async ({ name }) => {
    if (!name.trim()) return { errors: { name: "Give it a name." } };
    const answer = await ask("channel", { name });
    if (answer.id) queueMicrotask(() => go(answer.id));
    return answer;
  });
}

function newPersona() {
  question("New member", [{ name: "name", label: "Name" }, { name: "host", label: "A teacher: may run quizzes", kind: "tick", required: false }], "Let them in", ({ name, host }) =>
    name.trim() ? ask("persona", { name, host: host === "true" }) : { errors: { name: "Give them a name." } });
}
