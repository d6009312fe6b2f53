"""The playground as the engine sees it: the port `Surface`, filled by the chat's state.

What may never happen: a private card stored for, or shown to, anybody but the persona it is for. Members that are no
personas (simulated learners) have no page, so what is whispered to them goes nowhere.
"""

from collections.abc import Sequence

from adapters.playground.chat import Chat
from adapters.playground.values import WORKSPACE, Message, sheet_of
from bot.engine.surface import Capabilities, Person
from bot.kernel.card import Card
from bot.kernel.clock import Clock, Instant
from bot.kernel.errors import Gone
from bot.kernel.people import Place

GAP = 250
"""Milliseconds between two edits that may wait: a page redraws faster, an eye does not read faster."""


class PlaygroundSurface:
    """A chat platform in this very process."""

    def __init__(self, chat: Chat, clock: Clock) -> None:
        self._chat = chat
        self._clock = clock

    @property
    def capabilities(self) -> Capabilities:
        """Private messages can be edited and threads lock; a form's dates come from the browser's own picker."""
        return Capabilities(gap=GAP, private_edits=True, threads_lock=True, date_picker=True)

    def budget(self, place: Place) -> str:
        """Return the channel: nothing else is shared."""
        return place.channel

    async def put(self, place: Place, key: str, card: Card, ref: str | None) -> tuple[str, Instant]:
        """Post or edit the card; it is stored when this returns."""
        await self._chat.open()
        _check(place)
        message = await self._chat.put(place, key, sheet_of(card), ref, card.files)
        return message.id, self._clock.now()

    async def whisper(self, place: Place, key: str, member: str, card: Card) -> None:
        """Replace the private message of `key` that the persona `member` has in `place`."""
        await self._chat.open()
        if member in self._chat.personas:
            await self._chat.rewrite(place, key, member, sheet_of(card), card.files)

    async def tell(self, place: Place, key: str, member: str, card: Card) -> None:
        """Put the card among the direct messages of the persona `member`."""
        await self._chat.open()
        if member not in self._chat.personas:
            return
        draft = Message(id="", seq=0, at=0, channel=f"@{member}", key=key, sheet=sheet_of(card), about=place.channel)
        await self._chat.post(draft, card.files)

    async def members(self, place: Place) -> Sequence[Person]:
        """Return the personas: all of them see every channel."""
        await self._chat.open()
        if place.channel.startswith("@"):
            return [_person(one.id, one.name) for one in self._chat.personas if place.channel == f"@{one.id}"]
        return [_person(one.id, one.name) for one in self._chat.personas]

    async def close(self, thread: Place) -> None:
        """Lock the thread: nobody can write in it any more."""
        await self._chat.open()
        await self._chat.lock(thread.thread)

    def link(self, place: Place, ref: str) -> str:
        """Return "": a message of the playground has no address of its own."""
        del place, ref
        return ""


def _check(place: Place) -> None:
    if place.workspace != WORKSPACE:
        raise Gone


def _person(member: str, name: str) -> Person:
    return Person(member=member, name=name)
