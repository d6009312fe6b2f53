"""What a host does with decks: the commands `/deck`. They change no session; a running quiz keeps the deck it began with."""

from typing import Annotated, Literal

from msgspec import Meta

from bot.kernel.attached import Attached
from bot.kernel.command import DeckName, OwnDeckName, Phrase, Rest, command
from bot.kernel.event import Event
from bot.kernel.words import marked


@command("deck list", marked("The decks there are to play"), host=True)
class ListDecks(Event, frozen=True, tag="decks"):
    """Show the decks one can play here: those with `find` in their name or title, all without; `page` counts from 1."""

    find: Annotated[Phrase, Meta(description=marked("Part of a name or title; all decks when left out"))] = ""
    page: Annotated[int, Meta(description=marked("Which page"), ge=1, le=1_000)] = 1


@command("deck show", marked("What is in a deck, and its file"), host=True, title=marked("Look into a deck"))
class ShowDeck(Event, frozen=True, tag="deck-show"):
    """Show a deck to the one who asks, with its file."""

    deck: Annotated[DeckName, Meta(description=marked("Which deck"))]


@command("deck add", marked("Add a deck of this group's own"), host=True)
class AddDeck(Event, frozen=True, tag="deck-add"):
    """Keep a deck for the group; with nothing given, ask for it in a form, which takes a `file` too."""

    text: Annotated[Rest | None, Meta(description=marked("The deck's text; a form asks for it when left out"))] = None
    name: Annotated[str | None, Meta(description=marked("The word to call it by; made of its title when left out"))] = (
        None
    )
    replace: Annotated[
        Literal["no", "yes"], Meta(description=marked("yes replaces this group's deck of the same name"))
    ] = "no"
    file: Attached | None = None


@command("deck remove", marked("Remove a deck of this group's own"), host=True, title=marked("Remove a deck"))
class RemoveDeck(Event, frozen=True, tag="deck-rm"):
    """Remove one of the group's own decks; unless one is `sure`, it is asked first whether that is meant."""

    deck: Annotated[OwnDeckName, Meta(description=marked("Which of this group's own decks"))]
    sure: Annotated[Literal["ask", "yes"], Meta(description=marked("yes removes it without asking back"))] = "ask"
