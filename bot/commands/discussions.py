"""The commands of discussions: opening one, finding the one that is meant, and the own status in all of them."""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from bot.commands.quizzes import new_id
from bot.discussion.drafting import compose
from bot.discussion.events import (
    AnswerHere,
    ChangeDates,
    CloseDiscussion,
    DiscussionPanel,
    Excuse,
    GrantExtension,
    Highlight,
    ListDiscussions,
    MyDiscussions,
    OpenDiscussion,
    Reopen,
    Report,
    Reveal,
    named,
)
from bot.discussion.forms import draft_form
from bot.discussion.model import Draft, Setup
from bot.discussion.opening import blanks_of, draft_of
from bot.discussion.overview import choices_card, list_card, mine_card
from bot.discussion.phases import Ended
from bot.discussion.session import Discussion, DiscussionKind
from bot.discussion.texts import Why, no
from bot.engine.desk import Desk
from bot.engine.door import Completer, Opener
from bot.engine.surface import Surface
from bot.kernel.card import Option
from bot.kernel.clock import Instant
from bot.kernel.errors import StudybellError
from bot.kernel.event import Event
from bot.kernel.markup import escape
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.kernel.words import sentence, words
from bot.people.prefs import settings_of
from bot.prompts.library import Library
from bot.store.contract import Store

MOST_LISTED = 100
"""Discussions of a workspace that are looked at for the own status; the oldest of more are not."""

MOST_CLOSED = 10
"""Closed discussions of a channel to choose from; the oldest of more are opened again in their threads."""

_TO_ONE = (
    AnswerHere, DiscussionPanel, ChangeDates, GrantExtension, Excuse, Reveal, Highlight, Report, CloseDiscussion, Reopen,
)  # fmt: skip
"""Commands for one discussion: the one named, the one whose thread it is, or the only one there is."""


class DiscussionCommands:
    """What the commands need at hand: the desk, the store, the prompts, and where chance comes from."""

    def __init__(
        self,
        desk: Desk,
        store: Store,
        library: Library,
        surfaces: Mapping[str, Surface],
        draw: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._desk = desk
        self._store = store
        self._library = library
        self._surfaces = surfaces
        self._draw = draw

    def openers(self) -> dict[type[Event], Opener]:
        """Return who does what, for the front door."""
        one: dict[type[Event], Opener] = dict.fromkeys(_TO_ONE, self._to_one)
        return {**one, OpenDiscussion: self._open, MyDiscussions: self._mine, ListDiscussions: self._list}

    def completers(self) -> dict[str, Completer]:
        """Return who completes what, for the front door."""
        return {"prompt": self._prompts, "discussion": self._discussions, "closed": self._closed_ones}

    async def _open(self, event: Event, by: Actor, place: Place, at: Instant) -> Reply:
        """Open a discussion, at once where nothing is missing; else a form asks, and what is typed is kept as a draft."""
        if not isinstance(event, OpenDiscussion):
            return no(Why.FOREIGN, by)
        typed = {field: getattr(event, field) for field in event.__struct_fields__ if field != "prompt"}
        draft, ready, usual = Draft(**typed), False, ""
        blanks: tuple[str, ...] = ()
        if event.prompt.strip():
            try:
                prompt = await asyncio.to_thread(self._library.load, event.prompt)
            except StudybellError as error:
                return Reply(text=sentence(str(error)), refused="no-prompt")
            draft, usual, blanks = draft_of(prompt, draft), prompt.name, blanks_of(prompt)
            ready = not prompt.template and bool(draft.due.strip())
        discussion = await self._written(draft, usual, blanks, by, place, at)
        if not ready:
            await self._desk.open(DiscussionKind.name, discussion, at)
            return Reply(form=draft_form(discussion, by.locale))
        turn = compose(discussion, by, at)
        await self._desk.open(DiscussionKind.name, turn.state, at)
        return turn.reply

    async def _written(  # noqa: PLR0913 - what it is made of, by whom, where and when
        self, draft: Draft, usual: str, blanks: tuple[str, ...], by: Actor, place: Place, at: Instant
    ) -> Discussion:
        settings = await settings_of(self._store, place.workspace)
        surface = self._surfaces.get(place.platform)
        setup = Setup(
            id=new_id(self._draw),
            place=replace(place, thread=""),
            host=by.member,
            host_name=by.name,
            made=at,
            zone=settings.zone,
            language=settings.language,
            usual=usual,
            blanks=blanks,
            gated=surface is not None and surface.capabilities.private_threads,
            by_name=surface is not None and not surface.capabilities.replies,
            texts=surface is None or surface.capabilities.texts,
            texts_take=surface.capabilities.texts_take if surface is not None else "",
        )
        return Discussion(setup=setup, draft=draft)

    # -- which one is meant
    async def _to_one(self, event: Event, by: Actor, place: Place, at: Instant) -> Reply:
        """Send the event to the discussion it means, or say between which one has to choose."""
        found = await self._meant(event, place)
        if isinstance(found, str) and await self._is_hidden(found, by):
            found = []
        if isinstance(found, str):
            return await self._desk.submit(found, event, by, at)
        say = words(by.locale)
        if not found and (name := named(event)):
            text = say(
                "No discussion here is called “{name}”; {command} names those that are open.",
                name=escape(name[:80]),
                command="`/discuss list`",
            )
            return Reply(text=text, refused="no-such")
        if not found:
            return Reply(text=say("There is no discussion open in this channel."), refused="none-here")
        return Reply(card=choices_card(found, by.locale, event), refused="which")

    async def _is_hidden(self, session: str, by: Actor) -> bool:
        """Whether nobody but hosts is to know of it yet, as a draft and what opens later."""
        discussion = None if by.host else await self._look(session)
        return discussion is not None and not discussion.begun

    async def _meant(self, event: Event, place: Place) -> str | list[Discussion]:
        """Return the id of the discussion that is meant; a list of those to choose from when that is not clear.

        An answer is meant for a sealed prompt, where there is one: all others are answered in their threads. What is to be
        opened again is closed; where nothing is, any will do to say so.
        """
        if name := named(event):
            return await self._called(name, event, place)
        if place.thread:
            session = await self._store.thread_of(place)
            if session is not None:
                return session
        if isinstance(event, Reopen) and (closed := await self._closed(place)):
            return closed if len(closed) > 1 else closed[0].id
        here = [each for each in await self._all(place) if each.begun]
        if isinstance(event, AnswerHere):
            here = [each for each in here if each.rules.sealed] or here
        if here and (len(here) == 1 or isinstance(event, Reopen)):
            return here[-1].id
        if not here:
            last = await self._store.latest(replace(place, thread=""), DiscussionKind.name)
            return last if last is not None else []
        return here

    async def _called(self, name: str, event: Event, place: Place) -> str | list[Discussion]:
        """Return the id of the discussion that is named by its id or title; an empty list where there is none."""
        running = await self._all(replace(place, channel="", thread=""))
        closed = await self._closed(place)
        for each in (*closed, *running) if isinstance(event, Reopen) else (*running, *closed):
            if name in {each.id, each.title}:
                return each.id
        over = await self._look(name)
        return name if over is not None and over.place.workspace == place.workspace else []

    async def _closed(self, place: Place) -> list[Discussion]:
        """Return the newest discussions of the channel that are closed, for all or for some, newest first."""
        some = [each for each in await self._all(place) if isinstance(each.phase, Ended)]
        ids = await self._store.ended_in(replace(place, thread=""), DiscussionKind.name, MOST_CLOSED)
        found = [*reversed(some), *[await self._look(session) for session in ids]]
        return [each for each in found if each is not None and each.begun][:MOST_CLOSED]

    async def _all(self, place: Place) -> list[Discussion]:
        """Return the running discussions of the channel, or of the whole workspace, oldest first."""
        ids = await self._store.running_in(replace(place, thread=""), DiscussionKind.name, MOST_LISTED)
        found = [await self._look(session) for session in ids]
        return [each for each in found if each is not None]

    async def _look(self, session: str) -> Discussion | None:
        standing = await self._desk.look(session)
        return standing.value if standing is not None and isinstance(standing.value, Discussion) else None

    # -- what there is
    async def _mine(self, event: Event, by: Actor, place: Place, at: Instant) -> Reply:
        del event
        every = [each for each in await self._all(replace(place, channel="")) if each.begun]
        return Reply(card=mine_card(await self._linked(every), by.member, at, by.locale), keep="mine")

    async def _list(self, event: Event, by: Actor, place: Place, at: Instant) -> Reply:
        del event, at
        return Reply(card=list_card(await self._linked(await self._all(place)), by))

    async def _linked(self, every: Sequence[Discussion]) -> list[tuple[Discussion, str]]:
        """Return each discussion with the link to its card, "" where the platform has none."""
        found = []
        for each in every:
            surface = self._surfaces.get(each.place.platform)
            posted = await self._store.posted(each.id) if surface is not None else {}
            link = surface.link(each.place, posted["top"].ref) if surface is not None and "top" in posted else ""
            found.append((each, link))
        return found

    async def _prompts(self, place: Place, typed: str, by: Actor) -> Sequence[Option]:
        del place, by
        names = await asyncio.to_thread(self._library.matching, typed)
        return [Option(name, name) for name in names]

    async def _discussions(self, place: Place, typed: str, by: Actor) -> Sequence[Option]:
        """Return those whose title fits; what has not opened yet is for hosts alone to know of."""
        return _fitting([each for each in await self._all(place) if each.begun or by.host], typed)

    async def _closed_ones(self, place: Place, typed: str, by: Actor) -> Sequence[Option]:
        """Return the closed ones whose title fits."""
        del by
        return _fitting(await self._closed(place), typed)


def _fitting(those: Sequence[Discussion], typed: str) -> Sequence[Option]:
    wanted = typed.casefold().strip()
    return [Option(each.title, each.id) for each in those if each.title and wanted in each.title.casefold()]
