"""The inbound half: what a persona does on the page, checked as a platform would, and taken to the front door.

What may never happen: a press on a control that does not stand on a message the persona can see; a host's right
taken from what the page says instead of from the persona's own record; a form that goes with what was typed into it unsent.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from adapters.playground.chat import Chat
from adapters.playground.fields import read_fields, read_files
from adapters.playground.members import matching, with_members, with_mentions
from adapters.playground.replies import Replies, actor, error
from adapters.playground.requests import Complete, Edit, Press, Remove, Say, SendForm
from adapters.playground.values import WORKSPACE, Asked, Message, Persona, Pick
from adapters.playground.wire import Answer
from adapters.playground.writing import Writing
from bot.kernel.card import Option
from bot.kernel.command import may_name, parse
from bot.kernel.errors import Unreadable
from bot.kernel.markup import plain
from bot.kernel.people import Place
from bot.kernel.session import Reply
from bot.kernel.words import sentence, words

if TYPE_CHECKING:
    from bot.app import App

_SEND_AGAIN = frozenset({"unreadable", "not-saved", "busy", "trouble"})
"""Refusals after which any form stays open; one with a long text stays open after every refusal."""


class Inbound:
    """Takes what personas do to the app, and what comes back to the one persona who did it."""

    def __init__(self, app: "App", chat: Chat) -> None:
        self._app = app
        self._chat = chat
        self._replies = Replies(chat)
        self._writing = Writing(app, chat, self._replies)

    async def say(self, by: Persona, request: Say) -> Answer:
        """Post what was typed, or do the command it is."""
        at = self._app.clock.now()
        place = self._place(by, request.channel, request.thread)
        if place is None:
            return error(words("en")("This place is no more."))
        line = request.text.strip()
        if line.startswith("/"):
            return await self._command(by, place, line)
        return await self._writing.post(by, request, at)

    async def edit(self, by: Persona, request: Edit) -> Answer:
        """Write an own message anew."""
        return await self._writing.edit(by, request)

    async def remove(self, by: Persona, request: Remove) -> Answer:
        """Dismiss an own private message; delete an own message, or, as host, any."""
        return await self._writing.remove(by, request)

    async def press(self, by: Persona, request: Press) -> Answer:
        """Do what a button or select means, if it stands there."""
        message = self._seen(by, request.message)
        if message is None or message.sheet is None:
            return error(words("en")("That message is no more."))
        pick = message.sheet.pick
        if pick is not None and pick.token == request.token:
            problem = _misfit(pick, request.values)
            if problem:
                return await self._replies.tell(by, _shown_in(by, message), problem)
            return await self._press(by, message, pick.token, {pick.field: list(request.values)})
        if any(button.token == request.token for button in message.sheet.buttons):
            return await self._press(by, message, request.token, None)
        text = words("en")("That button is not on the message any more; nothing happened. Look at how it stands now.")
        return await self._replies.tell(by, _shown_in(by, message), text)

    async def send_form(self, by: Persona, request: SendForm) -> Answer:
        """Do what a form means; what does not fit comes back field by field and the form stays open."""
        form = self._replies.form(request.form, by)
        if form is None:
            return error(
                words("en")("This form is no longer open. Close it and open it again; you can copy your text first.")
            )
        values, errors = read_fields(form.inputs, request.values)
        files, too_large = read_files(form.inputs, request.files)
        if errors or too_large:
            return {"errors": errors | too_large}
        for field in form.inputs:
            if field.kind == "members" and values.get(field.name):
                values[field.name] = with_mentions(values[field.name], self._members(form.place))
        press = self._app.door.press(form.token, actor(by), form.place, self._app.clock.now(), values | files)
        reply = await self._replies.of(by, form.place, press)
        if _stays_open(form, reply):
            return {"errors": {"": plain(reply.card.body if reply.card is not None else reply.text)}}
        self._replies.forget(request.form)
        return await self._replies.show(by, form.shown, reply, acts=form.place)

    async def complete(self, by: Persona, request: Complete) -> Answer:
        """Return values that may be typed for a parameter of a command that is theirs."""
        place = self._place(by, request.channel, request.thread)
        if place is None or not may_name(request.kind, host=by.host):
            return {"options": []}
        options = await self._app.door.complete(place, request.kind, request.typed, actor(by))
        if request.kind == "member" and not options:
            options = matching(request.typed, self._members(place))
        return {"options": [{"label": option.label, "value": option.value} for option in options[:25]]}

    async def _command(self, by: Persona, place: Place, line: str) -> Answer:
        try:
            found, event = parse(line)
            event = with_members(found, event, self._members(place))
        except Unreadable as problem:
            return await self._replies.tell(by, place, sentence(problem.problem), via=line)
        run = self._app.door.run(found.path, event, actor(by), place, self._app.clock.now())
        return await self._replies.show(by, place, await self._replies.of(by, place, run), via=line)

    async def _press(self, by: Persona, message: Message, token: str, values: Mapping[str, Any] | None) -> Answer:
        place = message.place
        press = self._app.door.press(token, actor(by), place, self._app.clock.now(), values)
        reply = await self._replies.of(by, place, press)
        return await self._replies.show(by, _shown_in(by, message), reply, acts=place)

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


def _stays_open(form: Asked, reply: Reply) -> bool:
    """Whether a form stays with what was typed into it: it may be sent again, or holds a text nobody wants to lose."""
    if not reply.refused or reply.form is not None:
        return False
    card = reply.card
    if card is not None and (card.title or card.fields or card.buttons or card.select):
        return False  # more than a sentence: it has to be seen as it is
    return reply.refused in _SEND_AGAIN or any(field.kind == "text" for field in form.inputs)


def _shown_in(by: Persona, stand: Message) -> Place:
    """Return where a reply appears: with the message that was pressed, even when its session is held elsewhere."""
    thread = "" if stand.channel == f"@{by.id}" else stand.thread
    return Place(WORKSPACE, stand.channel, thread)


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
