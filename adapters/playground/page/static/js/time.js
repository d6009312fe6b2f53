// Time as the server has it. Its clock may run faster than this machine's, so every moment on the page is counted from it.
import { el } from "./dom.js";

const clock = { now: Date.now(), at: performance.now(), speed: 1, settable: false };

/** Agree with what the server says. */
export function setClock(value) {
  Object.assign(clock, value, { at: performance.now() });
}

export const clockState = () => clock;

/** The server's time, in milliseconds since 1970. */
export function now() {
  return clock.now + (performance.now() - clock.at) * clock.speed;
}

const DAY = { day: "numeric", month: "long", year: "numeric" };
const HOUR = { hour: "numeric", minute: "2-digit" };
const ZONE = { timeZoneName: "short" };
const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { ...DAY, ...HOUR, ...ZONE },
  F: { weekday: "long", ...DAY, ...HOUR, ...ZONE },
  s: { dateStyle: "short", timeStyle: "short" },
};

const format = Object.fromEntries(Object.entries(STYLES).map(([name, style]) => [name, new Intl.DateTimeFormat(undefined, style)]));

/** Clock time of an instant; with the day when it is not today's. */
export function shortTime(at) {
  return (dayOf(at) === dayOf(now()) ? format.t : format.s).format(at);
}

export const longTime = (at) => format.F.format(at);
export const dayOf = (at) => new Date(at).toDateString();

export function dayName(at) {
  if (dayOf(at) === dayOf(now())) return "Today";
  return new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" }).format(at);
}

/** When something was written; `text` stands for it where the time itself is not worth the room. */
export function stamp(at, text = "") {
  return el("time.at", { title: longTime(at), data: text ? {} : { ms: String(at) } }, text || shortTime(at));
}

/** "in 12 s", "in 2:05 min", "3 h ago". */
export function relative(at) {
  const left = Math.ceil((at - now()) / 1000);
  const size = amount(Math.abs(left));
  if (left > 0) return `in ${size}`;
  return left > -5 ? "now" : `${size} ago`;
}

function amount(seconds) {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} min`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

/** Write every moment within `root` as it stands now. */
export function writeMoments(root) {
  for (const node of root.querySelectorAll("time[data-at]")) {
    const at = Number(node.dataset.at) * 1000;
    write(node, node.dataset.style === "R" ? relative(at) : (format[node.dataset.style] ?? format.f).format(at));
    if (!node.title) node.title = longTime(at);
  }
  for (const node of root.querySelectorAll("time[data-ms]")) write(node, shortTime(Number(node.dataset.ms)));
  for (const node of root.querySelectorAll(".countdown")) countDown(node);
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Draw what is left of a card's time: a ring around the seconds. */
function countDown(node) {
  const until = Number(node.dataset.until);
  const left = until - now();
  const total = Math.max(1, until - Number(node.dataset.from));
  const share = Math.max(0, Math.min(1, left / total));
  const text = left <= 0 ? "0" : left < 100_000 ? String(Math.ceil(left / 1000)) : `${Math.ceil(left / 60_000)}m`;
  node.style.setProperty("--share", share.toFixed(3));
  node.classList.toggle("soon", left > 0 && left <= 5000);
  node.classList.toggle("done", left <= 0);
  write(node.firstChild, text);
}
