"""Who hears what Discord tells: events as the gateway sent them, by its names, or as discord.py made them, by the library's.

What may never happen: something begun and not finished because the program stops; what comes in after that is not begun at all.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import structlog

from bot.kernel.errors import StudybellError

Ear = Callable[..., Coroutine[Any, Any, None]]

log = structlog.get_logger()


class Ears:
    """Ears by the gateway's names (``MESSAGE_CREATE``), which take a payload, and by discord.py's (``guild_join``)."""

    def __init__(self, raw: Mapping[str, Ear], made: Mapping[str, Ear]) -> None:
        self.raw = raw
        self.made = made
        self._under_way: set[asyncio.Task[None]] = set()
        self._stopped = False

    def hear(self, name: str, *payload: Any) -> None:  # noqa: ANN401 - whatever Discord sends
        """Begin what the event leads to."""
        if self._stopped:
            return
        hearing = (self.raw.get(name) or self.made[name])(*payload)
        task = asyncio.get_running_loop().create_task(_heard(name, hearing))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        task.add_done_callback(lambda _: hearing.close())  # where it was cancelled before it began

    async def stop(self, seconds: float) -> None:
        """Take nothing in any more, and give what is under way so long to end."""
        self._stopped = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)


async def _heard(name: str, hearing: Coroutine[Any, Any, None]) -> None:
    """Let an ear hear; trouble, or a bug of ours, costs this event and is told."""
    try:
        await hearing
    except StudybellError as error:
        log.error("an event of Discord was not taken", name=name, reason=str(error))
    except Exception:
        log.exception("an event of Discord was not taken", name=name)
