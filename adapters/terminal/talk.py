"""What members say in threads: printed, and kept for a bot that was away. Which threads there are, and which are closed."""

from collections.abc import Callable

from msgspec.structs import replace

from adapters.terminal.paper import BAR, Paper
from adapters.terminal.posts import Post, Posts
from adapters.terminal.text import Look, clean, prose
from bot.engine.surface import History
from bot.kernel.clock import Instant
from bot.kernel.errors import Denied, Gone, StudybellError
from bot.kernel.message import Message, Removed
from bot.kernel.people import Place


class NotThere(StudybellError):
    """What somebody speaks of is not to be seen in this chat."""


class Talk:
    """The threads of a chat. `title` returns the first line of a card by its reference, "" where there is none."""

    def __init__(self, paper: Paper, look: Look, title: Callable[[str], str]) -> None:
        self._paper = paper
        self._look = Look(look.width - len(BAR), look.colour)
        self._title = title
        self._closed: set[Place] = set()
        self.posts = Posts()

    def begin(self, thread: Place, name: str) -> None:
        """Let there be a thread of this name; one that is there gets the name."""
        self._paper.threads[thread] = name

    def end(self, thread: Place) -> None:
        """Let the thread be no more, since the message where it began is gone."""
        self._paper.threads.pop(thread, None)

    def enter(self, place: Place) -> None:
        """Raise `Gone` where there is no such thread and `Denied` where it is closed; a channel is always open."""
        if place.thread:
            self._find(place)
        if place in self._closed:
            raise Denied("write in a closed thread")

    def history(self, thread: Place, since: Instant) -> History:
        """Return what members did in the thread since then."""
        self._find(thread)
        return self.posts.history(thread, since)

    def write(self, thread: Place, message: Message) -> None:
        """Print what somebody wrote in a thread, and keep it; raises as `enter` does."""
        self.enter(thread)
        self.posts.add(thread, message)
        to = f", to {self.addressee(message.reply_to)}" if message.reply_to else ""
        self._say(thread, f"{clean(message.name)}{to}: {message.text or ''}")

    def rewrite(self, message: str, text: str, mentions: tuple[str, ...], at: Instant) -> Post:
        """Print an edit of somebody's post; return the post as it stands. Raises as `enter` does."""
        self.enter(self.posts.thread(message))
        post = self.posts.edit(message, text, mentions, at)
        self._say(post.thread, f"{clean(post.message.name)} (edited): {text}")
        return post

    def take_away(self, message: str, removed: Removed, at: Instant) -> Post:
        """Print that somebody's post is gone; return what is left of it."""
        post = self.posts.remove(message, removed, at)
        whom = " by a moderator" if removed is Removed.BY_MODERATOR else ""
        self._say(post.thread, f"({clean(post.message.name)}’s post was deleted{whom})")
        return post

    def addressee(self, message: str) -> str:
        """Return whom somebody answers who replies to this message."""
        post, title = self.posts.get(message), self._title(message)
        if post is not None:
            return clean(post.message.name)
        return f"“{title}”" if title else "something that is gone"

    def threads(self, channel: Place) -> list[tuple[Place, str]]:
        """Return the threads of a channel with their names, oldest first."""
        here = replace(channel, thread="")
        return [(place, name) for place, name in self._paper.threads.items() if replace(place, thread="") == here]

    def find(self, channel: Place, name: str = "") -> Place:
        """Return the newest open thread whose name begins so, else the newest that is closed; `NotThere` without any."""
        every = [place for place, known in reversed(self.threads(channel)) if known.startswith(name)]
        found = next((place for place in every if place not in self._closed), next(iter(every), None))
        if found is None:
            raise NotThere(f"there is no thread {name!r} here" if name else "there is no thread here")
        return found

    def closed(self, thread: Place) -> bool:
        """Return whether nobody can write there."""
        return thread in self._closed

    def close(self, thread: Place) -> None:
        """Say that the thread is closed."""
        self._find(thread)
        if thread not in self._closed:
            self._closed.add(thread)
            self._paper.print(thread, "(this thread is closed)")

    def reopen(self, thread: Place) -> None:
        """Say that the thread is open again."""
        self._find(thread)
        if thread in self._closed:
            self._closed.remove(thread)
            self._paper.print(thread, "(this thread is open again)")

    def _find(self, thread: Place) -> None:
        if thread not in self._paper.threads:
            raise Gone

    def _say(self, thread: Place, text: str) -> None:
        self._paper.write(thread, "\n".join(prose(text, self._look)))
