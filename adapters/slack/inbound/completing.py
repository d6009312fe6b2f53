"""Values for what somebody is typing into a select of a form."""

from typing import TYPE_CHECKING, Any

from adapters.slack.inbound.arrivals import Act, Body
from adapters.slack.inbound.hosts import Hosts
from adapters.slack.rendering.inputs import COMPLETED

if TYPE_CHECKING:
    from bot.app import App

LONGEST = 75
"""Characters of an option's text and value (Slack's types, 2026-08); a longer value cannot be offered."""


class Completing:
    """Offers values."""

    def __init__(self, app: "App", hosts: Hosts) -> None:
        self._door = app.door
        self._hosts = hosts

    async def options(self, act: Act, body: Body) -> list[dict[str, Any]]:
        """Return what to offer; the action's name tells of what kind the values are."""
        action = str(body.get("action_id") or "")
        if not action.startswith(COMPLETED):
            return []
        by = await self._hosts.actor(act.workspace, act.member, act.name)
        kind = action.removeprefix(COMPLETED)
        found = await self._door.complete(act.place, kind, str(body.get("value") or ""), by)
        return [
            {"text": {"type": "plain_text", "text": one.label[:LONGEST] or "…", "emoji": False}, "value": one.value}
            for one in found
            if 0 < len(one.value) <= LONGEST
        ]
