"""The port to a chat platform: a surface's whole duty. How to write another stands in ``adapters/README.md``."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from bot.kernel.card import Card
from bot.kernel.clock import Instant
from bot.kernel.message import Message
from bot.kernel.people import Place


class Capabilities(Struct, frozen=True):
    """What a platform can do, for the few places where the engine has to know.

    `gap` is the least time in milliseconds between two edits that may wait; edits of places that share a budget share
    `Surface.budget`. `private_edits`: a private message can be replaced by later news.
    """

    gap: int
    private_edits: bool
    threads_lock: bool = False
    private_threads: bool = False
    date_picker: bool = False
    history: bool = False


class Person(Struct, frozen=True):
    """A member of a place, as the platform names them; `zone` is their IANA zone where the platform tells it."""

    member: str
    name: str
    bot: bool = False
    host: bool = False
    zone: str = ""


class History(Struct, frozen=True):
    """What was read of a thread.

    `messages` are those of members (no bots), each as it stands now, oldest first: at least every one written since the instant
    asked for, and those edited or removed since where the platform tells. `whole_since`: every message written at or after it
    that still stands is among them, so that one that is missing was removed; None where that cannot be said.
    """

    messages: tuple[Message, ...]
    whole_since: Instant | None = None


class Surface(Protocol):
    """A chat platform.

    Every method may raise `Gone` (the engine posts again, or gives the place up), `Denied` (the host is told which
    permission is missing) or `Busy` (the engine waits), and nothing else for trouble on the platform's side.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What this platform can do."""
        ...

    def budget(self, place: Place) -> str:
        """Return the name of the edit budget `place` draws on: its channel on Discord, its workspace on Slack."""
        ...

    async def put(self, place: Place, key: str, card: Card, ref: str | None) -> tuple[str, Instant]:
        """Post `card` in `place`, or edit the message at `ref`; return its reference and when the platform confirmed it.

        Posting twice with one `key` (25 characters at most) must leave one message: a crash may have hidden the first.
        After a card with `thread` the thread is there, also when it is an edit and somebody had deleted the thread alone.
        A thread that is gone, or a `ref` that does not stand in `place`, is `Gone`.
        """
        ...

    async def whisper(self, place: Place, key: str, member: str, card: Card) -> None:
        """Replace the private message of this `key` that `member` has in `place`; nothing when there is none to replace."""
        ...

    async def tell(self, place: Place, key: str, member: str, card: Card) -> None:
        """Send `member` a direct message about something in `place`; twice with one `key` leaves one message.

        Raises `Denied` or `Gone` when they take none; the session is told and may name them where everybody reads.
        """
        ...

    async def members(self, place: Place, group: str = "") -> Sequence[Person]:
        """Return who can see `place`, bots and hosts marked; with `group` only those of that role or user group."""
        ...

    async def history(self, thread: Place, since: Instant) -> History:
        """Return what has been written in the thread since `since`; only where `Capabilities.history` says so.

        Called for a few threads at a time, a closed one too; `Gone` when there is no such thread.
        """
        ...

    async def close(self, thread: Place) -> None:
        """Lock the thread as far as the platform can; one that is locked stays so."""
        ...

    async def reopen(self, thread: Place) -> None:
        """Unlock the thread; one that is open stays so."""
        ...

    def link(self, place: Place, ref: str) -> str:
        """Return Markdown that points a reader to the message, or "" where the platform has no links."""
        ...
