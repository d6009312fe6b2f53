r"""The inbound half: what somebody does, as a line of text, taken to the front door, and the reply shown to them alone.

    /quiz start capitals          types a command
    presses B                     presses the newest button that is called so, or begins so
    presses B on Question 1       presses it on that message, even when the button stood there only formerly
    chooses A, C                  chooses in the newest select
    fills in 3.5                  fills in the form that is open, and sends it
    fills in question=Why?; seconds=20

and what ``writing.py`` lists. Any act may end in ``, twice`` (the platform delivers it twice) or ``, sent 2 s ago`` (it took that
long to arrive; ``min``, ``h`` and ``days`` as well). In what is filled in, ``\n`` begins a new line and ``\;`` begins no field.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from msgspec import Struct

from adapters.terminal.doors import FrontDoor
from adapters.terminal.pace import UNITS
from adapters.terminal.surface import Message, TerminalSurface
from adapters.terminal.talk import NotThere
from adapters.terminal.writing import VERBS, Pen
from bot.kernel.card import Form
from bot.kernel.clock import Clock, Instant
from bot.kernel.command import parse
from bot.kernel.errors import Denied, Unreadable
from bot.kernel.event import spell_press
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.kernel.words import sentence

_TWICE = re.compile(r"(,?) twice$")
_LATE = re.compile(rf"(,?) sent (?P<count>\d+(?:\.\d+)?) (?P<unit>{'|'.join(UNITS)}) ago$")
_NEXT_FIELD = re.compile(r"(?<!\\); (?=\w+=)")


class _Act(Struct, frozen=True):
    by: Actor
    place: Place
    at: Instant


class _Deed(Struct, frozen=True):
    """What is to be done, as often as `do` is called, and where the answer is read."""

    place: Place
    do: Callable[[], Awaitable[Reply]]


class _Open(Struct, frozen=True):
    """A form somebody has before their eyes, and where it was opened."""

    form: Form
    place: Place


class Inbound:
    """Takes what people do to the front door, and what comes back to the one who did it."""

    def __init__(self, door: FrontDoor, clock: Clock, surface: TerminalSurface) -> None:
        self.door = door
        self._clock = clock
        self._surface = surface
        self._pen = Pen(surface)
        self._forms: dict[tuple[str, str], _Open] = {}

    async def do(self, by: Actor, place: Place, line: str) -> None:
        """Do what the line says; raises `NotThere` when it cannot be done at all."""
        line, times, late = _bare(line)
        act = _Act(by, place, self._clock.now() - late)
        try:
            deed = self._deed(act, line)
        except Denied:
            text = "This thread is closed: nobody can write in it."
            self._surface.show(place, by.member, Reply(text=text, refused="closed"))
            return
        with self._surface.holding():
            for reply in await asyncio.gather(*(deed.do() for _ in range(times))):
                if reply.form is not None:
                    self._forms[place.channel, by.member] = _Open(reply.form, deed.place)
                self._surface.show(deed.place, by.member, reply, whole=line.startswith("/"))

    def _deed(self, act: _Act, line: str) -> _Deed:
        verb, _, rest = line.partition(" ")
        match verb.rstrip(":"):
            case "presses":
                return self._button(act, rest)
            case "chooses":
                return self._choice(act, rest)
            case "fills":
                return self._filling(act, rest.removeprefix("in").strip())
            case written if written in VERBS:
                wrote = self._pen.write(act.by, act.place, line, act.at)
                return _Deed(wrote.thread, partial(self.door.hear, wrote.thread, wrote.message, wrote.author))
            case _ if line.startswith("/"):
                return _Deed(act.place, partial(self._run, act, line))
            case _:
                known = ", ".join(["presses", "chooses", "fills in", *sorted(VERBS)])
                raise NotThere(f"a line begins with a slash or one of {known}; not with {verb!r}")

    async def _run(self, act: _Act, line: str) -> Reply:
        try:
            found, event = parse(line)
        except Unreadable as error:
            return Reply(text=sentence(error.problem), refused="unreadable")
        return await self.door.run(found.path, event, act.by, act.place, act.at)

    def _press(self, act: _Act, place: Place, token: str, values: Mapping[str, Any] | None = None) -> _Deed:
        return _Deed(place, partial(self.door.press, token, act.by, place, act.at, values))

    def _button(self, act: _Act, wanted: str) -> _Deed:
        """Press a button by its label, the newest that stands first."""
        label, _, title = wanted.partition(" on ")
        messages = [each for each in self._seen(act) if title.casefold() in each.card.title.casefold()]
        standing = [(each.place, *pair) for each in messages for pair in _labelled(each)]
        formerly = [(each.place, *pair) for each in messages for pair in each.tokens]
        for choose in (str.__eq__, str.startswith):
            for place, known, token in (*standing, *formerly):
                if choose(known.casefold(), label.casefold()):
                    return self._press(act, place, token)
        raise NotThere(f"{act.by.name} sees no button {wanted!r}; there are {[known for _, known, _ in formerly]}")

    def _choice(self, act: _Act, wanted: str) -> _Deed:
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
        return self._press(act, message.place, spell_press(message.card.session, select.press), {select.field: values})

    def _filling(self, act: _Act, typed: str) -> _Deed:
        """Fill in the form that is open; a form that is not sent well stays open."""
        opened = self._forms.get((act.place.channel, act.by.member))
        if opened is None:
            raise NotThere(f"{act.by.name} has no form open")
        form = opened.form
        values = {each.name: each.value for each in form.inputs if each.value}
        values |= _filled(form, typed)
        return self._press(act, opened.place, spell_press(form.session, form.press), values)

    def _seen(self, act: _Act) -> list[Message]:
        return self._surface.visible(act.place, act.by.member)


def _bare(line: str) -> tuple[str, int, int]:
    """Return the line without what it says of its delivery, how often it arrives, and after how many milliseconds.

    What is written may end in such words by itself; there they must stand behind a comma.
    """
    written = line.partition(" ")[0].rstrip(":") in VERBS
    times, late = 1, 0
    if (found := _TWICE.search(line)) and (found[1] or not written):
        times, line = 2, line[: found.start()]
    if (found := _LATE.search(line)) and (found[1] or not written):
        late, line = round(float(found["count"]) * UNITS[found["unit"]]), line[: found.start()]
    return line, times, late


def _filled(form: Form, typed: str) -> dict[str, str]:
    """Return what is typed into each field: the only one, or those that are named."""
    if len(form.inputs) == 1:
        parts = {form.inputs[0].name: typed}
    else:
        parts = {name: value for name, _, value in (part.partition("=") for part in _NEXT_FIELD.split(typed))}
    return {name.strip(): value.replace("\\n", "\n").replace("\\;", ";") for name, value in parts.items()}


def _labelled(message: Message) -> list[tuple[str, str]]:
    return [(button.label, spell_press(message.card.session, button.press)) for button in message.card.buttons]
