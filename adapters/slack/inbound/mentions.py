"""Commands in messages: to us by name in a channel or thread, where Slack has none, and in direct messages.

What may never happen: an answer to what another program wrote, or to a message that only speaks of us.
"""

import structlog

from adapters.slack.inbound.arrivals import Act, Body
from adapters.slack.inbound.commands import Commands
from adapters.slack.inbound.news import Written
from adapters.slack.requests.api import Tokens
from adapters.slack.terms.calls import after_name, command_in
from adapters.slack.terms.ids import is_ts
from adapters.slack.terms.stamps import lately
from adapters.slack.terms.writing import is_written
from bot.kernel.clock import Instant

log = structlog.get_logger()


class Mentions:
    """Takes what people write to us. `prefix` is that of our commands."""

    def __init__(self, commands: Commands, tokens: Tokens, prefix: str) -> None:
        self._commands = commands
        self._tokens = tokens
        self._prefix = prefix

    async def called(self, act: Act, text: str) -> None:
        """Do what somebody says to us by name."""
        said = after_name(text, (await self._tokens.me(act.workspace)).user)
        if said is None or (command_in(said, self._prefix) is None and await self._commands.heard(act)):
            log.info("a message speaks of us, and asks for nothing", act=act.message)
        else:
            await self._do(act, said)

    async def written(self, act: Act, text: str) -> None:
        """Do what somebody writes to us directly."""
        said = after_name(text, (await self._tokens.me(act.workspace)).user)
        await self._do(act, text if said is None else said)

    async def _do(self, act: Act, said: str) -> None:
        found = command_in(said, self._prefix)
        if found is None:
            await self._commands.unknown(act, said)
            return
        await self._commands.typed(act, *found)


def mention_act(workspace: str, event: Body, now: Instant) -> Act | None:
    """Return the act of somebody who called us by name, None where a program did."""
    if not is_written(event) or not event.get("channel"):
        return None
    return _act(workspace, event, str(event["channel"]), now)


def direct_act(workspace: str, told: Written, now: Instant) -> Act:
    """Return the act of somebody who wrote to us directly."""
    return _act(workspace, told.raw, told.channel, now)


def _act(workspace: str, raw: Body, channel: str, now: Instant) -> Act:
    member, thread = str(raw["user"]), str(raw.get("thread_ts") or "")
    return Act(
        workspace=workspace,
        member=member,
        name=member,
        at=lately(raw.get("ts"), now),
        received=now,
        channel=channel,
        thread=thread if is_ts(thread) else "",
        message=str(raw.get("ts") or ""),
    )
