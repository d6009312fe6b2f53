"""A group's own decks: what its hosts add to those in the content folder, kept in the store as the Markdown they are.

What may never happen: a deck of one workspace that another one sees; a deck in the list whose text is not there. So a text is
written before its head, and taken away after it; heads and texts go with their workspace when it is forgotten.
"""

import asyncio
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from bot.content.shelf import matching
from bot.decks.format import read_deck_bytes
from bot.decks.library import BrokenDeck
from bot.decks.model import Deck
from bot.kernel.errors import StudybellError
from bot.store.contract import Store

MOST = 200
"""Decks of its own that a group may have; each at most `preflight.MOST_BYTES`."""

TEXTS = "decks"
"""The shelf of the texts of all groups."""


class Head(Struct, frozen=True):
    """What a list tells of a deck, so that no text has to be read for it."""

    title: str
    questions: int


class Written(Struct, frozen=True):
    """A deck as it is kept: its file, and its head."""

    text: bytes
    head: Head


class NameTaken(StudybellError):
    """The group has decks of these `names` already; nothing was written."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(f"there are decks named {', '.join(names)} already")
        self.names = names


class TooMany(StudybellError):
    """The group would have more than `MOST` decks; nothing was written."""


class OwnDecks:
    """The decks of groups, by workspace and name. A name is a slug. Raises `StoreBroken` where the store does."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = asyncio.Lock()

    async def heads(self, workspace: str) -> dict[str, Head]:
        """Return what the group has, by name, in order."""
        kept = await self._store.kept(_shelf(workspace))
        begin = len(_key(workspace, ""))
        return {key[begin:]: msgspec.json.decode(value, type=Head) for key, value in sorted(kept.items())}

    async def matching(self, workspace: str, typed: str) -> list[str]:
        """Return names of the group's own for what was typed so far, as many as can be offered."""
        return matching(typed, await self.heads(workspace))

    async def file(self, workspace: str, name: str) -> bytes | None:
        """Return the file of a deck, None when the group has none of this name."""
        if await self._store.kept_one(_shelf(workspace), _key(workspace, name)) is None:
            return None
        return await self._store.kept_one(TEXTS, _key(workspace, name))

    async def load(self, workspace: str, name: str) -> Deck | None:
        """Return a deck, None when the group has none of this name. Raises `BrokenDeck` for one that cannot be read any more."""
        text = await self.file(workspace, name)
        if text is None:
            return None
        deck, mistakes = await asyncio.to_thread(read_deck_bytes, text, f"{name}.md")
        if deck is None:
            raise BrokenDeck("deck", name, tuple(mistakes))
        return deck

    async def put(self, workspace: str, decks: Mapping[str, Written], *, replace: bool) -> None:
        """Keep decks under their names, all or, raising `NameTaken` or `TooMany`, none. `replace` those there are already.

        Two processes on one database do not wait for each other: of two decks of one name put within the same milliseconds
        the later one stands.
        """
        async with self._turn:
            there = await self.heads(workspace)
            taken = tuple(name for name in decks if name in there)
            if taken and not replace:
                raise NameTaken(taken)
            if len({*there, *decks}) > MOST:
                raise TooMany(f"a group may have {MOST} decks of its own")
            for name, written in decks.items():
                await self._store.keep(TEXTS, _key(workspace, name), written.text)
                await self._store.keep(_shelf(workspace), _key(workspace, name), msgspec.json.encode(written.head))

    async def remove(self, workspace: str, name: str) -> None:
        """Remove a deck; nothing happens where there is none."""
        async with self._turn:
            await self._store.unkeep(_shelf(workspace), _key(workspace, name))
            await self._store.unkeep(TEXTS, _key(workspace, name))


def _shelf(workspace: str) -> str:
    """Return the shelf of a group's heads: one of its own, so that it is read by itself, whatever others have."""
    return f"decks of {workspace}"


def _key(workspace: str, name: str) -> str:
    """Return the key of a deck; it begins as all keys do that a workspace takes with it when it is forgotten."""
    return f"{workspace} {name}"
