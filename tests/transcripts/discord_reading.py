"""What appears in Discord, as lines of a transcript: new messages whole, of edited ones what is new, and who alone sees it."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.loopback.discord import Channel, Shown
from tests.loopback.discord.seen import shown

if TYPE_CHECKING:
    from tests.transcripts.discord_stage import DiscordStage


_WRITTEN = {0, 19, 20, 23}
"""Kinds of messages that somebody wrote; the others are Discord's own, such as that somebody was let into a thread."""

_LINK = re.compile(r"\(https://discord\.com/channels/[\d/]+\)")


class Reading:
    """Remembers how every message read when it was last looked at."""

    def __init__(self, stage: "DiscordStage") -> None:
        self._stage = stage
        self._known: dict[int, str] = {}
        self._locked: set[int] = set()

    def news(self) -> list[str]:
        """Return what is new since the last look, as blocks of lines: what one person sees first, then what all see."""
        every = sorted(self._every(), key=lambda pair: (not pair[1].private, pair[1].id))
        standing = {one.id for _, one in every}
        blocks = [block for mark, one in every for block in self._block(mark, one)]
        gone = [number for number in self._known if number not in standing]
        blocks += [f"(deleted) {self._known.pop(number).partition(chr(10))[0]}" for number in gone]
        return [*blocks, *self._threads()]

    def _block(self, mark: str, one: Shown) -> Iterator[str]:
        text = _whole(one)
        before = self._known.get(one.id)
        self._known[one.id] = text
        if before is None:
            yield _framed(mark, text)
        elif before != text:
            old, new = before.split("\n"), text.split("\n")
            added = [line for line in new if line not in old]
            if "Host panel" in new[0] or not (added or len(new) < len(old)):
                return
            head = [] if added and new[0] == added[0] else [new[0]]
            yield _framed(f"(edited) {mark}".strip(), "\n".join([*head, *(added or ["(less than before)"])]))

    def _every(self) -> Iterator[tuple[str, Shown]]:
        """Yield every message, with what is said of who sees it and where."""
        for channel in self._stage.guild.guild.channels.values():
            where = self._where(channel)
            for one in channel.messages.values():
                if one.author is self._stage.server.me and one.kind in _WRITTEN:
                    yield where + _rings(one.mentions), shown(self._stage.server, one)
            for one in channel.whispers.values():
                yield f"{where}(only {one.only_for.name if one.only_for else ''} sees)", shown(self._stage.server, one)
        for person in self._stage.people.values():
            for seen in person.sees(person.dm):
                if seen.message.author is self._stage.server.me:
                    yield f"({'an answer in' if seen.private else 'a'} direct message to {person.name})", seen

    def _where(self, channel: Channel) -> str:
        if channel.is_thread:
            return f"in {'the private thread ' if channel.private else ''}“{channel.name}”: "
        return "" if channel.name == "class" else f"#{channel.name} "

    def _threads(self) -> Iterator[str]:
        """Yield the threads that have been locked or unlocked."""
        for channel in self._stage.guild.guild.channels.values():
            if channel.is_thread and channel.locked != (channel.id in self._locked):
                (self._locked.add if channel.locked else self._locked.discard)(channel.id)
                yield f"the thread “{channel.name}” is {'archived and locked' if channel.locked else 'open again'}"


def _rings(mentions: list[object]) -> str:
    return f"(rings {', '.join(str(getattr(one, 'name', one)) for one in mentions)})" if mentions else ""


def _whole(one: Shown) -> str:
    lines = [_LINK.sub("(link)", line) for line in one.text.split("\n") if line.strip()]
    return (
        "\n".join([*lines, *(f"(file: {name})" for name in one.files if name not in one.text and not one.pictures)])
        or "(nothing)"
    )


def _framed(mark: str, text: str) -> str:
    first, *rest = text.split("\n")
    head = f"{mark} {first}".strip()
    return "\n".join([f"┌ {head}" if rest else head, *(f"│ {line}" for line in rest)])
