"""Bolt's app, with a shorter way for presses: there are a thousand of them in a second, and of all else a few.

Bolt (1.30) makes a client and some eighty arguments for each request before it calls a listener, more than all that a press
costs us otherwise. What it finds out and decides on that way, the short one finds out and decides by the same means: whose
request it is, by Bolt's own reading of it, and whether we are installed there. What may never happen: a press that is heard in
a workspace where we are not, or anything else that comes to a press by the short way and would not by Bolt's.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from msgspec import json
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.requests.hooks import Hooks
from bot.kernel.errors import StudybellError

Body = dict[str, Any]

Authorize = Callable[..., Awaitable[object]]

Hear = Callable[[Body, AsyncAck], Awaitable[None]]

Trouble = Callable[[Exception, Body], Awaitable[BoltResponse]]

log = structlog.get_logger()


class Beside:
    """What Bolt answers somebody where we are not installed, as it goes out: beside the message that was pressed.

    An answer that does not say so speaks about that message: in its place would stand, for all, what is for one.
    """

    def __init__(self, hooks: Hooks, url: str) -> None:
        self._hooks = hooks
        self._url = url

    async def __call__(self, text: str) -> None:
        """Answer whoever acted; where that cannot be done, nothing more is owed."""
        body = {"response_type": "ephemeral", "replace_original": False, "text": text}
        try:
            await self._hooks.send(self._url, json.encode(body))
        except (StudybellError, ValueError) as error:
            log.warning("nobody could be told that we are not installed there", reason=str(error))


class Express(AsyncApp):
    """Bolt's app. `presses` are heard past its listeners, and what one raises is told to `trouble`, once both are set."""

    def __init__(self, *, authorize: Authorize, client: AsyncWebClient, **known: Any) -> None:  # noqa: ANN401 - as Bolt has them
        super().__init__(authorize=authorize, client=client, **known)  # type: ignore[arg-type] # it takes one of its own kind, too
        self._slack = client
        self._asks = authorize
        self.presses: tuple[Hear, Trouble] | None = None

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Return what a request is answered."""
        if self.presses is None or not _is_press(req.body) or not await self._is_known(req):
            self._answers_beside(req)
            return await super().async_dispatch(req)
        hear, trouble = self.presses
        ack = AsyncAck()  # type: ignore[no-untyped-call] # Bolt's
        try:
            await hear(req.body, ack)
        except Exception as error:  # noqa: BLE001 - as Bolt hands it on
            return await trouble(error, req.body)
        return ack.response or BoltResponse(status=200)

    def _answers_beside(self, req: AsyncBoltRequest) -> None:
        """Let what Bolt answers by itself go our way."""
        if (url := req.context.response_url) and self._slack.session is not None:
            req.context["respond"] = Beside(Hooks(self._slack.session, self._slack.base_url), url)

    async def _is_known(self, req: AsyncBoltRequest) -> bool:
        """Whether we are installed where it comes from; if not, or that is not known just now, Bolt sees to it."""
        context = req.context
        try:
            found = await self._asks(context=context, team_id=context.team_id, enterprise_id=context.enterprise_id)
        except StudybellError:
            return False
        return found is not None


def _is_press(body: Body) -> bool:
    """Whether Bolt would take it for a press, and could read what was pressed."""
    if body.get("type") != "block_actions" or "ssl_check" in body:
        return False
    match body.get("actions"):
        case [{"action_id": str()}, *_]:
            return True
    return False
