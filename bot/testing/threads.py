"""Threads in memory: what members wrote, edited and took away, and which threads take no more."""

from collections.abc import Sequence

from msgspec.structs import replace

from bot.engine.surface import History
from bot.kernel.clock import Clock, Instant
from bot.kernel.errors import Denied
from bot.kernel.message import Message, Removed
from bot.kernel.people import Place


class Threads:
    """What members have written in each thread. `tombstones`: the platform tells of a message that it was removed."""

    def __init__(self, clock: Clock, *, tombstones: bool = True) -> None:
        self.closed: set[Place] = set()
        self._clock = clock
        self._tombstones = tombstones
        self._written: dict[str, tuple[Place, Message]] = {}

    def write(self, member: str, thread: Place, text: str, reply_to: str = "") -> Message:
        """Add a message of a member; raises `Denied` where the thread is closed."""
        if thread in self.closed:
            raise Denied("write in a closed thread")
        name = member.capitalize()
        message = Message(f"u{len(self._written)}", member, name, self._clock.now(), text, reply_to)
        self._written[message.id] = (thread, message)
        return message

    def edit(self, message: str, text: str) -> Message:
        """Let its author change a message."""
        return self._change(message, text=text, edited_at=self._clock.now())

    def remove(self, message: str, by: Removed = Removed.BY_AUTHOR) -> Message:
        """Take a message away; its author or a moderator does."""
        return _tombstone(self._change(message, text=None, removed=by, removed_at=self._clock.now()))

    def message(self, message: str) -> Message:
        """Return a message as it stands now."""
        return self._written[message][1]

    def history(self, thread: Place, since: Instant) -> History:
        """Return what was written, edited or (where that is told) removed since."""
        found = [message for place, message in self._written.values() if place == thread]
        return History(tuple(self._told(found, since)), since)

    def _told(self, found: Sequence[Message], since: Instant) -> list[Message]:
        recent = [each for each in found if max(each.at, each.edited_at, each.removed_at) >= since]
        told = [_tombstone(each) if each.removed else each for each in recent]
        return [each for each in told if self._tombstones or not each.removed]

    def _change(self, message: str, **changes: object) -> Message:
        thread, known = self._written[message]
        changed = replace(known, **changes)
        self._written[message] = (thread, changed)
        return changed


def _tombstone(removed: Message) -> Message:
    """Return what platforms still tell of a message that was removed."""
    return Message(removed.id, "", "", 0, removed=removed.removed, removed_at=removed.removed_at)
