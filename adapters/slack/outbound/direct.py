"""Direct messages: one conversation with each member, opened once and remembered.

What may never happen: a direct message to somebody else than the one it is for, or two of one key.
"""

from msgspec import Struct

from adapters.slack.outbound.posts import Payload, Posts, Put
from adapters.slack.outbound.sending import mark_of
from adapters.slack.requests.api import Api
from adapters.slack.requests.trouble import code_of
from adapters.slack.terms.ids import Spot, is_id
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.newest import Newest

MOST = 50_000
"""Conversations to remember."""


class Sent(Struct, frozen=True):
    """A direct message as it stands: where, and the name of its mark."""

    spot: Spot
    put: Put
    name: str


class Direct:
    """Sends direct messages."""

    def __init__(self, api: Api, posts: Posts) -> None:
        self._api = api
        self._posts = posts
        self._channels: Newest[tuple[str, str], str] = Newest(MOST)

    async def tell(self, workspace: str, key: str, member: str, payload: Payload) -> Sent:
        """Send `member` the message, once for each key; raises `Denied` or `Gone` where they take none from us."""
        if not is_id(member):
            raise Gone
        name = mark_of(workspace, member, "", key)
        known = self._channels.get((workspace, member), "")
        try:
            return await self._tell(
                workspace, key, member, payload, known or await self._where(workspace, member, name)
            )
        except Denied as error:
            if not known or code_of(error.__cause__) != "channel_not_found":
                raise
            self._channels.pop((workspace, member), None)
        return await self._tell(workspace, key, member, payload, await self.open(workspace, member))

    async def _tell(self, workspace: str, key: str, member: str, payload: Payload, channel: str) -> Sent:
        name = mark_of(workspace, member, "", key)
        put = await self._posts.put(Spot(workspace, channel), key, payload, name)
        self._channels[workspace, member] = put.channel
        return Sent(Spot(workspace, put.channel), put, name)

    async def _where(self, workspace: str, member: str, name: str) -> str:
        """Return the conversation with `member`; their own id where too many were opened lately: a post opens one, too."""
        try:
            return await self.open(workspace, member)
        except Busy:
            if await self._posts.sending.find(name) is not None:
                raise  # it may stand there, and only the conversation can be looked into
            return member

    async def open(self, workspace: str, member: str) -> str:
        """Return the conversation with `member`, opened where there was none."""
        known = self._channels.get((workspace, member), "")
        if known:
            return known
        opened = await self._api.call(workspace, "conversations.open", users=member)
        channel = str(opened["channel"]["id"])
        self._channels[workspace, member] = channel
        return channel
