"""The words of the playground's chat as values: personas, channels, messages and what stands on them.

These are what the shelves of the store hold (as JSON), so a field may be added with a default but never renamed.
"""

import hashlib
from enum import StrEnum

import msgspec
from msgspec import Struct

from bot.kernel.card import Card, Chart, Field, Form, Input, Option, Select
from bot.kernel.clock import Instant
from bot.kernel.event import spell_press
from bot.kernel.message import Message as Written
from bot.kernel.message import Removed
from bot.kernel.people import Place

WORKSPACE = "playground:main"
"""The one workspace of a playground."""

BOT = ""
"""The author of the bot's own messages; no persona can have this id."""


class Persona(Struct, frozen=True):
    """Somebody the person at the page can be. `host`: marked teacher, may run sessions."""

    id: str
    name: str
    host: bool = False


class Channel(Struct, frozen=True):
    """A channel everybody sees. Direct messages stand in channels of their own, named ``@`` and the persona's id."""

    id: str
    name: str
    topic: str = ""


class Control(Struct, frozen=True):
    """A button as it stands on a message: what it says and the token that pressing it sends."""

    label: str
    tone: str
    token: str


class Pick(Struct, frozen=True):
    """A select as it stands on a message; see `bot.kernel.card.Select`."""

    prompt: str
    options: tuple[Option, ...]
    token: str
    field: str
    least: int
    most: int


class Attachment(Struct, frozen=True):
    """A file on a message; its bytes lie on a shelf of their own under `digest` (SHA-256, 64 hex digits)."""

    name: str
    media_type: str
    digest: str
    size: int


class Sheet(Struct, frozen=True):
    """A card with its events spelled as tokens, so that it can be stored and shown without knowing the event.

    `thread` is the name of the thread that begins at it, `mentions` are the members it names.
    """

    title: str = ""
    body: str = ""
    fields: tuple[Field, ...] = ()
    buttons: tuple[Control, ...] = ()
    pick: Pick | None = None
    chart: Chart | None = None
    footer: str = ""
    files: tuple[Attachment, ...] = ()
    thread: str = ""
    mentions: tuple[str, ...] = ()


class Message(Struct, frozen=True):
    """One message. `seq` orders all messages of the chat; `to`, when not empty, is the only persona who sees it.

    `key` is what makes posting idempotent in its place. `via` is the command line that a private message answers, and
    `about` the channel whose session sent it, where that is not the channel it stands in. `reply_to` is the message of the
    same thread that it answers, `mentions` the members it names. Of a message that was `removed` nothing is kept but its place
    and its author: others answer it, and what is read of the thread tells who took it away.
    """

    id: str
    seq: int
    at: Instant
    channel: str
    author: str = BOT
    thread: str = ""
    key: str = ""
    text: str = ""
    sheet: Sheet | None = None
    to: str = ""
    via: str = ""
    about: str = ""
    edited_at: Instant = 0
    locked: bool = False
    reply_to: str = ""
    mentions: tuple[str, ...] = ()
    removed: Removed = Removed.BY_NOBODY
    removed_at: Instant = 0

    @property
    def stands(self) -> bool:
        """Whether it has not been removed."""
        return self.removed is Removed.BY_NOBODY

    @property
    def touched(self) -> Instant:
        """When it was last written, edited or removed."""
        return max(self.at, self.edited_at, self.removed_at)

    @property
    def keeps_thread(self) -> bool:
        """Whether a thread that others rely on is open at it."""
        return self.stands and not self.locked and self.sheet is not None and bool(self.sheet.thread)

    @property
    def audience(self) -> str:
        """The only persona who may see it, or "" for everybody."""
        return self.to or (self.channel[1:] if self.channel.startswith("@") else "")

    @property
    def place(self) -> Place:
        """Where its buttons act: the place its session is held in."""
        return Place(WORKSPACE, self.about or self.channel, self.thread)


class Asked(Struct, frozen=True):
    """A form that was shown to a persona and may be sent once: it acts in `place`, and what comes of it appears in `shown`."""

    id: str
    persona: str
    place: Place
    shown: Place
    token: str
    inputs: tuple[Input, ...]


class Thread(Struct, frozen=True):
    """What stands in a thread for everybody: how many messages, when the last was written, and its number."""

    count: int = 0
    last_at: Instant = 0
    last_seq: int = 0


class NewsKind(StrEnum):
    """What happened in the chat, as the page hears of it."""

    MESSAGE = "message"
    REMOVED = "removed"
    THREAD = "thread"
    PERSONA = "persona"
    CHANNEL = "channel"
    CLOCK = "clock"
    CLASSROOM = "classroom"


class News(Struct, frozen=True):
    """One change of the chat, for everybody or for the one persona `to`."""

    kind: NewsKind
    value: object
    to: str = ""


def sheet_of(card: Card) -> Sheet:
    """Return `card` with tokens on its controls; raises ValueError when one would be too long."""
    return Sheet(
        title=card.title,
        body=card.body,
        fields=card.fields,
        buttons=tuple(
            Control(label=button.label, tone=button.tone.value, token=spell_press(card.session, button.press))
            for button in card.buttons
        ),
        pick=None if card.select is None else _pick(card.session, card.select),
        chart=card.chart,
        footer=card.footer,
        files=tuple(
            Attachment(name=file.name, media_type=file.media_type, digest=digest(file.data), size=len(file.data))
            for file in card.files
        ),
        thread=card.thread,
        mentions=card.mentions,
    )


def written(post: Message, name: str) -> Written:
    """Return the post of a persona called `name` as sessions hear of it."""
    return Written(
        id=post.id,
        author=post.author,
        name=name,
        at=post.at,
        text=post.text if post.stands else None,
        reply_to=post.reply_to,
        mentions=post.mentions,
        edited_at=post.edited_at,
        removed=post.removed,
        removed_at=post.removed_at,
    )


def _pick(session: str, select: Select) -> Pick:
    return Pick(
        prompt=select.prompt,
        options=select.options,
        token=spell_press(session, select.press),
        field=select.field,
        least=select.least,
        most=select.most,
    )


def asked(form_id: str, persona: str, place: Place, shown: Place, form: Form) -> Asked:
    """Return the form as it was shown to `persona`."""
    token = spell_press(form.session, form.press)
    return Asked(id=form_id, persona=persona, place=place, shown=shown, token=token, inputs=form.inputs)


def digest(data: bytes) -> str:
    """Return the name of some bytes: their SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def chart_digest(chart: Chart) -> str:
    """Return the name of a chart's picture; equal charts have equal pictures."""
    return digest(msgspec.json.encode(chart))
