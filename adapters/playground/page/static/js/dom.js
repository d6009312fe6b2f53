// Small tools for building the page. Text always goes in as text; only `html` takes HTML, and only the server's own.

/** Make an element: el("button.main", {type: "button", onclick}, "Send"). Properties beginning with "on" are listeners. */
export function el(spec, props = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name in node && name !== "list" && name !== "form") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Make an element around HTML that the server's renderer has made. */
export function html(spec, markup, props = {}) {
  const node = el(spec, props);
  node.innerHTML = markup;
  return node;
}

/** An icon of the page's own sprite. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** The element of an id that the page is made with. */
export const by = (id) => document.getElementById(id);

/** Replace a part of `parent` only when what it shows has changed, so that focus and half-made choices survive. */
export function patch(parent, name, value, build) {
  const shown = JSON.stringify(value);
  const old = parent.querySelector(`:scope > [data-part="${name}"]`);
  if (old && old.dataset.shown === shown) return;
  const fresh = value === null || value === "" || value?.length === 0 ? el("div", { hidden: true }) : build(value);
  fresh.dataset.part = name;
  fresh.dataset.shown = shown;
  if (old) old.replaceWith(fresh);
  else parent.append(fresh);
}

/** A number 0-359 that is always the same for a text: the hue of an avatar. */
export function hue(text) {
  let sum = 7;
  for (const letter of text) sum = (sum * 31 + letter.codePointAt(0)) % 3600;
  return (sum * 47) % 360;
}

/** The first letters of a name's words: "Ms Rivera" gives "MR". */
export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return (words.length > 1 ? [words[0], words.at(-1)] : words).map((word) => [...word][0]).join("").toUpperCase();
}

/** A round picture for a persona, or the bell for the bot ("" as id). */
export function avatar(id, name) {
  const node = el("span.avatar", { "aria-hidden": "true" });
  if (!id) {
    node.classList.add("bot");
    node.append(icon("bell"));
  } else {
    node.style.setProperty("--hue", hue(id));
    node.append(initials(name || id));
  }
  return node;
}

/** A passing word at the edge of the page. */
export function toast(text) {
  const node = el("div.toast", {}, text);
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), 6000);
}
