"""A file that somebody attached: what a form's input of kind ``file`` sends."""

from collections.abc import AsyncIterable

from msgspec import Struct

from bot.kernel.errors import StudybellError

MOST_BYTES = 2 << 20
"""Of a file that a surface brings in: twice what a deck may have, since other formats say the same at greater length."""


class Attached(Struct, frozen=True):
    """A file as it was attached: what it was called there, and what is in it. Neither is to be trusted."""

    name: str
    data: bytes


class TooLarge(StudybellError):
    """There is more in a file than was to be read."""


async def bounded(parts: AsyncIterable[bytes], most: int) -> bytes:
    """Return what comes in parts, `most` bytes at most; raises `TooLarge` before more than a part beyond them is held."""
    data = bytearray()
    async for part in parts:
        data += part
        if len(data) > most:
            raise TooLarge
    return bytes(data)
