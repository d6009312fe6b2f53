// What the page asks of the server. Every request names the persona of this tab; the server decides what that persona may do.
import { toast } from "./dom.js";

export const me = document.body.dataset.me;

/** Ask for `path` with `values`; returns the server's answer. Trouble is shown as a toast and gives an empty answer. */
export async function ask(path, values = {}) {
  try {
    const response = await fetch(`/do/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ persona: me, ...values }),
    });
    const answer = response.headers.get("Content-Type")?.startsWith("application/json")
      ? await response.json()
      : { toast: await response.text() };
    if (answer.toast) toast(answer.toast);
    return { ...answer, failed: !response.ok || Boolean(answer.toast) };
  } catch {
    toast("The playground is not answering; nothing was sent. Try again in a moment.");
    return { failed: true };
  }
}

/** A name for one act of this page, so that sending it twice does it once. */
export function nonce() {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
}
