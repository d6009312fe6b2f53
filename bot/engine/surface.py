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
    `Surface.budget`. `private_edits`: a private message can be replaced by later news. `private_threads`: there are threads
    that only those see who were let in. `replies`: one can reply to a single message of a thread. `texts`: it shows us what
    members write; where it does not, `texts_take` is the permission that would change it. They may change while the program
    runs, as the platform's mind does.
    """

    gap: int
    private_edits: bool
    threads_lock: bool = False
    private_threads: bool = False
    date_picker: bool = False
    history: bool = False
    replies: bool = True
    texts: bool = True
    texts_take: str = ""


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


class Stretch(Struct, frozen=True):
    """A stretch of time in which nothing was missed, by the program's clock; `since` is not after `until`."""

    since: Instant
    until: Instant


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

        A card with `admits` makes a private thread in `place`: nobody sees it but us and those whom the platform lets manage all
        threads (members are told of them), and nobody but us lets others in. The card stands in it as its first message;
        `card.thread` is its name, and the reference its id (not the message's), so that it is `Place(.., thread=ref)` like every
        thread, for `put`, `close`, `reopen` and `history`, too. Nobody is let in here, whatever `admits` says: `admit` does that.
        After a crash the thread is found by its message of this `key`; one in which no message of the key stands is another's,
        and is never taken, even if it is empty. An edit is given the thread's id and changes that message, or posts it in there
        anew where only the message was deleted; a thread that is gone is `Gone`.
        Never called with such a card where `Capabilities.private_threads` is false.
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
        """Return who can see `place`, bots and hosts marked; with `group` only those of that role or user group.

        `Denied` where the platform does not tell, with what it would take.
        """
        ...

    async def present(self, place: Place, members: Sequence[str], group: str = "") -> Sequence[Person]:
        """Return those of `members` who can see `place` (with `group`, and are of it), bots and hosts marked.

        Asked for where `members` is `Denied`: many platforms tell of single members what they do not tell of all.
        """
        ...

    async def history(self, thread: Place, since: Instant) -> History:
        """Return what has been written in the thread since `since`; only where `Capabilities.history` says so.

        Called for a few threads at a time, a closed one too; `Gone` when there is no such thread.
        """
        ...

    def unbroken(self, thread: Place) -> Stretch | None:
        """Return the stretch of time up to now in which nothing of the thread was missed, None where that cannot be said.

        Whatever was written, edited or removed there from `since` to `until` has been brought to the front door, and the door
        has answered; what it did not take is the engine's concern. `until` is the last instant up to which the platform's
        connection is known to have told everything: what may still be on its way, or is being brought in, lies after it.
        A stretch grows for as long as nothing is missed. After a gap there is another one, which begins after the gap; one may
        begin anew at any time, where that is simpler to say. Its threads are read where this says nothing, every few minutes.
        Where several processes serve a platform, only the one that hears the thread says anything. Asked often: it answers
        from memory, and raises nothing, also where there is no such thread.
        """
        ...

    async def admit(self, thread: Place, member: str) -> None:
        """Let `member` see the private thread of ours, what stands in it already included, and write there; who is in stays so.

        Called for one member after the other, for none while the thread is closed, and again for who asks to be let in again:
        they may have left. Whom the platform cannot let in (they are not there any more, or there is no room) is passed over.
        What the platform itself writes into the thread about it is no message of a member's. `Gone` when there is no such
        thread; only where `Capabilities.private_threads` says so.
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
