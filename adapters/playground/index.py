"""Where every message of the chat stands: by channel, by thread, by key, and the private ones of each persona.

Everything is kept in the order of `seq`, so that nothing has to be sorted or searched when a thread has grown long.
"""

from collections import defaultdict
from collections.abc import Iterator

from adapters.playground.values import Message, Thread

_Where = tuple[str, str, str, str]
"""Channel, thread, the persona who alone sees it (or ""), key: what a keyed message is found by."""


class Index:
    """The messages by where they are looked for. `seq` is the highest number given so far."""

    def __init__(self) -> None:
        self.seq = 0
        self.messages: dict[str, Message] = {}
        self._every: dict[str, dict[str, None]] = defaultdict(dict)
        self._tops: dict[str, dict[str, None]] = defaultdict(dict)
        self._below: dict[str, dict[str, None]] = defaultdict(dict)
        self._counts: dict[str, int] = defaultdict(int)
        self._keyed: dict[_Where, str] = {}
        self._whispered: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self._threads: dict[str, str] = {}
        self._loose: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)

    def put(self, message: Message) -> None:
        """Take in a message, new or changed; it never changes its place, its thread or whom it is for."""
        self.seq = max(self.seq, message.seq)
        self._counts[message.thread] += _counted(message) - _counted(self.messages.get(message.id))
        self.messages[message.id] = message
        self._every[message.channel][message.id] = None
        (self._below[message.thread] if message.thread else self._tops[message.channel])[message.id] = None
        if message.key:
            self._keyed[_where(message)] = message.id
        if message.to:
            self._private(message)[message.id] = None
        if message.sheet is not None and message.sheet.thread:
            self._threads[session_of(message)] = message.id

    def take(self, message: Message) -> None:
        """Let go of a message."""
        self._counts[message.thread] -= _counted(self.messages.pop(message.id, None))
        (self._below[message.thread] if message.thread else self._tops[message.channel]).pop(message.id, None)
        self._every[message.channel].pop(message.id, None)
        self._below.pop(message.id, None)
        self._counts.pop(message.id, None)
        self.forget_key(message)
        if message.to:
            self._private(message).pop(message.id, None)

    def forget_key(self, message: Message) -> None:
        """Let the key of a message be used anew."""
        if self._keyed.get(_where(message)) == message.id:
            del self._keyed[_where(message)]

    def keyed(self, channel: str, thread: str, key: str, to: str) -> Message | None:
        """Return the message of `key` that stands there, for `to` alone unless that is "", or None."""
        found = self._keyed.get((channel, thread, to, key))
        return self.messages.get(found) if found else None

    def tops(self, channel: str, before: int | None = None) -> Iterator[Message]:
        """Go through the messages of a channel that stand in no thread, newest first; `before` is a `seq`."""
        return self._backwards(self._tops[channel], before)

    def newest(self, channel: str) -> Iterator[Message]:
        """Go through all messages of a channel, newest first."""
        return self._backwards(self._every[channel], None)

    def below(self, root: str, before: int | None = None) -> Iterator[Message]:
        """Go through the messages of a thread, newest first."""
        return self._backwards(self._below.get(root, {}), before)

    def oldest(self, channel: str) -> Iterator[Message]:
        """Go through the messages of a channel that stand in no thread, oldest first."""
        return iter([self.messages[key] for key in self._tops[channel]])

    def size(self, channel: str) -> int:
        """How many messages of a channel stand in no thread."""
        return len(self._tops[channel])

    def length(self, root: str) -> int:
        """How many messages a thread has, the removed and the private ones too."""
        return len(self._below.get(root, {}))

    def whispered(self, to: str, key: str) -> list[Message]:
        """Return the private messages of `key` that `to` has, wherever they stand."""
        return [self.messages[one] for one in self._whispered.get((to, key), {})]

    def thread_of(self, session: str) -> Message | None:
        """Return the message at which the newest thread of a session begins, None when there is none or it is no more."""
        root = self.messages.get(self._threads.get(session, ""))
        return root if root is not None and root.stands else None

    def loose(self, channel: str, to: str) -> list[Message]:
        """Return the private messages without a key that `to` has in a channel and its threads, oldest first."""
        return [self.messages[one] for one in self._loose.get((channel, to), {})]

    def thread(self, root: str) -> Thread:
        """Return what stands in the thread for everybody."""
        count = self._counts.get(root, 0)
        last = next((one for one in self.below(root) if _counted(one)), None) if count else None
        return Thread(count, last.at, last.seq) if last else Thread()

    def _backwards(self, ids: dict[str, None], before: int | None) -> Iterator[Message]:
        for one in reversed(ids):
            message = self.messages[one]
            if before is None or message.seq < before:
                yield message

    def _private(self, message: Message) -> dict[str, None]:
        if message.key:
            return self._whispered[message.to, message.key]
        return self._loose[message.channel, message.to]


def session_of(message: Message) -> str:
    """Return the id of the session that keeps a message: keys of the engine begin with it."""
    return message.key.partition(".")[0]


def _where(message: Message) -> _Where:
    return message.channel, message.thread, message.to, message.key


def _counted(message: Message | None) -> bool:
    return message is not None and message.stands and bool(message.author) and not message.to
