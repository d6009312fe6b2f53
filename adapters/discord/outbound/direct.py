"""Direct messages: one conversation with each member, opened once and remembered.

What may never happen: a conversation opened for nobody's news (Discord watches how many a bot opens: API docs, "Create DM",
2026-08), or a control in it that does not know its server.
"""

from time import monotonic

from adapters.discord.outbound.posts import Posts
from adapters.discord.rendering.cards import message
from adapters.discord.rendering.charts import ready
from adapters.discord.requests.pace import Pace
from adapters.discord.requests.rest import Rest
from adapters.discord.terms.routes import CONVERSATIONS
from bot.kernel.card import Card
from bot.kernel.errors import Gone
from bot.kernel.newest import Newest

A_SECOND = 15
"""Members told in a second, each in one to three requests: what is for everybody goes beside it, below Discord's 50."""

MOST = 50_000
"""Conversations to remember."""


class Direct:
    """Sends direct messages."""

    def __init__(self, rest: Rest, posts: Posts) -> None:
        self._rest = rest
        self._posts = posts
        self._pace = Pace(monotonic, most=A_SECOND, at_once=1)
        self._channels: Newest[int, int] = Newest(MOST)

    async def tell(self, guild: int, key: str, member: int, card: Card) -> None:
        """Send `member` the card, once for each key; raises `Denied` where they take no messages from us."""
        await self._pace.turn()
        await ready(card)
        payload = message(card, key=key, guild=str(guild))
        known = self._channels.get(member)
        if known is not None:
            try:
                await self._posts.put(known, key, payload)
            except Gone:
                self._channels.pop(member, None)
            else:
                return
        await self._posts.put(await self._open(member), key, payload)

    async def _open(self, member: int) -> int:
        opened = await self._rest.request("POST", CONVERSATIONS, {"recipient_id": str(member)})
        self._channels[member] = channel = int(opened["id"])
        return channel
