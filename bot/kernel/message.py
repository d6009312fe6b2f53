"""What members write, as values: a message in a thread that a session listens to, as it stands by now."""

from enum import StrEnum

from msgspec import Struct

from bot.kernel.clock import Instant


class Removed(StrEnum):
    """Who took a message away. Where the platform does not tell, it was its author."""

    BY_NOBODY = ""
    BY_AUTHOR = "author"
    BY_MODERATOR = "moderator"


class Message(Struct, frozen=True):
    """A message of a member in a thread, as it stands now: written, edited or removed.

    `id` is the platform's and unique in its workspace; `at` is when it was written and `edited_at` when it was last edited (0:
    never), both by the platform's time. `text` is None where the platform does not let us read it. `reply_to` is the id of the
    message it answers, `mentions` the members it names. Of a removed message only `id`, `removed` and `removed_at` are sure.
    """

    id: str
    author: str
    name: str
    at: Instant
    text: str | None = None
    reply_to: str = ""
    mentions: tuple[str, ...] = ()
    edited_at: Instant = 0
    removed: Removed = Removed.BY_NOBODY
    removed_at: Instant = 0
