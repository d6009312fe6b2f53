// The dock: the newest private card that has controls, such as a host's panel, kept at hand while messages pass by.
import { ask } from "./api.js";
import { drawCard } from "./card.js";
import { by, el, icon } from "./dom.js";
import { panelOf, state, when } from "./state.js";

/** Keep the dock true to the channel that is open. */
export function startDock() {
  for (const kind of ["all", "place", "message", "removed"]) when(kind, draw);
}

function draw() {
  const dock = by("dock");
  const panel = panelOf(state.channel);
  dock.hidden = !panel;
  document.body.classList.toggle("docked", Boolean(panel));
  if (!panel) return dock.replaceChildren();
  if (dock.dataset.of !== panel.id || !dock.firstChild) {
    dock.dataset.of = panel.id;
    dock.replaceChildren(bar(dock), el("article.card"));
  }
  drawCard(dock.querySelector(".card"), panel);
}

function bar(dock) {
  const fold = el("button.icon.dock-fold", { type: "button", "aria-label": "Show or hide the details", "aria-expanded": String(dock.classList.contains("open")) }, icon("down"));
  fold.onclick = () => fold.setAttribute("aria-expanded", String(dock.classList.toggle("open")));
  return el("div.dock-bar", {}, el("span", {}, icon("eye"), "Only you can see this"), fold,
    el("button.icon", { type: "button", title: "Dismiss", "aria-label": "Dismiss", onclick: () => ask("remove", { message: dock.dataset.of }) }, icon("close")));
}
