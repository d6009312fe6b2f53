"""A private word about what somebody wrote in a thread, told them directly: as soon as it was heard, or after a catch-up.

What may never happen: the same word twice, because it was told by both ways: its key is the same.
"""

from collections.abc import Awaitable, Callable

import structlog

from bot.engine.surface import Surface
from bot.kernel.card import Card
from bot.kernel.clock import SECOND
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.message import Message
from bot.kernel.people import Place

Pause = Callable[[int], Awaitable[None]]
"""Waits for so many milliseconds."""

TRIES = 3
"""How often a word is tried while the platform is busy."""

log = structlog.get_logger()


async def murmur(  # noqa: PLR0913 - what is told of which message, and how
    surface: Surface, session: str, thread: Place, message: Message, card: Card, pause: Pause, tries: int = TRIES
) -> None:
    """Tell the author of `message` what `card` says; a word that cannot be delivered is given up with a line in the log."""
    key = f"{session}.heard.{message.id}.{message.edited_at}"
    for _ in range(tries):
        try:
            await surface.tell(thread, key, message.author, card)
        except (Denied, Gone) as error:
            log.info("private word not delivered", session=session, reason=str(error))
        except Busy as error:
            await pause(round(error.retry_after * SECOND))
            continue
        return
    log.info("private word not delivered", session=session, reason="busy")
