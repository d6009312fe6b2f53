"""What a page may ask for, with every size capped; anything that does not fit is refused before it is looked at."""

from typing import Annotated

from msgspec import Meta, Struct

from bot.kernel.event import LONGEST_PRESS

LONGEST_TEXT = 2_000
"""Characters of a chat message or a command line, as on the platforms."""

FASTEST = 20_000
"""Seconds that may pass in one: at 10,080 a week passes in a minute."""

Id = Annotated[str, Meta(max_length=64)]
Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]
Name = Annotated[str, Meta(min_length=1, max_length=32)]
Value = Annotated[str, Meta(max_length=40_000)]
"""What a field of a form may bring: far more than any of them takes, so that the field itself can say what is too long."""


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    """Something a page asks for. `persona`: who asks."""

    persona: Id


class Say(Request, frozen=True):
    """Send a message or a command line. `nonce` is the page's own, so that sending again says it once.

    `reply_to` is the message of the same thread that it answers.
    """

    channel: Id
    text: Text
    nonce: Id
    thread: Id = ""
    reply_to: Id = ""


class Edit(Request, frozen=True):
    """Write an own message anew."""

    message: Id
    text: Text


class Press(Request, frozen=True):
    """Press a button or send a select of a message; `token` must stand on the message now."""

    message: Id
    token: Annotated[str, Meta(max_length=LONGEST_PRESS)]
    values: Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(max_length=100)] = []


class GivenFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A file that was attached; base64 in JSON."""

    name: Annotated[str, Meta(max_length=255)]
    data: bytes


class SendForm(Request, frozen=True):
    """Send a form that was shown; `files` by the names of their fields."""

    form: Id
    values: Annotated[dict[Id, Value], Meta(max_length=50)]
    files: Annotated[dict[Id, GivenFile], Meta(max_length=5)] = {}


class Complete(Request, frozen=True):
    """Ask for values of a parameter."""

    channel: Id
    kind: Id
    typed: Annotated[str, Meta(max_length=200)]
    thread: Id = ""


class Remove(Request, frozen=True):
    """Dismiss a private message, or delete a message."""

    message: Id


class Older(Request, frozen=True):
    """Ask for messages of a channel, or of a thread in it, that stand before the one numbered `before`."""

    channel: Id
    before: int
    thread: Id = ""


class AddPersona(Request, frozen=True):
    """Let somebody in."""

    name: Name
    host: bool = False


class AddChannel(Request, frozen=True):
    """Make a channel."""

    name: Name


class SetSpeed(Request, frozen=True):
    """Let time run faster or at its own pace."""

    speed: Annotated[float, Meta(ge=0.1, le=FASTEST)]


class Jump(Request, frozen=True):
    """Put the clock forward to when something happens next."""


class Learners(Request, frozen=True):
    """Add simulated learners to a channel (`skill` 0-1, None for mixed), or take all of them out (`add` 0)."""

    channel: Id
    add: Annotated[int, Meta(ge=0, le=2_000)] = 0
    skill: Annotated[float, Meta(ge=0, le=1)] | None = None
