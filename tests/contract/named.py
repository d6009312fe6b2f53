"""A surface as the contract asks it: people by the names the contract has for them, where the platform has ids of its own."""

# ruff: noqa: D102 - what each method does is said in the port

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from bot.engine.surface import Capabilities, History, Person, Stretch, Surface
from bot.kernel.card import Card
from bot.kernel.clock import Instant
from bot.kernel.people import Place


class Named:
    """A surface, asked for people by name. `heading` returns by which words the title of a card is to be seen there."""

    def __init__(self, surface: Surface, ids: Mapping[str, str], heading: Callable[[Card], str]) -> None:
        self._surface = surface
        self._ids = ids
        self._names = {number: name for name, number in ids.items()}
        self._heading = heading
        self.titles: dict[str, str] = {}

    @property
    def capabilities(self) -> Capabilities:
        return self._surface.capabilities

    def budget(self, place: Place) -> str:
        return self._surface.budget(place)

    async def put(self, place: Place, key: str, card: Card, ref: str | None) -> tuple[str, Instant]:
        return await self._surface.put(place, key, self.card(card), ref)

    async def whisper(self, place: Place, key: str, member: str, card: Card) -> None:
        await self._surface.whisper(place, key, self._id(member), self.card(card))

    async def tell(self, place: Place, key: str, member: str, card: Card) -> None:
        await self._surface.tell(place, key, self._id(member), self.card(card))

    async def members(self, place: Place, group: str = "") -> Sequence[Person]:
        return self._people(await self._surface.members(place, group))

    async def present(self, place: Place, members: Sequence[str], group: str = "") -> Sequence[Person]:
        return self._people(await self._surface.present(place, [self._id(member) for member in members], group))

    async def history(self, thread: Place, since: Instant) -> History:
        found = await self._surface.history(thread, since)
        messages = (replace(each, author=self._names[each.author]) for each in found.messages)
        return replace(found, messages=tuple(messages))

    def unbroken(self, thread: Place) -> Stretch | None:
        return self._surface.unbroken(thread)

    async def admit(self, thread: Place, member: str) -> None:
        await self._surface.admit(thread, self._id(member))

    async def close(self, thread: Place) -> None:
        await self._surface.close(thread)

    async def reopen(self, thread: Place) -> None:
        await self._surface.reopen(thread)

    def link(self, place: Place, ref: str) -> str:
        return self._surface.link(place, ref)

    def _id(self, member: str) -> str:
        return self._ids.get(member, member)

    def _people(self, people: Sequence[Person]) -> Sequence[Person]:
        return [replace(person, member=self._names[person.member]) for person in people]

    def card(self, card: Card) -> Card:
        """Return the card with ids for names; and remember by which words its title is to be seen."""
        card = replace(card, mentions=tuple(map(self._id, card.mentions)))
        self.titles[self._heading(card)] = card.title
        return card
