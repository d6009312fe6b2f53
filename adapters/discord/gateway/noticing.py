"""What of the gateway's events says how far we hear everything: where a session begins or goes on, and what we may see.

Channels, roles and threads are looked at once the library has taken the event in (API docs, "Gateway Events", 2026-08).
"""

from collections.abc import Callable, Mapping
from typing import Any

from adapters.discord.gateway.attention import ANY, Attention

Notice = Callable[[Mapping[str, Any]], None]

SIGHT = (
    *("GUILD_UPDATE", "GUILD_MEMBER_UPDATE", "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE"),
    *("CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE"),
)
"""Events after which we may be shown more or less than before; of members we are told of ourselves alone."""


def noticing(attention: Attention) -> Mapping[str, Notice]:
    """Return what each event tells `attention`, by the gateway's names. One that cannot be read may have told anything."""

    def resumed(data: Mapping[str, Any]) -> None:
        attention.resumed(data["__shard_id__"])

    def here(data: Mapping[str, Any]) -> None:
        if data.get("unavailable"):
            attention.away(int(data["id"]))
        else:
            attention.here(int(data["id"]))

    def away(data: Mapping[str, Any]) -> None:
        attention.away(int(data["id"]))

    def changed(data: Mapping[str, Any]) -> None:
        attention.changed(int(data.get("guild_id") or data["id"]))

    def regained(data: Mapping[str, Any]) -> None:
        channels = data.get("channel_ids") or {str(thread["parent_id"]) for thread in data["threads"]}
        attention.regained(int(data["guild_id"]), set(map(str, channels)))

    notices: dict[str, Notice] = {"RESUMED": resumed, "GUILD_CREATE": here, "GUILD_DELETE": away}
    notices |= dict.fromkeys(SIGHT, changed) | {"THREAD_LIST_SYNC": regained}
    return {name: _sure(notice, attention) for name, notice in notices.items()}


def _sure(notice: Notice, attention: Attention) -> Notice:
    def noted(data: Mapping[str, Any]) -> None:
        try:
            notice(data)
        except (KeyError, TypeError, ValueError, AttributeError):  # the library has said so already
            attention.lost(ANY)

    return noted
