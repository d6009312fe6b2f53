// A card of the bot: title, body, fields, picture, controls. Updated part by part, so that a counter never takes a choice away.
import { ask, me } from "./api.js";
import { el, html, icon, patch } from "./dom.js";
import { openForm } from "./dialog.js";
import { now, writeMoments } from "./time.js";

const ANSWER = /^([A-Z])(?:\)\s*(.*))?$/s;

/** Draw `card` of `message` into `node`, over what stands there. */
export function drawCard(node, message) {
  const card = message.card;
  patch(node, "countdown", running(message), countdown);
  patch(node, "title", card.title_html, (markup) => html("h3.card-title", markup));
  patch(node, "body", card.body_html, (markup) => html("div.card-body.prose", markup));
  patch(node, "fields", card.fields, fields);
  patch(node, "chart", card.chart, chart);
  patch(node, "pick", card.pick, (pick) => picker(message.id, pick));
  patch(node, "buttons", card.buttons, (buttons) => row(message.id, buttons));
  patch(node, "files", card.files, files);
  patch(node, "footer", card.footer_html, (markup) => html("div.card-footer", markup));
  writeMoments(node);
}

/** When the card's time began and runs out, if it takes presses and says so: [from, until] in milliseconds. */
function running(message) {
  const card = message.card;
  if (!card.buttons.length && !card.pick) return null;
  const found = /data-at="(\d+)" data-style="R"/.exec(card.body_html);
  const until = found ? Number(found[1]) * 1000 : 0;
  if (until < now() || until - now() > 15 * 60_000) return null;
  return [message.at, until];
}

function countdown([from, until]) {
  const node = el("div.countdown", { role: "timer", "aria-hidden": "true", data: { from: String(from), until: String(until) } });
  node.append(el("span"));
  return node;
}

function fields(list) {
  const long = list.some((one) => one.value_html.replace(/<[^>]*>/g, "").length > 60);
  return el(long ? "dl.card-fields.long" : "dl.card-fields", {}, list.map((one) =>
    el("div", {}, html("dt", one.name_html), html("dd.prose", one.value_html))));
}

function chart({ digest, alt }) {
  return el("figure.card-chart", {}, el("img", { src: `/picture/${digest}.png`, alt }));
}

function files(list) {
  return el("div.card-files", {}, list.map((file) =>
    el("a.file", { href: `/${file.href}?as=${encodeURIComponent(me)}`, download: file.name },
      icon("file"), el("span", {}, el("b", {}, file.name), el("small", {}, bytes(file.size))))));
}

const bytes = (size) => (size < 1024 ? `${size} B` : size < 1048576 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 1048576).toFixed(1)} MB`);

function row(messageId, buttons) {
  const answers = buttons.length > 1 && buttons.every((one) => ANSWER.test(one.label));
  const worded = answers && buttons.some((one) => ANSWER.exec(one.label)[2]);
  const node = el(answers ? "div.answers" : "div.buttons", { role: "group" });
  node.classList.toggle("worded", worded);
  buttons.forEach((one, number) => node.append(button(messageId, one, answers, number)));
  return node;
}

function button(messageId, { label, tone, token }, answer, number) {
  const [, letter, text] = (answer && ANSWER.exec(label)) || [];
  const inside = answer ? [el("span.letter", { "aria-hidden": "true" }, letter), text ? el("span.text", {}, text) : ""] : [label];
  const node = el(answer ? "button.answer" : `button.btn.${tone}`, { type: "button", "aria-label": label }, inside);
  if (answer) node.dataset.letter = String(number % 8);
  node.onclick = () => send(node, { message: messageId, token });
  return node;
}

/** Send a press; while it is under way the whole row waits. */
async function send(node, press) {
  const group = node.closest(".answers, .buttons, .pick");
  const all = [...group.querySelectorAll("button")];
  node.classList.add("waiting");
  all.forEach((one) => one.setAttribute("aria-disabled", "true"));
  const answer = await ask("press", press);
  node.classList.remove("waiting");
  all.forEach((one) => one.removeAttribute("aria-disabled"));
  if (!answer.failed) node.classList.add("pressed");
  setTimeout(() => node.classList.remove("pressed"), 700);
  if (answer.form) openForm(answer.form);
}

function picker(messageId, pick) {
  const single = pick.most === 1;
  const name = `pick-${messageId}`;
  const note = el("small.pick-count", { "aria-live": "polite" });
  const go = el("button.btn.main", { type: "button" }, "Send");
  const boxes = pick.options.map((option) =>
    el("label.choice", {}, el("input", { type: single ? "radio" : "checkbox", name, value: option.value }), el("span", {}, option.label)));
  const list = el("div.choices", {}, boxes);
  const node = el("fieldset.pick", {}, el("legend", {}, pick.prompt), list, el("div.pick-send", {}, go, note));
  const chosen = () => [...list.querySelectorAll("input:checked")].map((box) => box.value);
  const count = () => {
    const many = chosen().length;
    const fits = many >= pick.least && many <= pick.most;
    go.disabled = !fits;
    note.textContent = single ? "" : many > pick.most ? `${many - pick.most} too many` : many < pick.least ? `choose ${pick.least === 1 ? "at least one" : `at least ${pick.least}`}` : `${many} chosen`;
  };
  list.onchange = count;
  go.onclick = () => send(go, { message: messageId, token: pick.token, values: chosen() });
  count();
  return node;
}
