// The stream of news. It comes back by itself after a break and asks for exactly what it has missed.
import { me } from "./api.js";

const PATIENCE = [200, 400, 800, 1500, 3000];

/** Listen for ever; `on` gets (kind, value), `standing` gets whether the line is up. */
export function listen(on, standing) {
  const seen = { boot: "", number: -1 };
  let failures = 0;

  function open() {
    const query = new URLSearchParams({ as: me, boot: seen.boot, after: String(seen.number) });
    const socket = new WebSocket(`ws://${location.host}/stream?${query}`);
    socket.onopen = () => {
      failures = 0;
      standing(true);
    };
    socket.onmessage = ({ data }) => {
      const news = JSON.parse(data);
      if (news.kind === "hello") seen.boot = news.value.boot;
      if (news.n !== undefined && news.kind !== "hello" && news.n <= seen.number) return;
      if (news.n !== undefined) seen.number = news.n;
      on(news.kind, news.value);
    };
    socket.onclose = () => {
      const wait = PATIENCE[Math.min(failures++, PATIENCE.length - 1)];
      if (failures > 1) standing(false);
      setTimeout(open, wait);
    };
  }

  open();
}
