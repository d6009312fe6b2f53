"""A chat platform in memory: real in all it does, strict in what it takes, and in trouble when a test says so."""

from collections import deque
from collections.abc import Sequence

from msgspec import Struct

from bot.engine.surface import Capabilities, Person
from bot.kernel.card import Card
from bot.kernel.clock import Clock, Instant
from bot.kernel.errors import Gone
from bot.kernel.event import spell_press
from bot.kernel.people import Place
from bot.testing.texts import marked_up, presses


class Message(Struct):
    """A message as it stands in the channel, and how often it has been edited."""

    place: Place
    key: str
    card: Card
    edits: int = 0


class MemoryPlatform:
    """`bot.engine.surface.Surface`: messages by reference, private ones by key and member.

    `trouble` are errors raised by the next calls of `put`, `private_trouble` by those of `tell` and `whisper`;
    None among them lets a call pass.
    """

    def __init__(self, clock: Clock, *, gap: int = 1_000, private_edits: bool = True) -> None:
        self.capabilities = Capabilities(gap=gap, private_edits=private_edits)
        self.people: list[Person] = []
        self.messages: dict[str, Message] = {}
        self.puts: list[tuple[Instant, str, Card]] = []
        self.told: list[tuple[str, str, Card]] = []
        self.whispered: list[tuple[str, str, Card]] = []
        self.trouble: deque[Exception | None] = deque()
        self.private_trouble: deque[Exception | None] = deque()
        self._clock = clock
        self._by_key: dict[tuple[Place, str], str] = {}
        self._direct: set[str] = set()

    def budget(self, place: Place) -> str:
        """Return the channel: each has a budget of its own."""
        return place.channel

    async def put(self, place: Place, key: str, card: Card, ref: str | None) -> tuple[str, Instant]:
        """Post or edit; one key leaves one message."""
        _refuse_oversize(key, card)
        _raise_next(self.trouble)
        if ref is None:
            ref = self._by_key.setdefault((place, key), f"m{len(self._by_key)}")
            message = self.messages.setdefault(ref, Message(place, key, card))
        elif ref in self.messages:
            message = self.messages[ref]
            message.edits += 1
        else:
            raise Gone
        message.card = card
        self.puts.append((self._clock.now(), ref, card))
        return ref, self._clock.now()

    def delete(self, ref: str) -> None:
        """Delete a message, as a moderator would."""
        del self.messages[ref]

    async def whisper(self, place: Place, key: str, member: str, card: Card) -> None:
        """Replace a member's private message."""
        del place
        _refuse_oversize("", card)
        _raise_next(self.private_trouble)
        self.whispered.append((key, member, card))

    async def tell(self, place: Place, key: str, member: str, card: Card) -> None:
        """Send a direct message; one key leaves one message."""
        del place
        _refuse_oversize("", card)
        _raise_next(self.private_trouble)
        if f"{key} {member}" not in self._direct:
            self._direct.add(f"{key} {member}")
            self.told.append((key, member, card))

    async def members(self, place: Place) -> Sequence[Person]:
        """Return everybody: all of them see every channel."""
        del place
        return list(self.people)

    async def close(self, thread: Place) -> None:
        """There is nothing to lock."""

    def link(self, place: Place, ref: str) -> str:
        """Return a link to a message."""
        return f"[there](memory://{place.channel}/{ref})"

    # -- for looking at what stands there
    def shown(self, slot: str) -> Card:
        """Return the one message of a slot; an error when there is none, or more than one."""
        (found,) = [message.card for message in self.messages.values() if slot in message.key.split(".")]
        return found


def _raise_next(trouble: deque[Exception | None]) -> None:
    error = trouble.popleft() if trouble else None
    if error is not None:
        raise error


def _refuse_oversize(key: str, card: Card) -> None:
    """Refuse what no platform would take: limits of Discord's messages and Slack's blocks, roughly."""
    assert len(key) <= 25, f"an idempotency key has at most 25 characters: {key}"
    assert len(card.title) <= 256, "a title has at most 256 characters"
    assert sum(len(text) for text in marked_up(card)) <= 12_000, "a message is too long"
    assert len(card.buttons) <= 25, "a message has at most 25 buttons"
    assert all(len(button.label) <= 80 for button in card.buttons), "a label has at most 80 characters"
    for press in presses(card):
        spell_press(card.session, press)
