"""The decks of a group: `/deck list`, `show`, `add` and `remove`, for hosts.

What may never happen: a deck replaced that nobody said was to be; a deck of another workspace shown, played or removed.
"""

import asyncio
from collections.abc import Sequence
from pathlib import PurePosixPath

import structlog

from bot.commands.deck_cards import add_form, added_card, deck_card, list_card, mistakes_card, sure_card
from bot.content.texts import slug
from bot.decks.events import AddDeck, ListDecks, RemoveDeck, ShowDeck
from bot.decks.given import Given, read_given
from bot.decks.model import Deck
from bot.decks.own import MOST, NameTaken, TooMany
from bot.decks.playable import PlayableDecks
from bot.engine.door import Completer, Opener
from bot.kernel.attached import Attached
from bot.kernel.card import Card, Option
from bot.kernel.clock import Instant
from bot.kernel.errors import StudybellError
from bot.kernel.event import Event
from bot.kernel.lengths import cut
from bot.kernel.markup import escape
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.kernel.words import Words, sentence, words
from bot.quiz.events import Start
from bot.quiz.opening import open_quiz
from bot.quiz.texts import Why, no
from bot.quiz.view import minutes
from bot.store.contract import StoreBroken

LONGEST_NAME = 80
"""Characters of what an attached file is called, in what is said about it."""

log = structlog.get_logger()


class DeckDesk:
    """Where hosts look after decks. One thing given is read at a time: reading keeps the whole program from its work."""

    def __init__(self, decks: PlayableDecks) -> None:
        self._decks = decks
        self._reading = asyncio.Lock()

    def openers(self) -> dict[type[Event], Opener]:
        """Return who opens what, for the front door, which lets hosts alone come in with it."""
        return dict.fromkeys((ListDecks, ShowDeck, AddDeck, RemoveDeck), self._do)

    def completers(self) -> dict[str, Completer]:
        """Return who completes what, for the front door."""
        return {"deck": self._names, "own-deck": self._own_names}

    async def _do(self, event: Event, by: Actor, place: Place, at: Instant) -> Reply:
        say = words(by.locale)
        match event:
            case ListDecks(find=find, page=page):
                entries = await self._decks.entries(place.workspace)
                return Reply(card=list_card(entries, find, page, say))
            case ShowDeck(deck=name):
                return await self._show(name, by, place, at)
            case AddDeck():
                return await self._add(event, place, say)
            case RemoveDeck(deck=name, sure=sure):
                return await self._remove(name, place, say, sure=sure == "yes")
            case _:
                return no(Why.FOREIGN, by)

    async def _show(self, name: str, by: Actor, place: Place, at: Instant) -> Reply:
        try:
            deck = await self._decks.load(place.workspace, name)
        except StoreBroken:
            raise
        except StudybellError as error:
            return _unknown(error)
        file = await self._decks.file(place.workspace, deck)
        return Reply(card=deck_card(deck, _length(deck, by, place, at), file, words(by.locale)))

    async def _add(self, event: AddDeck, place: Place, say: Words) -> Reply:
        """Keep what was given; with nothing given, ask for it."""
        if event == AddDeck():
            return Reply(form=add_form(say))
        text, file, name = event.text or "", event.file, (event.name or "").strip()
        if text.strip() and file is not None:
            return _refused(say("Give the deck's text or a file, not both: empty one of the two."), "text")
        if not text.strip() and (file is None or not file.data):
            return _refused(
                say("There is nothing to add yet: write or paste the deck's text, or attach a file."), "text"
            )
        source = "text" if file is None else "file"
        given = await self._read(file or Attached("", text.encode("utf-8", "replace")), name)
        if given.problem:
            return _refused(escape(sentence(given.problem)), source)
        if given.mistakes:
            field = source if len(given.mistakes) == 1 else ""
            return Reply(card=mistakes_card(given.mistakes, say), refused="unreadable", field=field)
        try:
            await self._decks.own.put(place.workspace, given.decks, replace=event.replace == "yes")
        except NameTaken as taken:
            return _refused(_taken(taken.names, say), "replace")
        except TooMany:
            return _refused(_full(say), "")
        heads = {each: written.head for each, written in given.decks.items()}
        return Reply(card=added_card(heads, given.left_out, say))

    async def _read(self, file: Attached, name: str) -> Given:
        """Return what is in a file, or in a text without a name; where a reader is at a loss, that it cannot be read."""
        called = cut("".join(filter(str.isprintable, PurePosixPath(file.name.replace("\\", "/")).name)), LONGEST_NAME)
        async with self._reading:
            try:
                return await asyncio.to_thread(read_given, file.data, called, name)
            except Exception:
                log.exception("a file cannot be read", file=called, size=len(file.data))
                return Given(problem=f"{called or 'this text'} cannot be read: it may be broken")

    async def _remove(self, name: str, place: Place, say: Words, *, sure: bool) -> Reply:
        own = await self._decks.own.heads(place.workspace)
        found = slug(name, "-")
        if found not in own:
            return await self._not_own(name, place, say)
        if not sure:
            return Reply(card=sure_card(found, own[found], say))
        await self._decks.own.remove(place.workspace, found)
        return Reply(text=say("Removed `{name}`.", name=found))

    async def _not_own(self, name: str, place: Place, say: Words) -> Reply:
        try:
            deck = await self._decks.load(place.workspace, name)
        except StoreBroken:
            raise
        except StudybellError as error:
            return _unknown(error)
        text = say("`{name}` is not this group's own: it is there for every group, and stays.", name=deck.name)
        return Reply(text=text, refused="no-deck")

    async def _names(self, place: Place, typed: str, by: Actor) -> Sequence[Option]:
        del by
        return [Option(name, name) for name in await self._decks.matching(place.workspace, typed)]

    async def _own_names(self, place: Place, typed: str, by: Actor) -> Sequence[Option]:
        del by
        return [Option(name, name) for name in await self._decks.own.matching(place.workspace, typed)]


def _length(deck: Deck, by: Actor, place: Place, at: Instant) -> int:
    """Return how many minutes a quiz of the deck takes as it is played without further words."""
    return minutes(open_quiz("", place, deck, Start(deck.name), by, at=at, seed="", factors={}))


def _unknown(error: StudybellError) -> Reply:
    return Reply(card=Card(body=escape(sentence(str(error)))), refused="no-deck")


def _refused(text: str, field: str) -> Reply:
    return Reply(text=text, refused="unreadable", field=field)


def _taken(names: Sequence[str], say: Words) -> str:
    told = ", ".join(f"`{name}`" for name in names[:3]) + (" …" if len(names) > 3 else "")  # noqa: PLR2004 - as many are told
    return say("This group has {names} already: choose to replace it, or give another name.", names=told)


def _full(say: Words) -> str:
    return say("A group can keep {n} decks of its own: remove one with `/deck remove` first.", n=MOST)
