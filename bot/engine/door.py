"""The front door: where a surface's presses, forms and commands go in, and private replies come out."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

import structlog
from msgspec.structs import replace

from bot.engine.desk import Desk
from bot.engine.hearing import UNHEARD, Hearing
from bot.engine.lane import trouble
from bot.engine.leaving import Leaving
from bot.engine.pointing import pointed
from bot.engine.surface import Surface
from bot.kernel.asking import COMPLETED, Typed, event_of_form, form_of
from bot.kernel.card import Card, Form, Option
from bot.kernel.clock import Instant
from bot.kernel.command import Missing, commands, may_name
from bot.kernel.errors import Unreadable
from bot.kernel.event import Event, Heard, fill, read_press
from bot.kernel.markup import escape
from bot.kernel.message import Message
from bot.kernel.people import Actor, Place
from bot.kernel.session import NOTHING, Reply
from bot.kernel.words import sentence, words
from bot.store.contract import Store, StoreBroken

log = structlog.get_logger()

Opener = Callable[[Event, Actor, Place, Instant], Awaitable[Reply]]
Home = Callable[[str, Actor, Collection[str] | None, Instant], Awaitable[tuple[Card, ...]]]
"""Returns a person's own page: in a workspace, for them, of what goes on in these channels, at an instant."""

Completer = Callable[[Place, str, Actor], Awaitable[Sequence[Option]]]
"""Returns what may be typed in a place, for a person who may name such things."""

MOST_COMPLETIONS = 25
"""Completions a platform shows at most (Discord's autocomplete limit, API docs 2026-08)."""


class Door:
    """Sends an event to the session it belongs to, or to the opener that begins something new.

    `openers` do what reaches beyond one session, by the event's type; `completers` complete parameters, by their kind;
    `surfaces` are asked for links; `home` makes a person's own page.
    """

    def __init__(  # noqa: PLR0913 - what is needed at hand
        self,
        desk: Desk,
        store: Store,
        openers: Mapping[type[Event], Opener],
        completers: Mapping[str, Completer],
        surfaces: Mapping[str, Surface] | None = None,
        home: Home | None = None,
    ) -> None:
        self._desk = desk
        self._store = store
        self.hearing = Hearing(desk, store)
        self.leaving = Leaving(desk, store)
        self._openers = openers
        self._completers = completers
        self._home = home
        self._surfaces: Mapping[str, Surface] = {} if surfaces is None else surfaces

    async def run(self, path: str, event: Event, by: Actor, place: Place, at: Instant) -> Reply:
        """Do the command `path`, already parsed into `event`, in `place`."""
        if commands()[path].host and not by.host:
            return _not_host(by)
        try:
            opener = self._openers.get(type(event))
            if opener is not None:
                return await opener(event, by, place, at)
            return await self._to_session_here(path.partition(" ")[0], event, by, place, at)
        except Unreadable as error:
            return Reply(text=sentence(str(error)), refused="unreadable", field=error.field)
        except StoreBroken as error:
            return _no("not-saved", sentence(str(error)))
        except Exception:
            reference = f"{type(event).__name__.lower()}-{at}"
            log.exception("command failed", path=path, place=place, reference=reference)
            return trouble("trouble", by, reference)

    async def press(
        self, token: str, by: Actor, place: Place, at: Instant, values: Mapping[str, Any] | None = None
    ) -> Reply:
        """Do what a button, select or form token means, with the `values` chosen or filled in."""
        say = words(by.locale)
        try:
            session, event = read_press(token)
        except Unreadable:
            return _no("unknown", say("This control is not one of mine any more."))
        try:
            if isinstance(event, Typed) and not session:
                return await self._typed(event.path, values or {}, by, place, at)
            event = fill(event, values or {})
            if not session:
                return await self._without_session(event, by, place, at)
            standing = await self._desk.look(session)
        except Unreadable as error:
            text = say("That does not fit: {problem}", problem=error.problem)
            return Reply(text=text, refused="unreadable", field=error.field)
        except StoreBroken as error:
            return _no("not-saved", sentence(str(error)))
        if standing is None or standing.value.place.workspace != place.workspace:
            return _no("unknown", say("This has ended and its record is gone."))
        reply = await self._desk.submit(session, event, by, at)
        if reply.card is None or not reply.card.points:
            return reply
        return await self._pointed(session, standing.value.place, reply)

    async def place_of(self, token: str) -> Place | None:
        """Return the place of the session a control's token belongs to, for messages that do not tell: direct ones.

        None for a token without a session, one that is none, and one whose session is gone or cannot be read just now.
        """
        try:
            session, _ = read_press(token)
        except Unreadable:
            return None
        try:
            standing = await self._desk.look(session) if session else None
        except StoreBroken as error:
            log.error("not looked up", session=session, reason=str(error))
            return None
        except Exception:
            log.exception("not looked up", session=session)
            return None
        return standing.value.place if standing is not None else None

    async def hear(self, thread: Place, message: Message, by: Actor) -> Reply:
        """Let whatever session listens in `thread` hear that `message` was written, edited or removed by `by`.

        Returns a private word for the author, empty mostly, and nothing at all where nobody listens. Adapters call it for every
        message in every thread, our own and those of other bots excepted.
        """
        try:
            session = await self.hearing.listener(thread)
            if session is None:
                return NOTHING
            slot = await self._store.slot_of(session, message.reply_to) if message.reply_to else ""
            reply = await self.hearing.hand_on(session, thread.workspace, Heard(message, slot), by)
        except StoreBroken as error:
            log.error("not heard", thread=thread, reason=str(error))
            self.missed(thread, message.at)
            return NOTHING
        except Exception:
            log.exception("not heard", thread=thread, message=message.id)
            self.missed(thread, message.at)
            return NOTHING
        if reply.refused not in UNHEARD:
            return reply
        self.missed(thread, message.at)
        text = words(by.locale)(
            "I could not note your message just now. If it is not counted in a few minutes, write it again."
        )
        return _no(reply.refused, text)

    def missed(self, thread: Place, since: Instant = 0) -> None:
        """Take note that something happened in `thread` that could not be brought in; it is read again before long.

        Adapters call it where they could not make out what happened. `since` is when the message was written that it happened
        to, 0 where that is not known.
        """
        self.hearing.lose(thread, since)

    async def gone(self, place: Place, ref: str) -> None:
        """Take note that somebody deleted a message of ours; it is posted again where people still need it.

        Adapters call it for messages of their own account alone.
        """
        try:
            await self.hearing.gone(place, ref)
        except StoreBroken as error:
            log.error("not posted again", place=place, reason=str(error))
        except Exception:
            log.exception("not posted again", place=place, ref=ref)

    async def left(self, workspace: str, at: Instant) -> None:
        """Take note that the workspace has removed us: its sessions end quietly, and what is kept of it is deleted in time.

        Adapters call it where the platform says so; an outage is no leaving. Raises `StoreBroken` when it could not be noted.
        """
        await self.leaving.left(workspace, at)

    async def returned(self, workspace: str) -> None:
        """Take note that the workspace has us again, or may have: where it had not left nothing happens. Raises `StoreBroken`."""
        await self.leaving.returned(workspace)

    async def complete(self, place: Place, kind: str, typed: str, by: Actor) -> Sequence[Option]:
        """Return values for a parameter of `kind` that match what is typed so far, as far as `by` may name them."""
        completer = self._completers.get(kind)
        if completer is None or not may_name(kind, host=by.host):
            return ()
        try:
            return (await completer(place, typed, by))[:MOST_COMPLETIONS]
        except StoreBroken as error:
            log.error("not completed", place=place, reason=str(error))
        except Exception:
            log.exception("not completed", place=place, kind=kind)
        return ()

    async def home(self, workspace: str, by: Actor, channels: Collection[str] | None, at: Instant) -> tuple[Card, ...]:
        """Return a person's own page, for a platform that has one: what goes on, what they owe, their results and settings.

        Only what goes on in `channels` is told, which are those they share with us; None says nothing of places. Never raises.
        """
        try:
            return await self._home(workspace, by, channels, at) if self._home is not None else ()
        except StoreBroken as error:
            return (Card(body=escape(sentence(str(error)))),)
        except Exception:
            reference = f"home-{at}"
            log.exception("no page of one's own", workspace=workspace, reference=reference)
            return (Card(body=trouble("trouble", by, reference).text),)

    async def asked(self, lacking: Missing, by: Actor, place: Place) -> Form:
        """Return the form for a command that lacks something: sent, it is the command. A part of it may have been typed already.

        What there is to choose from is looked up; where that is not possible, names are typed.
        """
        kinds = {param.kind: param.completed for param in lacking.command.params if param.kind in COMPLETED}
        names = {kind: await self.complete(place, completed, "", by) for kind, completed in kinds.items()}
        return form_of(lacking.command, lacking.given, names, words(by.locale))

    async def _typed(self, path: str, values: Mapping[str, Any], by: Actor, place: Place, at: Instant) -> Reply:
        """Do a command whose values a form asked for; while it lacks something, ask (again)."""
        try:
            found, event = event_of_form(path, values)
        except Missing as lacking:
            if lacking.command.host and not by.host:
                return _not_host(by)
            return Reply(form=await self.asked(lacking, by, place))
        return await self.run(found.path, event, by, place, at)

    async def _pointed(self, session: str, place: Place, reply: Reply) -> Reply:
        """Return the reply with the link to the message its card points to; without, where that cannot be looked up."""
        if reply.card is None:
            return reply
        try:
            posted = await self._store.posted(session)
        except StoreBroken as error:
            log.error("not pointed to", session=session, reason=str(error))
            return reply
        return replace(reply, card=pointed(reply.card, place, posted, self._surfaces.get(place.platform)))

    async def _without_session(self, event: Event, by: Actor, place: Place, at: Instant) -> Reply:
        path = next((path for path, command in commands().items() if command.event is type(event)), None)
        if path is None:
            return _no("unknown", words(by.locale)("This control is not one of mine any more."))
        return await self.run(path, event, by, place, at)

    async def _to_session_here(self, kind: str, event: Event, by: Actor, place: Place, at: Instant) -> Reply:
        """Send the event to what runs in the place, or to what was the last there: its result can still be asked for."""
        session = await self._store.running(place, kind) or await self._store.latest(place, kind)
        if session is None:
            return _no("none-here", words(by.locale)("There is no {kind} in this channel yet.", kind=kind))
        return await self._desk.submit(session, event, by, at)


def _not_host(by: Actor) -> Reply:
    return _no("not-host", words(by.locale)("Only a host can do that. Ask whoever runs sessions here."))


def _no(code: str, text: str) -> Reply:
    return Reply(text=text, refused=code)
