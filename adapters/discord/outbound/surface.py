"""Discord as the engine sees it: the port `Surface`.

What may never happen: a card in another channel than the one meant, or a request for a place that cannot be Discord's.
"""

from collections.abc import Awaitable, Callable, Sequence

import discord

from adapters.discord.outbound.direct import Direct
from adapters.discord.outbound.gates import Gates
from adapters.discord.outbound.history import Histories
from adapters.discord.outbound.posts import Posts, Put
from adapters.discord.outbound.private import PrivateMessages
from adapters.discord.outbound.roll import Roll
from adapters.discord.outbound.threads import Threads
from adapters.discord.rendering.cards import Payload, message
from adapters.discord.rendering.charts import ready
from adapters.discord.requests.rest import Rest
from adapters.discord.requests.trouble import Archived, Locked
from adapters.discord.terms.application import Granted
from adapters.discord.terms.ids import Spot, is_id, number, spot_of
from adapters.discord.terms.stamps import lately
from bot.engine.surface import Capabilities, History, Person, Stretch
from bot.kernel.card import Card
from bot.kernel.clock import Clock, Instant
from bot.kernel.errors import Gone
from bot.kernel.people import Place
from bot.kernel.words import words

GAP = 1_200
"""Milliseconds between two edits that may wait: Discord lets a bot edit about five times in five seconds in one channel,
and what may not wait comes in between."""

TEXTS_TAKE = "Message Content Intent"
"""What Discord calls it that it shows us what members write."""


def nothing(_thread: Place) -> Stretch | None:
    """Return None: no connection tells anything."""
    return None


async def nobody(_workspace: str) -> str:
    """Return "": no role is that of hosts."""
    return ""


class DiscordSurface:
    """A chat platform: channels, threads, private and direct messages of Discord.

    `me` is our own account's id, `guilds` finds a server the gateway told of, `granted` says which intents we have, and
    `host_role` returns the id or name of the role whose members are hosts of a workspace; `heard` is `Surface.unbroken`.
    """

    def __init__(  # noqa: PLR0913 - what it works with
        self,
        rest: Rest,
        private: PrivateMessages,
        clock: Clock,
        *,
        me: Callable[[], int],
        guilds: Callable[[int], discord.Guild | None],
        granted: Callable[[], Granted],
        host_role: Callable[[str], Awaitable[str]] = nobody,
        heard: Callable[[Place], Stretch | None] = nothing,
    ) -> None:
        self._rest = rest
        self._private = private
        self._clock = clock
        self._granted = granted
        self._heard = heard
        self._posts = Posts(rest, clock, me)
        self._threads = Threads(rest, self._posts)
        self._gates = Gates(rest, self._posts, self._threads)
        self._direct = Direct(rest, self._posts)
        self._histories = Histories(rest, clock, granted)
        self._roll = Roll(rest, clock, guilds, granted, host_role)

    @property
    def capabilities(self) -> Capabilities:
        """Private messages can be edited for a while, threads lock, can be read back, and be private; dates are typed."""
        return Capabilities(
            gap=GAP,
            private_edits=True,
            threads_lock=True,
            private_threads=True,
            history=True,
            texts=self._granted().message_content,
            texts_take=TEXTS_TAKE,
        )

    def budget(self, place: Place) -> str:
        """Return the channel or thread: each has its own."""
        return place.thread or place.channel

    async def put(self, place: Place, key: str, card: Card, ref: str | None) -> tuple[str, Instant]:
        """Post or edit the card; a thread that Discord put away is taken out again first."""
        spot, known = spot_of(place), number(ref) if ref is not None else None
        await ready(card)
        payload = message(card, key=key)
        if card.admits is not None:
            return await self._gate(spot, key, card, payload, known)
        put = await self._awake(spot.channel, lambda: self._put(spot.channel, key, payload, known))
        if card.thread:
            await self._threads.begin(spot.channel, put, card.thread)
        return str(put.id), self._confirmed(put)

    async def _put(self, channel: int, key: str, payload: Payload, known: int | None) -> Put:
        if known is not None:
            return await self._posts.edit(channel, known, payload)
        return await self._posts.put(channel, key, payload)

    async def _gate(self, spot: Spot, key: str, card: Card, payload: Payload, known: int | None) -> tuple[str, Instant]:
        """Put the card into a private thread of its own, which is its reference."""
        if known is None:
            thread, put = await self._gates.begin(spot.guild, spot.channel, key, card.thread, payload)
        else:
            thread = known
            put = await self._awake(thread, lambda: self._gates.change(thread, spot.channel, key, payload))
        return str(thread), self._confirmed(put)

    async def _awake(self, channel: int, act: Callable[[], Awaitable[Put]]) -> Put:
        """Do something in a channel or thread; a thread that Discord has put away meanwhile is taken out again first."""
        try:
            return await act()
        except (Archived, Locked):
            await self._threads.wake(channel)
            return await act()

    def _confirmed(self, put: Put) -> Instant:
        return lately(put.stamp, self._clock.now())

    async def whisper(self, place: Place, key: str, member: str, card: Card) -> None:
        """Replace the private message of `key` that `member` has, as long as Discord lets it be edited: 15 minutes."""
        del place
        token = await self._private.token(key, member)
        if token is None:
            return
        await ready(card)
        payload = message(card, key=key)
        try:
            await self._rest.edit_own(token, {"attachments": [], **payload.body}, payload.files)
        except Gone:  # too late, or it was dismissed
            self._private.forget(key, member, token)
        else:
            self._private.news(key, member)

    async def tell(self, place: Place, key: str, member: str, card: Card) -> None:
        """Send `member` a direct message."""
        await self._direct.tell(spot_of(place).guild, key, number(member), card)

    async def members(self, place: Place, group: str = "") -> Sequence[Person]:
        """Return who can see the place; raises `Denied` without the Server Members Intent."""
        return await self._roll.of(place, spot_of(place).guild, group)

    async def present(self, place: Place, members: Sequence[str], group: str = "") -> Sequence[Person]:
        """Return those of `members` who can see the place; each is asked for, which needs no intent."""
        numbers = [int(member) for member in members if is_id(member)]
        return await self._roll.present(place, spot_of(place).guild, numbers, group)

    async def history(self, thread: Place, since: Instant) -> History:
        """Return what members wrote in the thread since `since`; whole from then on, as far as we may read it."""
        return await self._histories.of(spot_of(thread).channel, number(thread.channel), since)

    def unbroken(self, thread: Place) -> Stretch | None:
        """Return what our connection tells of the thread."""
        return self._heard(thread)

    async def admit(self, thread: Place, member: str) -> None:
        """Let a member into a private thread of ours; whom Discord cannot let in is passed over."""
        spot = spot_of(thread)
        if is_id(member):
            await self._gates.admit(spot.channel, number(thread.channel), int(member))

    async def close(self, thread: Place) -> None:
        """Archive and lock the thread."""
        await self._threads.close(spot_of(thread).channel)

    async def reopen(self, thread: Place) -> None:
        """Unlock the thread and take it out of the archive."""
        await self._threads.reopen(spot_of(thread).channel)

    def link(self, place: Place, ref: str) -> str:
        """Return a link to the message."""
        try:
            spot, target = spot_of(place), number(ref)
        except Gone:
            return ""
        label = words("en")("Show the message")
        return f"[{label}](https://discord.com/channels/{spot.guild}/{spot.channel}/{target})"
