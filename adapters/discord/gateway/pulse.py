"""A connection's pulse: Discord answers each heartbeat, and by then it has told everything from before that heartbeat left.

So the answer, and not that nothing was said for a while, is what tells that nothing was missed. discord.py keeps no record of
which answer belongs to which heartbeat; they come in their order (API docs, "Sending Heartbeats", 2026-08).
"""

from collections import deque
from time import perf_counter
from typing import Any

from discord.gateway import DiscordWebSocket

from adapters.discord.gateway.attention import Attention
from bot.kernel.clock import Instant


def follow(socket: DiscordWebSocket, shard: int, attention: Attention) -> None:
    """Note of every heartbeat on a new connection when it left, and that it was answered.

    One has left already, at HELLO, before there was a session: its answer tells nothing.
    """
    attention.connecting(shard)
    keeper = socket._keep_alive  # noqa: SLF001 - it has no other name
    if keeper is None:
        return
    left: deque[Instant | None] = deque([None])
    send, beat, ack = socket.send_heartbeat, keeper.beat, keeper.ack

    async def send_heartbeat(data: Any) -> None:  # noqa: ANN401 - as the library has it
        left.append(attention.asking(shard))
        # The library notes it afterwards, when the answer may have come already: it then counts from the one before, and warns.
        keeper._last_send = perf_counter()  # noqa: SLF001 - it has no other name
        await send(data)

    def beat_at_once() -> dict[str, Any]:
        left.append(attention.asking(shard))
        return beat()

    def acknowledged() -> None:
        at = left.popleft() if left else None
        if at is not None:
            attention.answered(shard, at)
        ack()

    socket.send_heartbeat = send_heartbeat  # type: ignore[method-assign] # as the library itself listens in
    keeper.beat, keeper.ack = beat_at_once, acknowledged  # type: ignore[method-assign]
