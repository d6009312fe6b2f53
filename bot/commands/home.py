"""A person's own page (Slack's App Home): what they owe and until when, what is running, their last results and settings.

What may never happen: a page that tells of a place its reader does not see; one that reads more than a handful of sessions.
"""

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from bot.commands.preferences import preferences_card
from bot.commands.settings import settings_card
from bot.discussion.lines import title_of
from bot.discussion.overview import first_due, open_line
from bot.discussion.session import Discussion, DiscussionKind
from bot.discussion.status import owed_card, owes
from bot.engine.desk import Desk
from bot.engine.surface import Surface
from bot.kernel.card import Button, Card, Field
from bot.kernel.clock import Instant
from bot.kernel.markup import escape, plain
from bot.kernel.people import Actor, Place
from bot.kernel.words import Words, words
from bot.people.book import Book
from bot.people.events import Away, Back, GroupSettings, Preferences
from bot.quiz.panel import where_line
from bot.quiz.private import result_lines
from bot.quiz.session import Quiz, QuizKind
from bot.store.contract import Store

MOST_QUIZZES, MOST_DISCUSSIONS, MOST_RESULTS = 5, 15, 5
"""Sessions a page is made of at most: quizzes and discussions that run, and quizzes that are over."""

MOST_OWED = 8
"""Discussions that have a card of their own on the page (Slack shows 100 blocks there); those due first."""


class HomePage:
    """What the page is made from: the desk, the store, what people have set, and who has links."""

    def __init__(self, desk: Desk, store: Store, book: Book, surfaces: Mapping[str, Surface]) -> None:
        self._desk = desk
        self._store = store
        self._book = book
        self._surfaces = surfaces

    async def of(self, workspace: str, by: Actor, channels: Collection[str] | None, at: Instant) -> tuple[Card, ...]:
        """Return the page of `by`, top first; see `Door.home`."""
        say = words(by.locale)
        begun = await self._discussions(workspace, channels)
        owed = [pair for pair in first_due(begun, by.member, at) if owes(pair[0], by.member, at)]
        cards = [greeting(by, say), *owed_cards(owed, by.member, at, say)]
        if channels is not None:
            cards.append(running_card(await self._quizzes(workspace, channels), begun, by.member, say))
        cards.append(results_card(await self._results(workspace, by.member), by.member, say))
        return (*cards, *await self._set(workspace, by, at, say))

    async def _discussions(self, workspace: str, channels: Collection[str] | None) -> list[tuple[Discussion, str]]:
        """Return the discussions that are open, each with the link to its card."""
        ids = await self._store.running_in(Place(workspace, ""), DiscussionKind.name, MOST_DISCUSSIONS)
        found = [each for each in await self._looked(ids) if isinstance(each, Discussion) and each.begun]
        return [(each, await self._link(each, "top")) for each in found if _shared(each.place, channels)]

    async def _quizzes(self, workspace: str, channels: Collection[str]) -> list[tuple[Quiz, str]]:
        """Return the quizzes that are on, each with the link to its newest message."""
        ids = await self._store.running_in(Place(workspace, ""), QuizKind.name, MOST_QUIZZES)
        found = [each for each in await self._looked(ids) if isinstance(each, Quiz)]
        return [(each, await self._link(each)) for each in found if _shared(each.place, channels)]

    async def _results(self, workspace: str, member: str) -> list[Quiz]:
        """Return the quizzes that `member` played of late, newest first."""
        ids = await self._store.took_part(workspace, QuizKind.name, member, MOST_RESULTS)
        found = [each for each in await self._looked(ids) if isinstance(each, Quiz)]
        return [each for each in found if each.played and member in each.players and member not in each.removed]

    async def _looked(self, ids: Sequence[str]) -> list[object]:
        standings = [await self._desk.look(session) for session in ids]
        return [each.value for each in standings if each is not None]

    async def _link(self, session: Quiz | Discussion, slot: str = "") -> str:
        """Return the link to the message of this slot, else to the newest; "" where there is none."""
        surface = self._surfaces.get(session.place.platform)
        if surface is None:
            return ""
        posted = await self._store.posted(session.id)
        found = posted.get(slot) if slot else next(reversed(list(posted.values())), None)
        return surface.link(session.place, found.ref) if found is not None else ""

    async def _set(self, workspace: str, by: Actor, at: Instant, say: Words) -> list[Card]:
        """Return what the person has set and, for hosts, what is set for the group, each with the way to change it."""
        prefs, settings = await self._book.prefs(workspace, by.member), await self._book.settings(workspace)
        away = Button(say("I am back"), Back()) if prefs.away > at else Button(say("I am away"), Away())
        own = replace(preferences_card(prefs, settings, say, at, by.zone), footer="")
        cards = [replace(own, buttons=(Button(say("Change my preferences"), Preferences()), away))]
        if by.host:
            change = Button(say("Change the group's settings"), GroupSettings())
            cards.append(replace(settings_card(settings, say, at), buttons=(change,)))
        return cards


def greeting(by: Actor, say: Words) -> Card:
    """Return the first line: what this person can do here first."""
    title = say("Hello, {name}", name=escape(by.name)) if by.name else say("Hello")
    learner = say("Quizzes and discussions happen in channels; what concerns you stands here, for you alone.")
    host = say(
        "Begin in a channel: {quiz} plays a quiz, {discuss} opens a discussion.",
        quiz="`/quiz start`",
        discuss="`/discuss open`",
    )
    more = say("{command} shows all you can do.", command="`/study help`")
    return Card(title=title, body=f"{host if by.host else learner} {more}")


def owed_cards(owed: Sequence[tuple[Discussion, str]], member: str, at: Instant, say: Words) -> list[Card]:
    """Return what `member` still has to do, one card a discussion, those due first."""
    title = say("What I owe")
    if not owed:
        return [Card(title=title, body=say("You owe nothing just now."))]
    body = say.many(
        "You still owe something in {n} discussion.", "You still owe something in {n} discussions.", len(owed)
    )
    if len(owed) > MOST_OWED:
        body += " " + say("Those due first stand here; {command} shows all.", command="`/discuss mine`")
    return [Card(title=title, body=body), *(owed_card(each, link, member, at, say) for each, link in owed[:MOST_OWED])]


def running_card(
    quizzes: Sequence[tuple[Quiz, str]], discussions: Sequence[tuple[Discussion, str]], member: str, say: Words
) -> Card:
    """Return what goes on in the places the person shares with us."""
    fields = [Field(_quiz_title(each), f"{where_line(each, say)} {link}".strip()) for each, link in quizzes]
    fields += [Field(title_of(each), f"{open_line(each, member, say)} {link}".strip()) for each, link in discussions]
    body = "" if fields else say("Nothing is running in your channels just now.")
    return Card(title=say("Running here"), body=body, fields=tuple(fields))


def results_card(played: Sequence[Quiz], member: str, say: Words) -> Card:
    """Return how the person did in the quizzes of late; no rank where no points are given."""
    fields = tuple(Field(_quiz_title(each), "\\\n".join(result_lines(each, member, say))) for each in played)
    body = "" if fields else say("You have not played a quiz lately. When one is on, press its buttons.")
    return Card(title=say("My last results"), body=body, fields=fields)


def _quiz_title(quiz: Quiz) -> str:
    return escape(plain(quiz.setup.deck.title))


def _shared(place: Place, channels: Collection[str] | None) -> bool:
    return channels is None or place.channel in channels
