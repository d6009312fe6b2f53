r"""What somebody writes in a thread, read from a line of text. The chat takes it, whether or not a bot is there to hear it.

    posts I think so.                      in the newest open thread; `posts in “Title”: I think so.` in that one
    replies to Ada: But why?               answers what Ada said last there, or the bot's card that bears her name
    replies to the card “Title”: Why?      answers a card of the bot; without a title, the newest
    edits: I do not think so.              changes the own newest post; `edits “I think”: ...` the newest that begins so
    deletes his post                       takes it away; `deletes Ada's post` is for hosts; `“I think”` says which, as above

A text may stand in quotes; ``\n`` begins a new line, ``@Ben`` mentions Ben.
"""

import re

from msgspec import Struct

from adapters.terminal.posts import Post, bare
from adapters.terminal.surface import TerminalSurface
from adapters.terminal.talk import NotThere
from bot.kernel.clock import Instant
from bot.kernel.message import Message, Removed
from bot.kernel.people import Actor, Place

_OLD = r"(?: [“\"](?P<old>[^”\"]+)[”\"])?"
_IN = r"(?: in [“\"](?P<thread>[^”\"]+)[”\"])?"
_TEXT = r":? (?P<text>.+)"
_POSTS = re.compile(rf"posts{_IN}{_TEXT}")
_REPLIES = re.compile(rf"replies to (?P<whom>[^:“\"]+?)(?: [“\"](?P<title>[^”\"]+)[”\"])?{_IN}: (?P<text>.+)")
_EDITS = re.compile(rf"edits{_OLD}(?: to)?: (?P<text>.+)")
_DELETES = re.compile(rf"deletes (?:(?P<own>his|her|their)|(?P<whose>.+?)['’]s?) post{_OLD}")
_THE_CARD = "the card"

VERBS = frozenset({"posts", "replies", "edits", "deletes"})


class Wrote(Struct, frozen=True):
    """What stands in a thread by now, and whose it is."""

    thread: Place
    message: Message
    author: Actor


class Pen:
    """Writes for members on `surface`."""

    def __init__(self, surface: TerminalSurface) -> None:
        self._surface = surface
        self._talk = surface.talk

    def write(self, by: Actor, channel: Place, line: str, at: Instant) -> Wrote:
        """Do what the line says, at the platform's instant `at`; raises `NotThere` or `Denied` when it can't be done."""
        if found := _POSTS.fullmatch(line):
            return self._add(by, self._talk.find(channel, found["thread"] or ""), _said(found["text"]), "", at)
        if found := _REPLIES.fullmatch(line):
            thread = self._talk.find(channel, found["thread"] or "")
            return self._add(
                by, thread, _said(found["text"]), self._answered(thread, found["whom"], found["title"]), at
            )
        if found := _EDITS.fullmatch(line):
            return self._edit(by, channel, found["old"] or "", _said(found["text"]), at)
        if found := _DELETES.fullmatch(line):
            return self._delete(by, channel, by.name if found["own"] else found["whose"], found["old"] or "", at)
        raise NotThere(f"nobody knows what is written here: {line}")

    def _add(self, by: Actor, thread: Place, text: str, reply_to: str, at: Instant) -> Wrote:
        new = self._surface.new_id()
        message = Message(new, by.member, by.name, at, text, reply_to, self._mentioned(text))
        self._talk.write(thread, message)
        return Wrote(thread, message, by)

    def _edit(self, by: Actor, channel: Place, old: str, text: str, at: Instant) -> Wrote:
        post = self._post(channel, by.name, old)
        post = self._talk.rewrite(post.message.id, text, self._mentioned(text), at)
        return Wrote(post.thread, post.message, by)

    def _delete(self, by: Actor, channel: Place, whose: str, old: str, at: Instant) -> Wrote:
        if whose != by.name and not by.host:
            raise NotThere(f"{by.name} can't delete a post of {whose}")
        post = self._post(channel, whose, old)
        removed = Removed.BY_AUTHOR if whose == by.name else Removed.BY_MODERATOR
        left = self._talk.take_away(post.message.id, removed, at)
        return Wrote(left.thread, bare(left.message), self._actor(post.message))

    def _answered(self, thread: Place, whom: str, title: str | None) -> str:
        """Return the newest message that is meant: somebody's post, or a card that bears their name or this title."""
        post = None if whom == _THE_CARD else self._talk.posts.newest(thread, whom)
        wanted = title or ("" if whom == _THE_CARD else whom)
        cards = [each.ref for each in self._surface.cards(thread) if wanted in self._surface.title(each.ref)]
        found = max((*cards[:1], *([post.message.id] if post else [])), key=_number, default="")
        if not found:
            raise NotThere(f"there is nothing of {whom} {title or ''} to reply to")
        return found

    def _post(self, channel: Place, name: str, beginning: str) -> Post:
        found = self._talk.posts.newest(channel, name, beginning)
        if found is None:
            raise NotThere(f"there is no post of {name} {beginning}")
        return found

    def _mentioned(self, text: str) -> tuple[str, ...]:
        """Return whom the text names with an @, and nobody whose name only begins another's."""
        found = []
        for each in sorted(self._surface.people.values(), key=lambda each: -len(each.name)):
            if f"@{each.name}" in text:
                found.append(each.member)
                text = text.replace(f"@{each.name}", "")
        return tuple(found)

    def _actor(self, message: Message) -> Actor:
        person = self._surface.people.get(message.author)
        return Actor(message.author, message.name, host=bool(person and person.host))


def _said(text: str) -> str:
    """Return the text without the quotes around it, with the line breaks that were spelled out."""
    if len(text) > 1 and text[0] + text[-1] in {'""', "“”"}:
        text = text[1:-1]
    return text.replace("\\n", "\n")


def _number(message: str) -> int:
    return int(message[1:])
