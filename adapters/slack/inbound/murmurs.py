"""Private words about what somebody wrote in a thread: shown to them there, alone; where that cannot be, as a direct message.

What may never happen: such a word where others can read it, or an event kept waiting for it.
"""

from typing import TYPE_CHECKING

from adapters.slack.inbound.crowd import Crowd
from adapters.slack.rendering.messages import message as rendered
from adapters.slack.requests.api import Api
from bot.engine.murmuring import TRIES, murmur
from bot.engine.pointing import about
from bot.engine.surface import Surface
from bot.kernel.card import Card
from bot.kernel.clock import SECOND
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.message import Message
from bot.kernel.people import Place
from bot.kernel.session import Reply

if TYPE_CHECKING:
    from bot.app import App


class Murmurs:
    """Brings private words to authors, beside everything else."""

    def __init__(self, app: "App", api: Api, surface: Surface, crowd: Crowd, prefix: str) -> None:
        self._clock = app.clock
        self._api = api
        self._surface = surface
        self._crowd = crowd
        self._prefix = prefix

    def begin(self, session: str, thread: Place, message: Message, reply: Reply) -> None:
        """Bring the reply to the author of the message."""
        self._crowd.start(self._brought(session, thread, message, reply))

    async def _brought(self, session: str, thread: Place, message: Message, reply: Reply) -> None:
        try:
            if not await self._there(session, thread, message, reply):
                await self._directly(session, thread, message, reply)
        except Exception as error:  # noqa: BLE001 - it is logged with its reference
            self._crowd.reference(error, self._clock.now(), session=session, message=message.id)

    async def _there(self, session: str, thread: Place, message: Message, reply: Reply) -> bool:
        """Show it in the thread; False where Slack does not."""
        card = reply.card or Card(body=reply.text, session=session)
        payload = rendered(card, prefix=self._prefix)
        body = {"text": payload["text"], "blocks": payload["blocks"]}
        for _ in range(TRIES):
            try:
                await self._api.call(
                    thread.workspace,
                    "chat.postEphemeral",
                    channel=thread.channel,
                    user=message.author,
                    thread_ts=thread.thread,
                    **body,
                )
            except (Denied, Gone):
                return False
            except Busy as error:
                await self._pause(round(error.retry_after * SECOND))
                continue
            return True
        return False

    async def _directly(self, session: str, thread: Place, message: Message, reply: Reply) -> None:
        """Send it as a direct message."""
        card = reply.card or about(reply.text, session, thread, message.id, self._surface)
        await murmur(self._surface, session, thread, message, card, self._pause)

    async def _pause(self, milliseconds: int) -> None:
        await self._clock.sleep_until(self._clock.now() + milliseconds)
