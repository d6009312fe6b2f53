"""The inbound half: what a persona does on the page, checked as a platform would, and taken to the front door.

What may never happen: a press on a control that does not stand on a message the persona can see; a host's right
taken from what the page says instead of from the persona's own record.
"""

import itertools
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Any

import structlog

from adapters.playground import wire
from adapters.playground.chat import Chat
from adapters.playground.fields import read_fields
from adapters.playground.members import matching, with_members
from adapters.playground.requests import Complete, Press, Remove, Say, SendForm
from adapters.playground.values import WORKSPACE, Asked, Message, Persona, Pick, asked, sheet_of
from adapters.playground.wire import Answer
from bot.kernel.card import Option
from bot.kernel.command import parse
from bot.kernel.errors import Gone, StudybellError, Unreadable
from bot.kernel.markup import plain
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.kernel.words import sentence, words

if TYPE_CHECKING:
    from bot.app import App

MOST_FORMS = 500
"""Forms that may be open at once; the oldest is forgotten and has to be opened again."""

_SEND_AGAIN = frozenset({"unreadable", "not-saved", "busy", "trouble"})
"""Refusals after which a form stays open: what was typed into it must not be lost."""

log = structlog.get_logger()


class Inbound:
    """Takes what personas do to the app, and what comes back to the one persona who did it."""

    def __init__(self, app: "App", chat: Chat) -> None:
        self._app = app
        self._chat = chat
        self._forms: OrderedDict[str, Asked] = OrderedDict()
        self._references = itertools.count(1)

    async def say(self, by: Persona, request: Say) -> Answer:
        """Post what was typed, or do the command it is."""
        place = self._place(by, request.channel, request.thread)
        text = request.text.strip()
        if place is None:
            return _error("This channel is no more.")
        if text.startswith("/"):
            return await self._command(by, place, text)
        root = self._chat.messages.get(place.thread)
        if root is not None and root.locked:
            return await self._tell(by, place, words("en")("This thread is closed; nobody can write in it any more."))
        if text:
            key = f"say:{by.id}:{request.nonce}"
            draft = Message(
                id="", seq=0, at=0, channel=place.channel, thread=place.thread, author=by.id, key=key, text=text
            )
            await self._chat.post(draft)
        return {}

    async def press(self, by: Persona, request: Press) -> Answer:
        """Do what a button or select means, if it stands there."""
        message = self._seen(by, request.message)
        if message is None or message.sheet is None:
            return _error(words("en")("That message is no more."))
        pick = message.sheet.pick
        if pick is not None and pick.token == request.token:
            problem = _misfit(pick, request.values)
            if problem:
                return await self._tell(by, message.place, problem)
            return await self._press(by, message, {pick.field: list(request.values)})
        if any(button.token == request.token for button in message.sheet.buttons):
            return await self._press(by, message, None, request.token)
        text = words("en")("That button is not on the message any more; nothing happened. Look at how it stands now.")
        return await self._tell(by, message.place, text)

    async def send_form(self, by: Persona, request: SendForm) -> Answer:
        """Do what a form means; what does not fit comes back field by field and the form stays open."""
        form = self._forms.get(request.form)
        if form is None or form.persona != by.id:
            return _error(
                words("en")("This form is no longer open. Close it and open it again; you can copy your text first.")
            )
        values, errors = read_fields(form.inputs, request.values)
        if errors:
            return {"errors": errors}
        press = self._app.door.press(form.token, _actor(by), form.place, self._app.clock.now(), values)
        reply = await self._reply(by, form.place, press)
        if reply.refused in _SEND_AGAIN:
            return {"errors": {"": plain(reply.text)}}
        self._forms.pop(request.form, None)
        return await self._show(by, form.place, reply, "")

    async def complete(self, by: Persona, request: Complete) -> Answer:
        """Return values that may be typed for a parameter."""
        place = self._place(by, request.channel, request.thread)
        if place is None:
            return {"options": []}
        options = await self._app.door.complete(place, request.kind, request.typed)
        if request.kind == "member" and not options:
            options = matching(request.typed, self._members(place))
        return {"options": [{"label": option.label, "value": option.value} for option in options[:25]]}

    async def remove(self, by: Persona, request: Remove) -> Answer:
        """Dismiss an own private message; delete an own message, or, as host, any."""
        message = self._seen(by, request.message)
        if message is None:
            return {}
        if not (by.host or by.id in {message.to, message.author} or message.channel == f"@{by.id}"):
            return await self._tell(by, message.place, words("en")("Only the teacher can delete what others wrote."))
        await self._chat.remove(message)
        return {}

    # -- to the door and back
    async def _command(self, by: Persona, place: Place, line: str) -> Answer:
        try:
            found, event = parse(line)
            event = with_members(found, event, self._members(place))
        except Unreadable as error:
            return await self._tell(by, place, sentence(error.problem), via=line)
        run = self._app.door.run(found.path, event, _actor(by), place, self._app.clock.now())
        return await self._show(by, place, await self._reply(by, place, run), line)

    async def _press(self, by: Persona, message: Message, values: Mapping[str, Any] | None, token: str = "") -> Answer:
        pick = message.sheet.pick if message.sheet else None
        spelled = token or (pick.token if pick else "")
        place = message.place
        press = self._app.door.press(spelled, _actor(by), place, self._app.clock.now(), values)
        return await self._show(by, _shown_in(by, place, message), await self._reply(by, place, press), "")

    async def _reply(self, by: Persona, place: Place, act: Awaitable[Reply]) -> Reply:
        """Wait for the reply; trouble of any kind becomes a private sentence."""
        try:
            return await act
        except StudybellError as error:
            return Reply(text=sentence(str(error)), refused="trouble")
        except Exception:
            reference = f"page-{next(self._references)}"
            log.exception("playground", persona=by.id, place=place, reference=reference)
            text = words("en")("Something went wrong on our side. Reference: {reference}", reference=reference)
            return Reply(text=text, refused="trouble")

    async def _show(self, by: Persona, place: Place, reply: Reply, via: str) -> Answer:
        if reply.form is not None:
            shown = asked(secrets.token_hex(8), by.id, place, reply.form)
            self._forms[shown.id] = shown
            if len(self._forms) > MOST_FORMS:
                self._forms.popitem(last=False)
            return {"form": wire.form(shown.id, reply.form)}
        if not reply.text and reply.card is None:
            return {}
        sheet = None if reply.card is None else sheet_of(reply.card)
        files = reply.card.files if reply.card else ()
        draft = Message(
            id="",
            seq=0,
            at=0,
            channel=place.channel,
            thread=place.thread,
            key=_kept_key(reply),
            text=reply.text,
            sheet=sheet,
            to=by.id,
            via=via,
        )
        try:
            shown_message = await self._chat.replace(draft, files)
        except Gone:
            return _error(words("en")("This place is no more."))
        return {"shown": shown_message.id}

    async def _tell(self, by: Persona, place: Place, text: str, via: str = "") -> Answer:
        return await self._show(by, place, Reply(text=text), via)

    def _members(self, place: Place) -> list[Option]:
        """Return whom one can name in `place`: the personas, and the simulated learners who sit there."""
        seated = [Option(one.name, one.member) for one in self._app.classroom.seated(Place(WORKSPACE, place.channel))]
        return [Option(one.name, one.id) for one in self._chat.personas] + seated

    def _place(self, by: Persona, channel: str, thread: str) -> Place | None:
        place = Place(WORKSPACE, channel, thread)
        return place if channel in self._chat.rooms(by.id) and self._chat.has_place(place) else None

    def _seen(self, by: Persona, message_id: str) -> Message | None:
        message = self._chat.messages.get(message_id)
        return message if message is not None and self._chat.sees(by.id, message) else None


def _actor(by: Persona) -> Actor:
    return Actor(member=by.id, name=by.name, host=by.host)


def _shown_in(by: Persona, place: Place, stand: Message) -> Place:
    """Return where a reply appears: with the message that was pressed, even when its session is held elsewhere."""
    if stand.channel == f"@{by.id}":
        return Place(WORKSPACE, stand.channel)
    return place


def _kept_key(reply: Reply) -> str:
    """Return the key under which the engine will send later news of a private message: its session's and its own name."""
    session = reply.card.session if reply.card else ""
    return f"{session}.{reply.keep}" if reply.keep else ""


def _misfit(pick: Pick, values: list[str]) -> str:
    """Return what is wrong with the values chosen in a select, "" when they fit."""
    say = words("en")
    if len(set(values)) != len(values) or set(values) - {option.value for option in pick.options}:
        return say("That is not among the options any more; choose again.")
    if len(values) < pick.least:
        return say.many("Choose at least one option.", "Choose at least {n} options.", pick.least)
    if len(values) > pick.most:
        return say.many("Choose one option at most.", "Choose {n} options at most.", pick.most)
    return ""


def _error(text: str) -> Answer:
    """Return a sentence that has no place in the chat; the page shows it for a moment."""
    return {"toast": text}
