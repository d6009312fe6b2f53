"""Who is measured on Discord: Studybell as operators run it, and a discord.py program that does nothing but answer."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

from bot.bench import contending
from bot.bench.contending import Contender
from bot.bench.discord.wire import Wire


def empty(wire: Wire) -> AbstractAsyncContextManager[Contender]:
    """Return the discord.py program that only answers."""
    return contending.empty("bot.bench.discord.empty", wire.url)


def studybell(wire: Wire, folder: Path, database: str) -> AbstractAsyncContextManager[Contender]:
    """Return ``studybell run`` before this Discord."""
    settings = {
        "DISCORD_TOKEN": "bench.bench.bench",
        "DISCORD_API_URL": f"{wire.url}/api/v10",
        "DISCORD_GATEWAY_URL": wire.url.replace("http", "ws", 1) + "/gateway",
    }
    return contending.studybell(folder, database, settings)
