"""What members wrote in the threads of a terminal, as the chat keeps it: also while the bot is down."""

from msgspec import Struct
from msgspec.structs import replace

from bot.engine.surface import History
from bot.kernel.clock import Instant
from bot.kernel.message import Message, Removed
from bot.kernel.people import Place

MOST_POSTS = 20_000
"""Messages kept; what was written before the oldest of them can't be told any more."""


class Post(Struct, frozen=True):
    """A message, and the thread it stands in."""

    thread: Place
    message: Message


class Posts:
    """The messages of all members, oldest first. Those that were removed stay as empty places."""

    def __init__(self) -> None:
        self._posts: dict[str, Post] = {}
        self._whole_since: Instant = 0

    def add(self, thread: Place, message: Message) -> None:
        """Keep a message that was written."""
        self._posts[message.id] = Post(thread, message)
        if len(self._posts) > MOST_POSTS:
            oldest = self._posts.pop(next(iter(self._posts)))
            self._whole_since = max(self._whole_since, oldest.message.at + 1)

    def edit(self, message: str, text: str, mentions: tuple[str, ...], at: Instant) -> Post:
        """Let the message have another text; return it as it stands now."""
        return self._change(message, text=text, mentions=mentions, edited_at=at)

    def remove(self, message: str, removed: Removed, at: Instant) -> Post:
        """Take the message away; return what is left of it."""
        return self._change(message, text=None, removed=removed, removed_at=at)

    def get(self, message: str) -> Post | None:
        """Return the post of this id as it stands, None where nobody has written such a one."""
        return self._posts.get(message)

    def thread(self, message: str) -> Place:
        """Return where the post of this id stands."""
        return self._posts[message].thread

    def newest(self, channel: Place, name: str, beginning: str = "") -> Post | None:
        """Return the newest standing post of whoever is called `name` in the threads of `channel`, or in the one it names.

        With `beginning`, the newest that begins so.
        """
        return next(
            (
                post
                for post in reversed(self._posts.values())
                if post.message.removed is Removed.BY_NOBODY
                and channel in {post.thread, replace(post.thread, thread="")}
                and post.message.name.casefold() == name.casefold()
                and (post.message.text or "").casefold().startswith(beginning.casefold())
            ),
            None,
        )

    def history(self, thread: Place, since: Instant) -> History:
        """Return what was written, edited or removed in the thread since then."""
        found = [post.message for post in self._posts.values() if post.thread == thread]
        lately = [each for each in found if max(each.at, each.edited_at, each.removed_at) >= since]
        told = tuple(bare(each) for each in sorted(lately, key=lambda each: each.at))
        return History(told, max(since, self._whole_since))

    def _change(self, message: str, **changed: object) -> Post:
        post = self._posts[message]
        self._posts[message] = Post(post.thread, replace(post.message, **changed))
        return self._posts[message]


def bare(message: Message) -> Message:
    """Return the message as a platform tells it: of one that was removed, hardly more than that."""
    if message.removed is Removed.BY_NOBODY:
        return message
    return Message(message.id, "", "", 0, removed=message.removed, removed_at=message.removed_at)
