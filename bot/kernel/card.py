"""Cards: what a person sees, as values. A surface turns them into its platform's messages.

Text in `title`, `body`, fields and `footer` is the Markdown subset of ``markup.py``; labels are plain text. Text of people
must have gone through `markup.escape` before it gets here.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from bot.kernel.clock import Instant
from bot.kernel.event import Event

Slot = str
"""The name of one message a session owns in its place, such as ``lobby`` or ``q3``; stable for the session's life."""


class Tone(StrEnum):
    """What a button means, for platforms that colour them. Never the only sign of anything."""

    PLAIN = "plain"
    MAIN = "main"
    GOOD = "good"
    DANGER = "danger"


class Button(Struct, frozen=True):
    """A button: at most 80 characters of label and the event that pressing it means."""

    label: str
    press: Event
    tone: Tone = Tone.PLAIN


class Option(Struct, frozen=True):
    """One line of a select: what is shown, and the value put into the event."""

    label: str
    value: str


class Select(Struct, frozen=True):
    """A closed choice of `least` to `most` options; choosing fills `field` of `press` with the list of their values."""

    prompt: str
    options: tuple[Option, ...]
    press: Event
    field: str
    least: int = 1
    most: int = 1


class Input(Struct, frozen=True):
    """One field of a form.

    `kind`: ``line``, ``text`` (several lines), ``whole`` (a whole number), ``number``, ``choice``, ``when`` (a time as it is
    typed, or ``<t:SECONDS:f>`` from a picker) or ``member`` (somebody's id; where none can be picked, a line for what is typed).
    ``members`` are mentions as the platform writes them (``<@U1> <@U2|Ben>``), in `value` as in what is sent.
    ``file`` is an attached file, of at most `attached.MOST_BYTES`: an `Attached` is sent. It is never required, for a surface
    that takes no files leaves it out. A surface that has nothing of its own for another kind shows a line.
    `completed` is the kind of completions it takes (`Door.complete`), "" for none. `at` is what a picker of times stands at where
    there is no `value`: who sends it back as it is changes nothing.
    """

    name: str
    label: str
    kind: str = "line"
    hint: str = ""
    value: str = ""
    required: bool = True
    most: int = 300
    options: tuple[Option, ...] = ()
    completed: str = ""
    at: Instant | None = None


class Form(Struct, frozen=True):
    """A form (modal) shown to one person; sending it fills the named fields of `press`.

    Where a platform shows fewer inputs (Discord five) the last ones are left out, so what they ask for can be left out.

    `session` is the session it belongs to, "" for a command's form; a surface spells its token
    ``spell_press(form.session, form.press)``.
    """

    title: str
    inputs: tuple[Input, ...]
    press: Event
    send: str
    session: str = ""


class Bar(Struct, frozen=True):
    """One bar of a chart: plain label, how many, and whether it is the right one."""

    label: str
    count: int
    right: bool = False


class Chart(Struct, frozen=True):
    """A bar chart as a value; ``engine/pictures.py`` draws it. `alt` says in words everything the picture shows."""

    title: str
    bars: tuple[Bar, ...]
    alt: str


class File(Struct, frozen=True):
    """A file handed to a person."""

    name: str
    media_type: str
    data: bytes


class Field(Struct, frozen=True):
    """A short named text beside others."""

    name: str
    value: str


class Card(Struct, frozen=True):
    """A message, whole.

    `session` is the session its controls belong to: a button's token is ``spell_press(card.session, button.press)``.
    `under` names the slot whose thread it stands in. `confirm`, when not empty, asks the engine to report `Shown` with
    this mark as soon as the platform has confirmed the message. Two cards with the same `shape` differ only in what
    may wait for the next gap between edits (counters, clocks).

    `thread`, when not empty, begins a thread of this name (100 characters at most) at the message; cards with its slot in `under`
    stand in there. The thread is locked while `locked` says so: after everything in it has been posted. `mentions` are the only
    members the message may ping.

    `admits`, when not None, makes a gate of the card: it stands as the first message in a private thread of that name, and only
    these members may see it and what is `under` its slot, each with when they last asked to be let in; who asks again is let in
    again, for one may have left. Where a platform has no private threads, a gate and all under it do not exist.
    `points` names the slot of a message of the session to which the text leads; its link ends the text where there are links.
    """

    title: str = ""
    body: str = ""
    fields: tuple[Field, ...] = ()
    buttons: tuple[Button, ...] = ()
    select: Select | None = None
    chart: Chart | None = None
    footer: str = ""
    files: tuple[File, ...] = ()
    under: Slot = ""
    confirm: str = ""
    shape: str = ""
    session: str = ""
    thread: str = ""
    locked: bool = False
    mentions: tuple[str, ...] = ()
    admits: Mapping[str, Instant] | None = None
    points: Slot = ""
