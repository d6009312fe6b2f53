// What may be typed next in a command line. Pure: text in, suggestions out; values of decks and members are asked for by `fetch`.

/** Words of a line with where they stand; quotes keep blanks together. */
export function words(text) {
  const found = [];
  const pattern = /(?:[^\s"']|"[^"]*"?|'[^']*'?)+/g;
  for (const match of text.matchAll(pattern)) found.push({ text: match[0], start: match.index, end: match.index + match[0].length });
  return found;
}

/** The command a line begins with, followed by a blank: {command, rest, from}, or null. */
export function commandOf(line, commands) {
  const lower = line.toLowerCase();
  const found = commands.filter((one) => lower.startsWith(`/${one.path} `)).sort((a, b) => b.path.length - a.path.length)[0];
  return found ? { command: found, rest: line.slice(found.path.length + 2), from: found.path.length + 2 } : null;
}

const quote = (value) => (/[\s"']/.test(value) ? `"${value.replaceAll('"', "'")}"` : value);
const unquote = (text) => text.replace(/^["']|["']$/g, "");

/**
 * Suggestions for `line`: {title, hint, items, first}. An item has a label, what it is about, and the text that the line
 * becomes when it is taken. `first` says whether Enter takes the first one.
 */
export async function suggest(line, commands, fetch, people = []) {
  if (!line.startsWith("/")) return inMention(line, people);
  const at = commandOf(line, commands);
  return at ? inParameters(line, at, fetch) : inName(line, commands);
}

/** Names that fit what is typed behind an @ at the end. */
function inMention(line, people) {
  const found = /(?:^|[^\p{L}\p{N}_])@([^@\n]{0,32})$/u.exec(line);
  if (!found) return null;
  const typed = found[1].toLowerCase();
  const head = line.slice(0, line.length - found[1].length);
  const fits = (name) => name !== typed && (name.startsWith(typed) || name.split(/\s+/).some((word) => word.startsWith(typed)));
  const items = people.filter((name) => fits(name.toLowerCase())).slice(0, 8)
    .map((name) => ({ label: `@${name}`, detail: "", about: "", line: `${head}${name} ` }));
  return items.length ? { title: "Name somebody", hint: "", items, first: typed.length > 0 } : null;
}

function inName(line, commands) {
  const typed = line.slice(1).toLowerCase().trimStart();
  const begins = commands.filter((one) => one.path.startsWith(typed));
  const contains = commands.filter((one) => !one.path.startsWith(typed) && (one.path.includes(typed) || (typed.length > 2 && one.about.toLowerCase().includes(typed))));
  const items = [...begins, ...contains].map((one) => ({ label: `/${one.path}`, detail: one.params.map(placeholder).join(" "), about: one.about, host: one.host, line: `/${one.path} `.replace(/ $/, one.params.length ? " " : "") }));
  const exact = begins.some((one) => one.path === typed && !one.params.some((param) => param.required));
  return { title: items.length ? "Commands" : "", hint: items.length ? "" : `There is no command ${line}`, items, first: !exact };
}

const placeholder = (param) => (param.required ? param.name.toUpperCase() : `[${param.name}]`);

async function inParameters(line, { command, rest, from }, fetch) {
  const all = words(rest);
  const open = all.length && all.at(-1).end === rest.length ? all.at(-1) : null;
  const current = open ?? { text: "", start: rest.length, end: rest.length };
  const before = open ? all.slice(0, -1) : all;
  const given = takenBy(before, command.params);
  const named = /^([a-z_]+):(.*)$/is.exec(current.text);
  const param = named && command.params.find((one) => one.name === named[1].toLowerCase());
  const title = { command, active: param?.name };
  const head = line.slice(0, from + current.start);
  if (param) {
    const values = await valuesOf(param, named[2], `${head}${param.name}:`, fetch);
    return { title: "", usage: title, ...values, first: values.first && !values.exact };
  }
  const next = command.params.find((one) => !given.has(one.name));
  if (next?.kind === "rest" || (next && next.required)) {
    const values = await valuesOf(next, current.text, head, fetch);
    return { title: "", usage: { command, active: next.name }, ...values, first: values.first && !values.exact };
  }
  const items = command.params
    .filter((one) => !given.has(one.name) && one.name.startsWith(current.text.toLowerCase()))
    .map((one) => ({ label: `${one.name}:`, detail: kindOf(one), about: one.about, line: `${head}${one.name}:` }));
  return { title: items.length ? "More, if you like" : "", usage: { command, active: "" }, hint: "", items, first: false };
}

/** Parameters whose words go on up to the next one that is named: due:in 3 days. */
const SEVERAL_WORDS = new Set(["when", "phrase"]);

function takenBy(before, params) {
  const given = new Set();
  let goingOn = false;
  for (const word of before) {
    const name = word.text.split(":")[0].toLowerCase();
    const named = word.text.includes(":") && params.find((one) => one.name === name);
    const next = params.find((one) => !given.has(one.name));
    const taken = named || (!goingOn && next?.kind !== "rest" && next);
    if (taken) given.add(taken.name);
    if (taken) goingOn = SEVERAL_WORDS.has(taken.kind);
  }
  return given;
}

/** Kinds whose values the server knows. */
const LOOKED_UP = new Set(["deck", "member", "prompt", "discussion"]);

async function valuesOf(param, typed, head, fetch) {
  const bare = unquote(typed);
  const item = ({ label, value }) => ({ label, detail: label === value ? "" : value, about: "", line: `${head}${quote(value)} ` });
  const fixed = param.kind === "switch" ? ["true", "false"] : param.choices;
  if (fixed.length) {
    const items = fixed.filter((one) => one.startsWith(bare.toLowerCase())).map((one) => item({ label: one, value: one }));
    return { hint: param.about, items, first: true, exact: fixed.includes(bare) };
  }
  if (LOOKED_UP.has(param.kind)) {
    const options = await fetch(param.kind, bare);
    const hint = options.length ? param.about : `No ${param.kind} matches “${bare}”`;
    return { hint, items: options.map(item), first: true, exact: options.some((one) => one.value === bare) };
  }
  return { hint: `${param.about} — ${kindOf(param)}`, items: [], first: false };
}

/** What a parameter takes, in words. */
export function kindOf(param) {
  if (param.choices.length) return param.choices.join(" | ");
  const range = param.least !== null && param.most !== null ? ` ${param.least}–${param.most}` : param.least !== null ? ` from ${param.least}` : "";
  return { whole: `a whole number${range}`, number: `a number${range}`, switch: "true or false", deck: "a deck", member: "a member", prompt: "a prompt", discussion: "a discussion", when: "fri 17:00, in 3 days", phrase: "a few words", rest: "any text", text: "text" }[param.kind] ?? param.kind;
}
