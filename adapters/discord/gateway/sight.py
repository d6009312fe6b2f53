"""Which threads we are shown: whether Discord tells us what is written there, by what it told of the server.

Whoever may view a channel is told what happens in its public threads; in private ones those are who were let in, and whoever may
manage all threads (API docs, "Threads", 2026-08). What may never happen: a thread taken for one we are shown because we know
nothing of it.
"""

import discord

from adapters.discord.terms.channels import PRIVATE_THREAD
from adapters.discord.terms.ids import guild_of
from adapters.discord.terms.permissions import MANAGE_THREADS, VIEW
from bot.kernel.people import Place


def sees(client: discord.Client, thread: Place) -> bool:
    """Whether we are shown what is written in the thread, as far as we know.

    Of a private thread it is not said without the permission to manage threads: who was let in can be taken out again.
    """
    try:
        guild, channel, number = (int(each) for each in (guild_of(thread.workspace), thread.channel, thread.thread))
    except ValueError:
        return False
    server = client.get_guild(guild)
    parent = server.get_channel(channel) if server else None
    if server is None or parent is None or server.unavailable or client.user is None:
        return False
    me = server.get_member(client.user.id)
    may = parent.permissions_for(me).value if me else 0
    if not may & VIEW or may & MANAGE_THREADS:
        return bool(may & VIEW)
    known = server.get_thread(number)
    return known is not None and known.type.value != PRIVATE_THREAD
