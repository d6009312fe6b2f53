"""The playground as the engine sees it: the port `Surface`, filled by the chat's state.

What may never happen: a private card stored for, or shown to, anybody but the persona it is for. Members that are no
personas (simulated learners) have no page, so what is whispered to them goes nowhere.
"""

from collections.abc import Sequence

from adapters.playground.chat import Chat
from adapters.playground.values import WORKSPACE, Message, Persona, sheet_of, written
from bot.engine.surface import Capabilities, History, Person, Stretch
from bot.kernel.card import Card
from bot.kernel.clock import Clock, Instant
from bot.kernel.errors import Gone
from bot.kernel.people import Place
from bot.kernel.words import words

LEARNERS = "learners"
HOSTS = frozenset({"teachers", "hosts"})
"""The groups there are here: those who are not marked teacher, and those who are."""

GAP = 250
"""Milliseconds between two edits that may wait: a page redraws faster, an eye does not read faster."""


class PlaygroundSurface:
    """A chat platform in this very process."""

    def __init__(self, chat: Chat, clock: Clock) -> None:
        self._chat = chat
        self._clock = clock

    @property
    def capabilities(self) -> Capabilities:
        """Private messages can be edited, threads lock and can be read back; dates come from the browser's own picker."""
        return Capabilities(gap=GAP, private_edits=True, threads_lock=True, date_picker=True, history=True)

    def budget(self, place: Place) -> str:
        """Return the channel: nothing else is shared."""
        return place.channel

    async def put(self, place: Place, key: str, card: Card, ref: str | None) -> tuple[str, Instant]:
        """Post or edit the card; it is stored when this returns."""
        await self._chat.open()
        _check(place)
        message = await self._chat.put(place, key, sheet_of(card), ref, card.files)
        return message.id, self._clock.now()

    async def whisper(self, place: Place, key: str, member: str, card: Card) -> None:
        """Replace the private messages of `key` that the persona `member` has: keys name their session, so none is another's."""
        del place
        await self._chat.open()
        if member in self._chat.personas:
            await self._chat.rewrite(key, member, sheet_of(card), card.files)

    async def tell(self, place: Place, key: str, member: str, card: Card) -> None:
        """Put the card among the direct messages of the persona `member`."""
        await self._chat.open()
        if member not in self._chat.personas:
            return
        draft = Message(id="", seq=0, at=0, channel=f"@{member}", key=key, sheet=sheet_of(card), about=place.channel)
        await self._chat.post(draft, card.files)

    async def members(self, place: Place, group: str = "") -> Sequence[Person]:
        """Return the personas: all of them see every channel, and only one the direct messages of each."""
        await self._chat.open()
        here = [
            one for one in self._chat.personas if not place.channel.startswith("@") or place.channel == f"@{one.id}"
        ]
        return [Person(member=one.id, name=one.name, host=one.host) for one in here if _is_of(group, one)]

    async def present(self, place: Place, members: Sequence[str], group: str = "") -> Sequence[Person]:
        """Return those of `members` who see the channel."""
        return [each for each in await self.members(place, group) if each.member in members]

    async def history(self, thread: Place, since: Instant) -> History:
        """Return what personas wrote, edited or took away in the thread since `since`.

        Nothing of a thread that stands is ever dropped, so what is told is whole, from the thread's own beginning.
        """
        await self._chat.open()
        _check(thread)
        root = self._chat.root(thread)
        if root is None:
            raise Gone
        posts = [one for one in self._chat.posts(root.id) if one.touched >= since]
        return History(tuple(written(one, self._name(one.author)) for one in posts), max(root.at, since))

    def unbroken(self, thread: Place) -> Stretch | None:
        """Return None: reading the chat costs nothing here, so nobody keeps a record of what was heard."""
        del thread
        return None

    async def admit(self, thread: Place, member: str) -> None:
        """Nobody asks for this: everybody in a channel here sees its threads."""
        del thread, member
        raise Gone

    async def close(self, thread: Place) -> None:
        """Lock the thread: nobody can write in it any more."""
        await self._chat.open()
        await self._chat.lock(thread.thread)

    async def reopen(self, thread: Place) -> None:
        """Let everybody write in the thread again."""
        await self._chat.open()
        await self._chat.unlock(thread.thread)

    def link(self, place: Place, ref: str) -> str:
        """Return a link within the page: to the thread that the message stands in or begins, else to the message."""
        message = self._chat.messages.get(ref)
        if message is None or not message.stands or message.audience or place.workspace != WORKSPACE:
            return ""
        say = words("en")
        begins = message.sheet is not None and message.sheet.thread
        label = say("Open the thread") if begins or message.thread else say("Show the message")
        way = f"{message.thread}/{ref}" if message.thread else ref
        return f"[{label}](#/{message.channel}/{way})"

    def _name(self, persona: str) -> str:
        found = self._chat.personas.get(persona)
        return found.name if found else persona


def _check(place: Place) -> None:
    if place.workspace != WORKSPACE:
        raise Gone


def _is_of(group: str, persona: Persona) -> bool:
    """Whether the persona belongs to the group; "" is everybody, and a group that is not there has nobody."""
    return not group or (group in HOSTS if persona.host else group == LEARNERS)
