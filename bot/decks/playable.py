"""The decks one can play in a workspace: the group's own, and those of the content folder under names it has not taken."""

import asyncio
from collections.abc import Mapping

from msgspec import Struct

from bot.content.shelf import matching, missing
from bot.content.texts import slug
from bot.decks.library import Library, NoSuchDeck
from bot.decks.model import Deck
from bot.decks.own import Head, OwnDecks
from bot.decks.write import write_deck
from bot.kernel.errors import StudybellError


class Entry(Struct, frozen=True):
    """A deck in a list. `head` is None for one that has mistakes; `own`: it is the group's."""

    name: str
    head: Head | None
    own: bool


class PlayableDecks:
    """Decks by name; of two with one name the group's own is meant. Nobody sees what another workspace has."""

    def __init__(self, library: Library, own: OwnDecks) -> None:
        self._library = library
        self.own = own

    async def load(self, workspace: str, name: str) -> Deck:
        """Return the deck of a name. Raises `NoSuchDeck` or `BrokenDeck`."""
        own = await self.own.load(workspace, slug(name, "-"))
        if own is not None:
            return own
        try:
            return await asyncio.to_thread(self._library.load, name)
        except NoSuchDeck:
            raise missing("deck", name, await self.names(workspace)) from None

    async def file(self, workspace: str, deck: Deck) -> bytes:
        """Return a deck of `load` as a Markdown file: the very text for one of the group's own."""
        kept = await self.own.file(workspace, deck.name)
        return kept if kept is not None else (await asyncio.to_thread(write_deck, deck)).encode()

    async def names(self, workspace: str) -> list[str]:
        """Return all names, in order."""
        own, others = await self.own.heads(workspace), await asyncio.to_thread(self._library.names)
        return sorted({*own, *others})

    async def matching(self, workspace: str, typed: str) -> list[str]:
        """Return names for what was typed so far, as many as can be offered."""
        return matching(typed, await self.names(workspace))

    async def entries(self, workspace: str) -> list[Entry]:
        """Return what there is: the group's own first, each part in order of the names."""
        own = await self.own.heads(workspace)
        others = await asyncio.to_thread(self._heads, own)
        return [
            *(Entry(name, head, own=True) for name, head in own.items()),
            *(Entry(name, head, own=False) for name, head in others.items()),
        ]

    def _heads(self, without: Mapping[str, Head]) -> dict[str, Head | None]:
        return {name: self._head(name) for name in self._library.names() if name not in without}

    def _head(self, name: str) -> Head | None:
        try:
            deck = self._library.load(name)
        except StudybellError:
            return None
        return Head(deck.title, len(deck.questions))
