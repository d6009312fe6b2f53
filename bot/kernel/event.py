"""Events: what happens to a session. A button *is* the event it means, spelled in at most 100 characters.

Two families that never mix. An `Event` with a tag may come from a person, and therefore from anybody who can forge
a button: `read_press` decodes these and nothing else. A `Signal` comes from the engine alone.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Union

import msgspec
from msgspec import Struct, inspect

from bot.kernel.attached import Attached
from bot.kernel.clock import Instant
from bot.kernel.errors import Unreadable
from bot.kernel.message import Message
from bot.kernel.people import Attendee

LONGEST_PRESS = 100
"""Characters in a button's token: Discord's `custom_id` limit, the narrowest of the platforms (API docs, 2026-08)."""


class Event(Struct, frozen=True, array_like=True):
    """Something a person does to a session. Concrete events give their class a short ``tag``."""


class Signal(Struct, frozen=True):
    """Something the engine reports to a session; never decoded from outside."""


class Tick(Signal, frozen=True):
    """The instant the session asked to be woken at has come."""


class Shown(Signal, frozen=True):
    """A card that asked for confirmation now stands on the platform.

    `mark` is the card's own ``confirm`` text; the event's instant is when the platform confirmed it.
    """

    mark: str


class Interrupted(Signal, frozen=True):
    """The program was down from `since` until now; who keeps a live clock gives the time back."""

    since: Instant


class Heard(Signal, frozen=True):
    """A message stands, as it is told here, in a thread of the session. The same news may come twice and in any order.

    `slot` names the session's own card that the message answers, "" when it answers none. `missed`: it was not heard when it
    was written, but found afterwards by reading the thread.
    """

    message: Message
    slot: str = ""
    missed: bool = False


class CaughtUp(Signal, frozen=True):
    """The session's threads have been read: of the messages written at or after `since`, those in `standing` (ids) stand.

    `since` None: the platform could not tell which are gone, or nothing had to be read, since everything had been heard.
    `unread` is for want of what a thread could not be read after all, "" where every one of them was.
    """

    since: Instant | None
    standing: frozenset[str] = frozenset()
    unread: str = ""


class Roll(Signal, frozen=True):
    """Who can see the session's place by now; the answer to its `roll_call` of this mark, after its threads were read.

    `people` is None when the platform does not tell; `missing` is then what permission that would take, "" where none helps.
    In place of `people` there are `known`: those of the call's `known` who are still there, with what they have set; one the
    platform tells nothing of has no name. `left` are those of them who are not: gone, or not of the group.
    """

    mark: str
    people: tuple[Attendee, ...] | None
    known: tuple[Attendee, ...] = ()
    left: frozenset[str] = frozenset()
    missing: str = ""


class Unreached(Signal, frozen=True):
    """The private news of this key and stamp could not be brought to `member`: the platform takes no direct messages for them."""

    key: str
    stamp: str
    member: str


class Overdue(Signal, frozen=True):
    """The private news of this key and stamp had not left for `member` when its time was up: the program was down, or slow."""

    key: str
    stamp: str
    member: str


class Left(Signal, frozen=True):
    """The workspace has removed us: the session ends without a word, and nothing of it can be shown there any more."""


class Back(Signal, frozen=True):
    """The workspace has let us in again: how the session ended can be shown. It does not go on by itself."""


def spell_press(session: str, event: Event) -> str:
    """Return the token a button carries for `event` in `session`.

    Raises ValueError when it would be longer than `LONGEST_PRESS`: such an event cannot be a button.
    """
    token = session + msgspec.json.encode(event).decode()
    if len(token) > LONGEST_PRESS:
        msg = f"a button's token may have {LONGEST_PRESS} characters, this one has {len(token)}: {token}"
        raise ValueError(msg)
    return token


def read_press(token: str) -> tuple[str, Event]:
    """Return the session's id and the event in a button's token; raises `Unreadable` for anything else."""
    if len(token) > LONGEST_PRESS:
        raise Unreadable("press", f"it is longer than {LONGEST_PRESS} characters")
    session, bracket, rest = token.partition("[")
    try:
        return session, _decoder().decode(bracket + rest)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise Unreadable("press", str(error)) from error


def fill(event: Event, values: Mapping[str, Any]) -> Event:
    """Return `event` with the fields a person filled in (a form's or a select's), text read as the field's type.

    Raises `Unreadable` naming the field that does not fit.
    """
    kind = type(event)
    unknown = set(values) - set(kind.__struct_fields__)
    if unknown:
        raise Unreadable(min(unknown), "there is no such field")
    known = {name: getattr(event, name) for name in kind.__struct_fields__} | dict(values)
    for name, value in values.items():
        try:
            known[name] = msgspec.convert(value, _field_types(kind)[name], strict=False)
        except msgspec.ValidationError as error:
            wanted = _wanted(_field_types(kind)[name])
            raise Unreadable(name, f"for {name} give {wanted}, not {str(value)[:30]!r}") from error
    return kind(**known)


def _wanted(hint: Any) -> str:  # noqa: ANN401 - any type hint at all
    """Return in words what a field of this type takes, such as ``a whole number from 5 to 300``."""
    info = _bare(inspect.type_info(hint))
    for each in info.types if isinstance(info, inspect.UnionType) else (info,):
        match _bare(each):
            case inspect.IntType(ge=least, le=most):
                return "a whole number" + _span(least, most)
            case inspect.FloatType(ge=least, le=most):
                return "a number" + _span(least, most)
            case inspect.LiteralType(values=choices):
                return "one of " + ", ".join(str(choice) for choice in choices)
            case inspect.StructType(cls=kind) if kind is Attached:
                return "a file"
            case inspect.EnumType(cls=kind):
                return "one of " + ", ".join(str(member.value) for member in kind)
            case _:
                continue
    return "a text"


def _bare(info: inspect.Type) -> inspect.Type:
    return _bare(info.type) if isinstance(info, inspect.Metadata) else info


def _span(least: float | None, most: float | None) -> str:
    if least is None:
        return "" if most is None else f" of at most {most:g}"
    return f" of at least {least:g}" if most is None else f" from {least:g} to {most:g}"


@cache
def _field_types(kind: type[Event]) -> Mapping[str, Any]:
    return {field.name: field.type for field in msgspec.structs.fields(kind)}


@cache
def _decoder() -> msgspec.json.Decoder[Event]:
    """One decoder over every tagged event that is imported by now; made at the first press, after start-up."""
    kinds = tuple(_tagged(Event))
    return msgspec.json.Decoder(Union[kinds])  # noqa: UP007 - the members are known only here


def _tagged(kind: type[Event]) -> Iterator[type[Event]]:
    if kind.__struct_config__.tag is not None:
        yield kind
    for child in kind.__subclasses__():
        yield from _tagged(child)
