// The switches of the playground itself: time, simulated learners, light and dark.
import { ask } from "./api.js";
import { by, el, icon } from "./dom.js";
import { state, tell, when } from "./state.js";
import { clockState, dayOf, now, setClock, writeMoments } from "./time.js";

const SPEEDS = [[1, "as it is"], [60, "a minute a second"], [600, "ten minutes a second"], [3600, "an hour a second"], [10080, "a week a minute"]];
const face = new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "numeric", minute: "2-digit" });
const whole = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "short" });

export function startControls() {
  when("clock", (value) => {
    setClock(value);
    drawClock();
  });
  when("all", drawLearners);
  when("classroom", drawLearners);
  when("place", drawLearners);
  by("theme").onclick = otherTheme;
  setInterval(tick, 200);
}

const speedName = (speed) => `${speed.toLocaleString("en")}×`;
let today = "";

function tick() {
  if (today !== dayOf(now())) {
    today = dayOf(now());
    tell("day");
  }
  by("clock-now").textContent = face.format(now());
  const long = by("clock").querySelector(".now");
  if (long) long.textContent = whole.format(now());
  writeMoments(document);
}

function drawClock() {
  const clock = clockState();
  by("clock-speed").textContent = clock.speed === 1 ? "" : speedName(clock.speed);
  by("clock-open").classList.toggle("on", clock.speed !== 1);
  by("clock-open").setAttribute("aria-label", `Time: ${clock.speed} times as fast`);
  const speeds = el("div.segments", { role: "group", "aria-label": "Speed" }, SPEEDS.map(([speed, about]) =>
    el("button", { type: "button", title: about, "aria-pressed": String(clock.speed === speed), onclick: () => ask("speed", { speed }) }, speedName(speed))));
  const pace = SPEEDS.find(([speed]) => speed === clock.speed)?.[1] ?? "";
  const jump = el("button.btn.plain.wide", { type: "button", onclick: () => ask("jump") }, icon("skip"), "Jump to the next event");
  by("clock").replaceChildren(...[el("h2", {}, "Time in the playground"), el("p.now"),
    clock.settable ? speeds : el("p", {}, "This clock runs at its own pace."),
    clock.settable && jump,
    clock.settable && el("p.small", {}, `${pace ? `${speedName(clock.speed)}: ${pace}. ` : ""}Deadlines, countdowns and reminders all follow this clock.`)].filter(Boolean));
}

function drawLearners() {
  by("learners-open").hidden = !state.classroom;
  if (!state.classroom) return;
  const here = state.classroom[state.channel] ?? { count: 0, names: [] };
  by("learners-count").textContent = here.count ? `${here.count.toLocaleString()} simulated` : "Learners";
  by("learners-open").classList.toggle("on", here.count > 0);
  const pop = by("learners");
  const old = pop.querySelector("input");
  const mixed = pop.querySelector('[aria-pressed="true"]')?.dataset.skill !== "same";
  const skill = el("input", { type: "range", min: "0", max: "100", value: old?.value ?? "70", "aria-label": "Skill: how often they are right, in percent" });
  const share = el("output");
  const choose = (same) => {
    modes.forEach((mode) => mode.setAttribute("aria-pressed", String((mode.dataset.skill === "same") === same)));
    line.hidden = !same;
  };
  const mode = (name, label) => el("button", { type: "button", data: { skill: name }, onclick: () => choose(name === "same") }, label);
  const modes = [mode("mixed", "Mixed skill"), mode("same", "Same skill")];
  const line = el("label.slide", {}, skill, share);
  const write = () => (share.textContent = `${skill.value} % right`);
  skill.oninput = write;
  const add = (count) => ask("learners", { channel: state.channel, add: count, skill: line.hidden ? null : Number(skill.value) / 100 });
  pop.replaceChildren(
    el("h2", {}, "Simulated learners"),
    el("p", {}, here.count ? `${here.count} sit in this channel: ${here.names.slice(0, 6).join(", ")}${here.count > 6 ? " …" : "."}` : "They answer by themselves, each as quick and as clever as they are. Fill the room and start a quiz."),
    el("div.segments", { role: "group", "aria-label": "Skill" }, modes), line,
    el("div.adders", {}, [1, 5, 20].map((count) => el("button.btn.main", { type: "button", onclick: () => add(count) }, `+${count}`))),
    here.count ? el("button.btn.plain.wide", { type: "button", onclick: () => ask("learners", { channel: state.channel, add: 0 }) }, "Let all of them leave") : "");
  write();
  choose(!mixed);
}

function otherTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("studybell:theme", root.dataset.theme);
}
