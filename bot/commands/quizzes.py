"""Opening live quizzes: `/quiz start`, `/quiz ask`, and the time factors of members."""

import secrets
from base64 import b32encode
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from bot.decks.model import Deck, Scoring
from bot.decks.playable import PlayableDecks
from bot.engine.desk import Desk
from bot.engine.door import Opener
from bot.engine.surface import Surface
from bot.kernel.card import Form, Input
from bot.kernel.clock import Instant
from bot.kernel.errors import StudybellError
from bot.kernel.event import Event
from bot.kernel.markup import escape, plain
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.kernel.words import Words, sentence, words
from bot.people.book import Book
from bot.people.prefs import factors_of, settings_of
from bot.quiz.control import accommodated
from bot.quiz.events import Accommodate, Ask, Start
from bot.quiz.oneoff import LONGEST_STEM, deck_of
from bot.quiz.opening import open_quiz
from bot.quiz.panel import panel_reply
from bot.quiz.session import QuizKind
from bot.quiz.texts import Why, no
from bot.store.contract import Store, StoreBroken, Taken


class QuizDesk:
    """What the quiz commands need at hand: the desk, the store, the decks, and where chance comes from."""

    def __init__(  # noqa: PLR0913 - what is needed at hand
        self,
        desk: Desk,
        store: Store,
        book: Book,
        decks: PlayableDecks,
        surfaces: Mapping[str, Surface],
        draw: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._desk = desk
        self._surfaces = surfaces
        self._store = store
        self._book = book
        self._decks = decks
        self._draw = draw

    def openers(self) -> dict[type[Event], Opener]:
        """Return who opens what, for the front door."""
        return dict.fromkeys((Start, Ask, Accommodate), self._do)

    async def _do(self, event: Event, by: Actor, place: Place, at: Instant) -> Reply:
        match event:
            case Start():
                return await self._start(event, by, place, at)
            case Ask():
                return await self._ask(event, by, place, at)
            case Accommodate():
                return await self._accommodate(event, by, place, at)
            case _:
                return no(Why.FOREIGN, by)

    async def _start(self, event: Start, by: Actor, place: Place, at: Instant) -> Reply:
        try:
            deck = await self._decks.load(place.workspace, event.deck)
        except StoreBroken:
            raise
        except StudybellError as error:
            return Reply(text=sentence(str(error)), refused="no-deck")
        return await self._open(deck, event, by, place, at)

    async def _ask(self, event: Ask, by: Actor, place: Place, at: Instant) -> Reply:
        """Open a one-off question; with nothing typed, ask for it in a form."""
        say = words(by.locale)
        if not event.question.strip():
            return Reply(form=_ask_form(say))
        deck = deck_of(event, say)
        start = Start(deck="", start="now", seconds=event.seconds, reading=0, scoring=Scoring.ACCURACY, board="never")
        return await self._open(deck, start, by, place, at, alone=True)

    async def _open(  # noqa: PLR0913 - who opens what, where and when
        self, deck: Deck, start: Start, by: Actor, place: Place, at: Instant, *, alone: bool = False
    ) -> Reply:
        settings = await settings_of(self._store, place.workspace)
        surface = self._surfaces.get(place.platform)
        quiz = open_quiz(
            new_id(self._draw),
            place,
            deck,
            start,
            by,
            at=at,
            seed=self._draw(8).hex(),
            factors=await factors_of(self._store, place.workspace),
            language=settings.language,
            scoring=Scoring(settings.scoring),
            alone=alone,
            rings=surface is None or surface.capabilities.private_edits,
        )
        try:
            await self._desk.open(QuizKind.name, quiz, at)
        except Taken as taken:
            return await self._taken(taken.session, by, place)
        return panel_reply(quiz, by)

    async def _taken(self, session: str, by: Actor, place: Place) -> Reply:
        """Refuse a second quiz, and point to the first."""
        say = words(by.locale)
        running = await self._desk.look(session)
        title = escape(plain(running.value.setup.deck.title)) if running else say("A quiz")
        posts = list((await self._store.posted(session)).values())
        surface = self._surfaces.get(place.platform)
        link = surface.link(place, posts[-1].ref) if posts and surface else ""
        text = say("“{title}” is running in this channel already: end it first, or use another channel.", title=title)
        return Reply(text=f"{text} {link}".strip(), refused="taken")

    async def _accommodate(self, event: Accommodate, by: Actor, place: Place, at: Instant) -> Reply:
        """Remember a member's time factor, and let a running quiz know."""
        workspace = place.workspace
        await self._book.change_prefs(workspace, event.member, lambda prefs: replace(prefs, factor=event.factor))
        running = await self._store.running(place, QuizKind.name)
        if running:
            return await self._desk.submit(running, event, by, at)
        return accommodated(event.factor, by)


def new_id(draw: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Return a new session id: ten characters of a-z and 2-7, 50 bits of chance."""
    return b32encode(draw(7)).decode().lower()[:10]


def _ask_form(say: Words) -> Form:
    inputs = (
        Input("question", say("Question"), kind="text", most=LONGEST_STEM),
        Input(
            "choices",
            say("Choices, one a line"),
            kind="text",
            most=LONGEST_STEM,
            required=False,
            hint=say("Leave empty for a typed answer"),
        ),
        Input(
            "right",
            say("Right answer"),
            most=200,
            required=False,
            hint=say("A letter (B), letters (A C), or the text; empty for a poll"),
        ),
        Input("seconds", say("Seconds"), kind="whole", value="30", most=3),
    )
    return Form(say("Ask one question"), inputs, Ask(), say("Ask now"))
