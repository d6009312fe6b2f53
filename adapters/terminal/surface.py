"""The terminal as the engine sees it: the port `Surface`, filled by text that is written and never read back.

An edit cannot change what is printed already, so it prints what changed. What may never happen: a private card printed
as anything but private, a message posted twice for one key.
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager

from msgspec import Struct
from msgspec.structs import replace

from adapters.terminal.cards import Block, block_of, change, form_block, written
from adapters.terminal.paper import BAR, Paper
from adapters.terminal.talk import Talk
from adapters.terminal.text import PLAIN, Look, clean, lines_of
from bot.engine.surface import Capabilities, History, Person, Stretch
from bot.kernel.card import Card
from bot.kernel.clock import SECOND, Clock, Instant
from bot.kernel.errors import Denied, Gone
from bot.kernel.event import spell_press
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply

GAP = SECOND
"""Milliseconds between two edits that may wait: lines that scroll faster are not read."""

MOST_MESSAGES = 1_000
"""Messages remembered; an edit of an older one posts it anew."""

HOSTS, OTHERS = "teachers", "learners"
"""The two groups there are in any case."""


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
    news that replaces a private message is taken without a word for the keys in `quiet`. It may outlive the bot: all it
    knows is what stands in the chat.
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
        self._paper = Paper(write, home)
        self._clock = clock
        self._look = look
        self.watched = watched
        self._quiet = frozenset(quiet)
        self._messages: dict[str, Message] = {}
        self._keys: dict[tuple[Place, str, str], str] = {}
        self._number = 0
        self.talk = Talk(self._paper, look, self.title)
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Collection[str]] = {}
        self.deaf: set[str] = set()
        """Members who take no direct messages."""
        self._left: set[str] = set()

    @property
    def capabilities(self) -> Capabilities:
        """Private messages can be replaced: what changed is printed."""
        return Capabilities(gap=GAP, private_edits=True, threads_lock=True, history=True)

    def budget(self, place: Place) -> str:
        """Return the channel."""
        return place.channel

    async def put(self, place: Place, key: str, card: Card, ref: str | None) -> tuple[str, Instant]:
        """Print the card, or what is new in it; `Gone` where the thread is, `Denied` in one that is closed."""
        self.talk.enter(place)
        known = self._messages.get(ref or self._keys.get((place, "", key), ""))
        if ref is not None and (known is None or known.place != place):
            raise Gone
        if known is None:
            known = self._add(place, key, card, "")
            self._paper.print(place, written(self._block(place, card), self._paper.marked(place)))
        else:
            self._edit(known, card, self._paper.marked(place, "(edited)"))
        return known.ref, self._clock.now()

    async def whisper(self, place: Place, key: str, member: str, card: Card) -> None:
        """Replace a private message that was printed; nothing when there is none."""
        known = self._messages.get(self._keys.get((_channel(place), member, key), ""))
        if known is not None and self._watches(member):
            loud = key.rpartition(".")[2] not in self._quiet
            self._edit(known, card, self._mark(known.place, member), loud=loud)

    async def tell(self, place: Place, key: str, member: str, card: Card) -> None:
        """Print a direct message."""
        if member in self._left:
            raise Gone
        if member in self.deaf:
            raise Denied(f"{self.name(member)} takes no direct messages")
        direct = _channel(place)
        if not self._watches(member) or (direct, member, key) in self._keys:
            return
        self._add(direct, key, card, member)
        self._paper.print(direct, written(self._block(direct, card), f"(direct message to {self.name(member)})"))

    async def members(self, place: Place, group: str = "") -> Sequence[Person]:  # noqa: ARG002
        """Return everybody, or who is of the role: all of them see every channel."""
        return [each for each in self.people.values() if not group or each.member in self._group(group)]

    async def present(self, place: Place, members: Sequence[str], group: str = "") -> Sequence[Person]:
        """Return those of `members` who are there."""
        return [each for each in await self.members(place, group) if each.member in members]

    async def history(self, thread: Place, since: Instant) -> History:
        """Return what members did in the thread since then."""
        return self.talk.history(thread, since)

    def unbroken(self, thread: Place) -> Stretch | None:
        """Return None: reading the talk costs nothing here, so nobody keeps a record of what was heard."""

    async def admit(self, thread: Place, member: str) -> None:  # noqa: ARG002
        """Nobody asks for this: everything in a thread here is for all to see."""
        raise Gone

    async def close(self, thread: Place) -> None:
        """Let nobody write there any more."""
        self.talk.close(thread)

    async def reopen(self, thread: Place) -> None:
        """Let members write there again."""
        self.talk.reopen(thread)

    def link(self, place: Place, ref: str) -> str:  # noqa: ARG002
        """Return "": lines on a terminal have no address."""
        return ""

    # -- what only a terminal does
    def holding(self) -> AbstractContextManager[None]:
        """Hold back what is printed for everybody until the answer to an act stands, so that answers come first."""
        return self._paper.holding()

    def meet(self, by: Actor) -> None:
        """Have somebody among the members, as they are by now."""
        self.people[by.member] = Person(by.member, by.name, host=by.host)
        self._left.discard(by.member)

    def leave(self, member: str) -> None:
        """Have somebody no longer among the members; no direct message reaches them."""
        self.people.pop(member, None)
        self._left.add(member)

    def show(self, place: Place, member: str, reply: Reply, *, whole: bool = False) -> None:
        """Print what `member` alone gets as the answer to an act; `whole` even where only little of it is new."""
        if not self._watches(member):
            return
        mark = self._mark(place, member)
        if reply.form is not None:
            self._paper.write(place, written(form_block(reply.form, self._look), f"{mark} a form:"))
        if reply.text:
            self._paper.write(place, self._sentence(place, reply.text, mark))
        if reply.card is not None:
            self._reply_card(place, member, reply, mark, whole=whole)

    def visible(self, place: Place, member: str) -> list[Message]:
        """Return the messages `member` can see in this channel and its threads and among the direct ones, newest first."""
        every, channel = reversed(self._messages.values()), _channel(place)
        return [
            each for each in every if each.to in {"", member} and (_channel(each.place) == channel or each.to == member)
        ]

    def cards(self, thread: Place) -> list[Message]:
        """Return what the bot says in the thread to everybody, newest first."""
        return [each for each in reversed(self._messages.values()) if each.place == thread and not each.to]

    def title(self, ref: str) -> str:
        """Return the first line of a message, "" when there is none such."""
        message = self._messages.get(ref)
        return self._block(message.place, message.card).first if message else ""

    def new_id(self) -> str:
        """Return an id that no message has: they grow, whoever writes."""
        self._number += 1
        return f"m{self._number}"

    def label(self, place: Place, member: str, token: str) -> str:
        """Return what the control with this token is called, "" where `member` has never seen it."""
        every = (pair for message in self.visible(place, member) for pair in message.tokens)
        return next((clean(label) for label, known in every if known == token), "")

    def files(self, member: str) -> list[str]:
        """Return the names of the files that `member` was handed in direct messages."""
        return [clean(file.name) for each in self._messages.values() if each.to == member for file in each.card.files]

    def name(self, member: str) -> str:
        """Return the name of a member."""
        known = self.people.get(member)
        return clean(known.name) if known else clean(member)

    def _sentence(self, place: Place, text: str, mark: str) -> str:
        """Return a private text behind its mark; in a thread it reads like what is said there."""
        width = self._look.width - (len(BAR) + len(mark) + 1 if place.thread else 0)
        every = lines_of(text, self._clock.now(), Look(max(width, 40), self._look.colour))
        lines = [line for line in every if line]
        return f"{mark} " + "\n  ".join(lines) if place.thread else written(Block("", (tuple(lines),)), mark)

    def _reply_card(self, place: Place, member: str, reply: Reply, mark: str, *, whole: bool) -> None:
        card = reply.card or Card()
        key = f"{card.session}.{reply.keep}" if reply.keep else ""
        known = self._messages.get(self._keys.get((_channel(place), member, key), "")) if key else None
        block, text = self._block(place, card), ""
        if known is not None:
            self._forget(known)
            if reply.keep in self._quiet and not whole:
                text = change(self._block(place, known.seen), block, mark)
        self._add(place, key, card, member)
        self._paper.write(place, text or written(block, mark))

    def _add(self, place: Place, key: str, card: Card, to: str) -> Message:
        message = Message(self.new_id(), place, key, card, card, to, _tokens(card))
        self._messages[message.ref] = message
        self._begin_thread(message)
        if key:
            self._keys[_address(message)] = message.ref
        if len(self._messages) > MOST_MESSAGES:
            self._forget(next(iter(self._messages.values())))
        return message

    def _begin_thread(self, message: Message) -> None:
        if message.card.thread and not message.to:
            self.talk.begin(_thread(message), message.card.thread)

    def _forget(self, message: Message) -> None:
        del self._messages[message.ref]
        self.talk.end(_thread(message))
        self._keys.pop(_address(message), None)

    def _edit(self, known: Message, card: Card, mark: str, *, loud: bool = True) -> None:
        tokens = tuple(dict((*known.tokens, *_tokens(card))).items())
        place = known.place
        text = change(self._block(place, known.seen), self._block(place, card), mark) if loud else ""
        seen = card if loud else known.seen
        self._messages[known.ref] = replace(known, card=card, seen=seen, tokens=tokens)
        self._begin_thread(self._messages[known.ref])
        if text:
            self._paper.print(place, text)

    def _block(self, place: Place, card: Card) -> Block:
        width = self._look.width - (len(BAR) if place.thread else 0)
        rung = [self.name(member) for member in card.mentions]
        return block_of(card, self._clock.now(), Look(width, self._look.colour), rung)

    def _group(self, name: str) -> Collection[str]:
        hosts = frozenset(each.member for each in self.people.values() if each.host)
        others = frozenset(each.member for each in self.people.values() if not each.host and not each.bot)
        return {HOSTS: hosts, OTHERS: others, **self.groups}.get(name, ())

    def _watches(self, member: str) -> bool:
        return self.watched is None or member in self.watched

    def _mark(self, place: Place, member: str) -> str:
        return self._paper.marked(place, f"(only {self.name(member)} sees)")


def _channel(place: Place) -> Place:
    """Return the channel that a thread is in."""
    return replace(place, thread="")


def _thread(message: Message) -> Place:
    """Return the thread that begins at the message."""
    return replace(message.place, thread=message.ref)


def _address(message: Message) -> tuple[Place, str, str]:
    """Return what a message is found by: private ones of a key are one in the whole channel."""
    return (_channel(message.place) if message.to else message.place, message.to, message.key)


def _tokens(card: Card) -> tuple[tuple[str, str], ...]:
    """Return the controls of a card, each label with its token."""
    buttons = tuple((button.label, spell_press(card.session, button.press)) for button in card.buttons)
    return (*buttons, ("▾", spell_press(card.session, card.select.press))) if card.select else buttons
