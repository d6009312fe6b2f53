"""Tokens of private messages as they lie on shelves of the store: in chunks, each named by when the last of them expires."""

from zlib import crc32

import msgspec
import structlog
from msgspec import Struct

from bot.kernel.clock import Instant

CHUNK = 500
"""Tokens in one value of a shelf, at most: about 150 kB."""

SHELVES = 8
"""Shelves the sessions are spread over, so that reading one again does not read everybody's."""

log = structlog.get_logger()


class Kept(Struct, frozen=True, array_like=True, gc=False):
    """A row of a chunk: whose message of which key can be edited by which token, and until when."""

    key: str
    member: str
    token: str
    until: Instant


_chunk = msgspec.json.Decoder(list[Kept])


def shelf_name(number: int) -> str:
    """Return the name of a shelf."""
    return f"discord.private.{number}"


def shelf_of(key: str) -> str:
    """Return the shelf of the key's session: all keys of one are together."""
    return shelf_name(crc32(key.partition(".")[0].encode()) % SHELVES)


def expiry(name: str) -> Instant:
    """Return until when a chunk is of use, by its name; a name that is none of ours is of none."""
    digits = name.partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def rows_of(written: bytes) -> list[Kept]:
    """Return the rows of a chunk; of one that cannot be read none."""
    try:
        return _chunk.decode(written)
    except msgspec.DecodeError as error:
        log.warning("private messages not readable", reason=str(error))
        return []
