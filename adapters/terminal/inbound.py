"""The inbound half: what somebody does, as a line of text, taken to the front door, and the reply shown to them alone.

    /quiz start capitals          types a command
    presses B                     presses the newest button that is called so, or begins so
    presses B on Question 1       presses it on that message, even when the button stood there only formerly
    chooses A, C                  chooses in the newest select
    fills in 3.5                  fills in the form that is open, and sends it
    fills in question=Why?; seconds=20

Any act may end in ``, twice`` (the platform delivers it twice) or ``, sent 2 s ago`` (it took that long to arrive).
"""

import asyncio
import re
from collections.abc import Awaitable, Mapping
from typing import Any

from msgspec import Struct

from adapters.terminal.surface import Message, TerminalSurface
from bot.app import App
from bot.kernel.card import Form
from bot.kernel.clock import Instant, seconds
from bot.kernel.command import parse
from bot.kernel.errors import StudybellError, Unreadable
from bot.kernel.event import spell_press
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.kernel.words import sentence

_TWICE = re.compile(r",? twice$")
_LATE = re.compile(r",? sent (\d+(?:\.\d+)?) s ago$")


class NotThere(StudybellError):
    """The line asks for something this person does not see."""


class _Act(Struct, frozen=True):
    by: Actor
    place: Place
    at: Instant


class Inbound:
    """Takes what people do to the app, and what comes back to the one who did it."""

    def __init__(self, app: App, surface: TerminalSurface) -> None:
        self._app = app
        self._surface = surface
        self._forms: dict[tuple[Place, str], Form] = {}

    async def do(self, by: Actor, place: Place, line: str) -> None:
        """Do what the line says; raises `NotThere` when it cannot be done at all."""
        times, at = 1, self._app.clock.now()
        if _TWICE.search(line):
            times, line = 2, _TWICE.sub("", line)
        if late := _LATE.search(line):
            at, line = at - seconds(float(late[1])), _LATE.sub("", line)
        act = _Act(by, place, at)
        deeds = [self._deed(act, line) for _ in range(times)]
        with self._surface.holding():
            for reply in await asyncio.gather(*deeds):
                if reply.form is not None:
                    self._forms[place, by.member] = reply.form
                self._surface.show(place, by.member, reply, whole=line.startswith("/"))

    def _deed(self, act: _Act, line: str) -> Awaitable[Reply]:
        verb, _, rest = line.partition(" ")
        match verb:
            case "presses":
                return self._press(act, self._button(act, rest), None)
            case "chooses":
                return self._choose(act, rest)
            case "fills":
                return self._fill_in(act, rest.removeprefix("in").strip())
            case _ if line.startswith("/"):
                return self._run(act, line)
            case _:
                raise NotThere(f"a line begins with a slash, presses, chooses or fills in; not with {verb!r}")

    async def _run(self, act: _Act, line: str) -> Reply:
        try:
            found, event = parse(line)
        except Unreadable as error:
            return Reply(text=sentence(error.problem), refused="unreadable")
        return await self._app.door.run(found.path, event, act.by, act.place, act.at)

    async def _press(self, act: _Act, token: str, values: Mapping[str, Any] | None) -> Reply:
        return await self._app.door.press(token, act.by, act.place, act.at, values)

    def _button(self, act: _Act, wanted: str) -> str:
        """Return the token of a button by its label, the newest that stands first."""
        label, _, title = wanted.partition(" on ")
        messages = [each for each in self._seen(act) if title.casefold() in each.card.title.casefold()]
        standing = [pair for each in messages for pair in _labelled(each)]
        formerly = [pair for each in messages for pair in each.tokens]
        for choose in (str.__eq__, str.startswith):
            for known, token in (*standing, *formerly):
                if choose(known.casefold(), label.casefold()):
                    return token
        raise NotThere(f"{act.by.name} sees no button {wanted!r}; there are {[known for known, _ in formerly]}")

    def _choose(self, act: _Act, wanted: str) -> Awaitable[Reply]:
        message = next((each for each in self._seen(act) if each.card.select), None)
        if message is None or message.card.select is None:
            raise NotThere(f"{act.by.name} sees nothing to choose from")
        select = message.card.select
        values = [
            option.value
            for word in wanted.split(",")
            for option in select.options
            if option.label.casefold().startswith(word.strip().casefold())
        ]
        return self._press(act, spell_press(message.card.session, select.press), {select.field: values})

    def _fill_in(self, act: _Act, typed: str) -> Awaitable[Reply]:
        """Fill in the form that is open; a form that is not sent well stays open."""
        form = self._forms.get((act.place, act.by.member))
        if form is None:
            raise NotThere(f"{act.by.name} has no form open")
        typed = typed.replace("\\n", "\n")
        values = {each.name: each.value for each in form.inputs if each.value}
        if len(form.inputs) == 1:
            values[form.inputs[0].name] = typed
        else:
            values |= {name.strip(): value for name, _, value in (part.partition("=") for part in typed.split("; "))}
        return self._press(act, spell_press(form.session, form.press), values)

    def _seen(self, act: _Act) -> list[Message]:
        return self._surface.visible(act.place, act.by.member)


def _labelled(message: Message) -> list[tuple[str, str]]:
    return [(button.label, spell_press(message.card.session, button.press)) for button in message.card.buttons]
