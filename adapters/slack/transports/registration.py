"""One registration for both transports: every request of Slack goes through Bolt to what hears it.

What may never happen: an event that Bolt drops because our own bot is in it. Whoever deletes a message of ours causes an event
that names us as its author, and we have to know.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.installs.authorizing import Authorize
from adapters.slack.transports.express import Express
from adapters.slack.transports.loglines import logger
from bot.kernel.errors import StudybellError
from bot.kernel.words import words

ANY = re.compile("")
"""Every name there is: what a control means is spelled in it."""

log = structlog.get_logger()

Body = dict[str, Any]

Ack = Any
"""Bolt's `AsyncAck`, or whatever of it somebody has use for."""


class Inbox(Protocol):
    """Where everything of Slack's arrives: the whole payload, and what acknowledges it.

    `StudybellError` lets Slack deliver it again.
    """

    async def action(self, body: Body, ack: Ack) -> None:
        """Hear that a control was used (``block_actions``)."""

    async def view(self, body: Body, ack: Ack) -> None:
        """Hear that a form was sent (``view_submission``)."""

    async def view_closed(self, body: Body, ack: Ack) -> None:
        """Hear that a form was closed."""

    async def command(self, body: Body, ack: Ack) -> None:
        """Hear that a slash command was typed."""

    async def shortcut(self, body: Body, ack: Ack) -> None:
        """Hear that a shortcut was used, global or of a message."""

    async def event(self, body: Body, ack: Ack) -> None:
        """Hear that something happened that we subscribed to (``event_callback``)."""

    async def options(self, body: Body, ack: Ack) -> None:
        """Say what there is to choose in a select."""


class _Unworked(Exception):
    """Whoever heard it has a bug; anything else that Bolt raises comes of the payload."""


def bolt(client: AsyncWebClient, authorize: Authorize) -> Express:
    """Return Bolt's app. `client` has no token of its own. Signatures are checked where requests come in (``web.py``)."""
    with _without_theirs():
        return Express(
            name="studybell",
            logger=logger("slack_bolt"),
            client=client,
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
            user_facing_authorize_error_message=words("en")(
                "I am not installed in this workspace any more. Whoever looks after its apps can install me again."
            ),
        )


def register(app: Express, inbox: Inbox) -> None:
    """Let `inbox` have everything; controls are asked for first, as there are most of them."""
    action = _listener(inbox.action)
    app.presses = action, _told
    app.block_action(ANY)(action)
    app.view_submission(ANY)(_listener(inbox.view))
    app.command(ANY)(_listener(inbox.command))
    app.event(ANY)(_listener(inbox.event))
    app.shortcut(ANY)(_listener(inbox.shortcut))
    app.options(ANY)(_listener(inbox.options))
    app.view_closed(ANY)(_listener(inbox.view_closed))
    app.error(_told)


def _listener(hear: Any) -> Any:  # noqa: ANN401 - Bolt hands in what a listener's parameters are called
    async def listener(body: Body, ack: Ack) -> None:
        try:
            await hear(body, ack)
        except StudybellError:
            raise
        except Exception as error:
            raise _Unworked from error

    return listener


async def dispatched(app: AsyncApp, body: Body, headers: Mapping[str, Any] | None) -> BoltResponse:
    """Return what Bolt answers a payload with: status 400 to one that it cannot read, where it would raise."""
    try:
        # What was read once need not be read again, which is what the mode says; signatures are checked before.
        asked = AsyncBoltRequest(mode="socket_mode", body=body, headers=dict(headers or {}))
        return await app.async_dispatch(asked)
    except Exception as error:  # noqa: BLE001 - whatever is missing in it
        return _unread(error, body)


async def _told(error: Exception, body: Body) -> BoltResponse:
    """Tell of what a listener did not catch; Slack gets no acknowledgement, and delivers events again."""
    if isinstance(error, StudybellError):
        log.warning("not taken in, so Slack delivers it again", kind=_kind(body), reason=str(error))
    elif isinstance(error, _Unworked):
        log.error("something of Slack's could not be worked", kind=_kind(body), exc_info=error.__cause__)
    else:
        return _unread(error, body)
    return BoltResponse(status=500)


def _unread(error: Exception, body: Body) -> BoltResponse:
    problem = f"{type(error).__name__}: {error}"
    log.warning("a payload of Slack's could not be read", kind=_kind(body), problem=problem)
    return BoltResponse(status=400)


def _kind(body: Body) -> str:
    event = body.get("event")
    inner = event.get("type") if isinstance(event, dict) else ""
    return str(inner or body.get("type") or body.get("command"))


_THEIRS = (
    "SLACK_BOT_TOKEN",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "SLACK_SIGNING_SECRET",
    "SLACK_VERIFICATION_TOKEN",
)


@contextmanager
def _without_theirs() -> Iterator[None]:
    """Hide from Bolt what it reads from the environment by itself: another app's, as ours are called ``STUDYBELL_...``."""
    kept = {name: os.environ.pop(name) for name in _THEIRS if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)
