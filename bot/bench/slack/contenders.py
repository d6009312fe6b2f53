"""Who is measured on Slack: Studybell as operators run it, and slack-bolt programs that do nothing but answer or acknowledge."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

import aiohttp

from bot.bench import contending
from bot.bench.contending import Contender
from bot.bench.slack import payloads
from bot.bench.slack.wire import HTTP, Wire

ANSWERS, ACKS = "answers", "acks"
"""An empty handler that sends the same private reply as Studybell, and one that sends none."""

STARTING = 20.0
"""Seconds a contender gets until it can be reached."""

LOOKING = 0.005
"""Seconds between two looks whether a port is listened on."""


@asynccontextmanager
async def empty(wire: Wire, way: str) -> AsyncIterator[Contender]:
    """Yield the slack-bolt program, reachable."""
    async with starting_empty(wire, way) as contender:
        await ready(wire)
        yield contender


@asynccontextmanager
async def studybell(wire: Wire, folder: Path, database: str) -> AsyncIterator[Contender]:
    """Yield ``studybell run`` before this Slack, reachable."""
    async with starting_studybell(wire, folder, database) as contender:
        await ready(wire)
        yield contender


def starting_empty(wire: Wire, way: str) -> AbstractAsyncContextManager[Contender]:
    """Return the slack-bolt program as it starts."""
    wire.port = _free_port()
    return contending.empty("bot.bench.slack.empty", way, wire.transport, wire.url, str(wire.port))


def starting_studybell(wire: Wire, folder: Path, database: str) -> AbstractAsyncContextManager[Contender]:
    """Return ``studybell run`` as it starts."""
    wire.port = _free_port()
    settings = {
        "SLACK_BOT_TOKEN": payloads.BOT_TOKEN,
        "SLACK_API_URL": f"{wire.url}/api/",
        "HTTP_PORT": str(wire.port),
    }
    if wire.transport == HTTP:
        settings["SLACK_SIGNING_SECRET"] = payloads.SIGNING_SECRET
    else:
        settings["SLACK_APP_TOKEN"] = payloads.APP_TOKEN
    return contending.studybell(folder, database, settings)


async def reached(wire: Wire) -> float:
    """Return the monotonic second at which the contender asked for a link, or listened on its port; raises `TimeoutError`."""
    async with asyncio.timeout(STARTING):
        if wire.transport != HTTP:
            return await wire.asked
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", wire.port)
                writer.close()
                return time.perf_counter()
            await asyncio.sleep(LOOKING)


async def ready(wire: Wire) -> None:
    """Wait until the contender hears what happens in Slack; raises `TimeoutError`."""
    if wire.transport != HTTP:
        await wire.until(wire.ready.is_set, STARTING)
        return
    async with asyncio.timeout(STARTING), aiohttp.ClientSession() as session:
        while True:
            with suppress(aiohttp.ClientConnectionError):
                async with session.get(wire.target):
                    return
            await asyncio.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
