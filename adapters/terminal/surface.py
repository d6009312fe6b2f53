"""The terminal as the engine sees it: the port `Surface`, filled by text that is written and never read back.

An edit cannot change what is printed already, so it prints what changed. What may never happen: a private card printed
as anything but private, a message posted twice for one key.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager

from msgspec import Struct
from msgspec.structs import replace

from adapters.terminal.cards import Block, block_of, change, form_block, written
from adapters.terminal.text import PLAIN, Look, clean, lines_of
from bot.engine.surface import Capabilities, Person
from bot.kernel.card import Card
from bot.kernel.clock import SECOND, Clock, Instant
from bot.kernel.errors import Gone
from bot.kernel.event import spell_press
from bot.kernel.people import Place
from bot.kernel.session import Reply

GAP = SECOND
"""Milliseconds between two edits that may wait: lines that scroll faster are not read."""

MOST_MESSAGES = 1_000
"""Messages remembered; an edit of an older one posts it anew."""


class Message(Struct, frozen=True):
    """A message that was printed. `seen` is how it looked when it was last printed; `tokens` are all controls it ever had.

    `to` is the one member who sees it, "" for everybody.
    """

    ref: str
    place: Place
    key: str
    card: Card
    seen: Card
    to: str = ""
    tokens: tuple[tuple[str, str], ...] = ()


class TerminalSurface:
    """A chat platform that is a stream of text. `write` gets one block at a time, its lines parted by newlines.

    `home` is the channel that needs no name. Private messages are printed for the members in `watched` (None: everybody);
    news that replaces a private message is taken without a word for the keys in `quiet`.
    """

    def __init__(  # noqa: PLR0913 - what a terminal is set to
        self,
        write: Callable[[str], None],
        clock: Clock,
        *,
        look: Look = PLAIN,
        home: str = "",
        watched: Collection[str] | None = None,
        quiet: Collection[str] = (),
    ) -> None:
        self._write = write
        self._clock = clock
        self._look = look
        self._home = home
        self.watched = watched
        self._quiet = frozenset(quiet)
        self._messages: dict[str, Message] = {}
        self._keys: dict[tuple[Place, str, str], str] = {}
        self._number = 0
        self._held: list[str] | None = None
        self.people: dict[str, Person] = {}

    @property
    def capabilities(self) -> Capabilities:
        """Private messages can be replaced: what changed is printed."""
        return Capabilities(gap=GAP, private_edits=True, threads_lock=True)

    def budget(self, place: Place) -> str:
        """Return the channel."""
        return place.channel

    async def put(self, place: Place, key: str, card: Card, ref: str | None) -> tuple[str, Instant]:
        """Print the card, or what is new in it."""
        known = self._messages.get(ref or self._keys.get((place, "", key), ""))
        if ref is not None and known is None:
            raise Gone
        if known is None:
            known = self._add(place, key, card, "")
            self._print(written(self._block(card), self._where(place)))
        else:
            self._edit(known, card, self._where(place, "(edited)"))
        return known.ref, self._clock.now()

    async def whisper(self, place: Place, key: str, member: str, card: Card) -> None:
        """Replace a private message that was printed; nothing when there is none."""
        known = self._messages.get(self._keys.get((place, member, key), ""))
        if known is not None and self._watches(member):
            loud = key.rpartition(".")[2] not in self._quiet
            self._edit(known, card, self._where(place, f"(only {self.name(member)} sees)"), loud=loud)

    async def tell(self, place: Place, key: str, member: str, card: Card) -> None:
        """Print a direct message."""
        if not self._watches(member) or (place, member, key) in self._keys:
            return
        self._add(place, key, card, member)
        self._print(written(self._block(card), f"(direct message to {self.name(member)})"))

    async def members(self, place: Place) -> Sequence[Person]:
        """Return everybody: all of them see every channel."""
        del place
        return list(self.people.values())

    async def close(self, thread: Place) -> None:
        """Say that the thread is closed."""
        self._print(self._where(thread, "(this thread is closed)"))

    def link(self, place: Place, ref: str) -> str:
        """Return "": lines on a terminal have no address."""
        del place, ref
        return ""

    # -- what only a terminal does
    @contextmanager
    def holding(self) -> Iterator[None]:
        """Hold back what is printed for everybody until the answer to an act stands, so that answers come first."""
        self._held = [] if self._held is None else self._held
        try:
            yield
        finally:
            held, self._held = self._held, None
            for text in held:
                self._write(text)

    def show(self, place: Place, member: str, reply: Reply, *, whole: bool = False) -> None:
        """Print what `member` alone gets as the answer to an act; `whole` even where only little of it is new."""
        if not self._watches(member):
            return
        mark = self._where(place, f"(only {self.name(member)} sees)")
        if reply.form is not None:
            self._write(written(form_block(reply.form, self._look), f"{mark} a form:"))
        if reply.text:
            lines = [line for line in lines_of(reply.text, self._clock.now(), self._look) if line]
            self._write(written(Block("", (tuple(lines),)), mark))
        if reply.card is not None:
            self._reply_card(place, member, reply, mark, whole=whole)

    def visible(self, place: Place, member: str) -> list[Message]:
        """Return the messages `member` can see in `place` and among the own direct ones, newest first."""
        every = reversed(self._messages.values())
        return [each for each in every if each.to in {"", member} and (each.place == place or each.to == member)]

    def label(self, place: Place, member: str, token: str) -> str:
        """Return what the control with this token is called, "" where `member` has never seen it."""
        every = (pair for message in self.visible(place, member) for pair in message.tokens)
        return next((clean(label) for label, known in every if known == token), "")

    def files(self, member: str) -> list[str]:
        """Return the names of the files that `member` was handed in direct messages."""
        direct = (each for each in self._messages.values() if each.to == member)
        return [clean(file.name) for message in direct for file in message.card.files]

    def name(self, member: str) -> str:
        """Return the name of a member."""
        known = self.people.get(member)
        return clean(known.name) if known else clean(member)

    def _reply_card(self, place: Place, member: str, reply: Reply, mark: str, *, whole: bool) -> None:
        card = reply.card or Card()
        key = f"{card.session}.{reply.keep}" if reply.keep else ""
        known = self._messages.get(self._keys.get((place, member, key), "")) if key else None
        block, text = self._block(card), ""
        if known is not None:
            self._forget(known)
            if reply.keep in self._quiet and not whole:
                text = change(self._block(known.seen), block, mark)
        self._add(place, key, card, member)
        self._write(text or written(block, mark))

    def _add(self, place: Place, key: str, card: Card, to: str) -> Message:
        self._number += 1
        message = Message(f"m{self._number}", place, key, card, card, to, _tokens(card))
        self._messages[message.ref] = message
        if key:
            self._keys[place, to, key] = message.ref
        if len(self._messages) > MOST_MESSAGES:
            self._forget(next(iter(self._messages.values())))
        return message

    def _forget(self, message: Message) -> None:
        del self._messages[message.ref]
        self._keys.pop((message.place, message.to, message.key), None)

    def _edit(self, known: Message, card: Card, mark: str, *, loud: bool = True) -> None:
        tokens = tuple(dict((*known.tokens, *_tokens(card))).items())
        text = change(self._block(known.seen), self._block(card), mark) if loud else ""
        seen = card if loud else known.seen
        self._messages[known.ref] = replace(known, card=card, seen=seen, tokens=tokens)
        if text:
            self._print(text)

    def _block(self, card: Card) -> Block:
        return block_of(card, self._clock.now(), self._look)

    def _watches(self, member: str) -> bool:
        return self.watched is None or member in self.watched

    def _where(self, place: Place, mark: str = "") -> str:
        channel = "" if place.channel == self._home else f"#{clean(place.channel)}"
        thread = f"thread {clean(place.thread)}" if place.thread else ""
        return " ".join(part for part in (channel, thread, mark) if part)

    def _print(self, text: str) -> None:
        if self._held is None:
            self._write(text)
        else:
            self._held.append(text)


def _tokens(card: Card) -> tuple[tuple[str, str], ...]:
    """Return the controls of a card, each label with its token."""
    buttons = tuple((button.label, spell_press(card.session, button.press)) for button in card.buttons)
    return (*buttons, ("▾", spell_press(card.session, card.select.press))) if card.select else buttons
