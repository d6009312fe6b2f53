"""What a request needs, and what of it we lack: so that a refusal can say which permission is missing, and where to look."""

import discord

from adapters.discord.requests.refusals import Asked
from adapters.discord.terms.permissions import (
    ATTACH,
    MANAGE_THREADS,
    PRIVATE_THREADS,
    PUBLIC_THREADS,
    READ_HISTORY,
    SEND,
    SEND_IN_THREADS,
    VIEW,
)


def asked_for(asked: Asked, *, in_thread: bool) -> int:
    """Return the permissions a request needs, as bits; `in_thread`: it is for a thread."""
    method, path = asked.method, asked.path
    if not path.startswith("/channels/"):
        return 0
    needed = VIEW | (ATTACH if asked.files else 0)
    if "/threads" in path and method == "POST":
        return needed | (PUBLIC_THREADS | READ_HISTORY if "/messages/" in path else PRIVATE_THREADS)
    if path.endswith("/messages"):
        sending = SEND_IN_THREADS if in_thread else SEND
        return needed | (READ_HISTORY if method == "GET" else sending)
    if "/thread-members" in path or asked.about == "archived":
        return needed | SEND_IN_THREADS
    if method == "PATCH" and "/messages/" not in path:
        return needed | MANAGE_THREADS
    return needed


def missing(client: discord.Client, channel_id: int, needed: int) -> int | None:
    """Return which of the permissions `needed` our bot has not in that channel; None where that is not known."""
    channel = client.get_channel(channel_id)
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return None
    me = channel.guild.get_member(client.user.id) if client.user else None
    if me is None or (isinstance(channel, discord.Thread) and channel.parent is None):
        return None
    return needed & ~channel.permissions_for(me).value
