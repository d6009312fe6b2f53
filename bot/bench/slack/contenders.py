"""Who is measured on Slack: Studybell as operators run it, and slack-bolt programs that do nothing but answer or acknowledge."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
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


@asynccontextmanager
async def empty(wire: Wire, way: str) -> AsyncIterator[Contender]:
    """Yield the slack-bolt program, reachable."""
    port = _free_port()
    async with contending.empty("bot.bench.slack.empty", way, wire.transport, wire.url, str(port)) as contender:
        await _reached(wire, port)
        yield contender


@asynccontextmanager
async def studybell(wire: Wire, folder: Path, database: str) -> AsyncIterator[Contender]:
    """Yield ``studybell run`` before this Slack, reachable."""
    port = _free_port()
    settings = {
        "SLACK_BOT_TOKEN": payloads.BOT_TOKEN,
        "SLACK_API_URL": f"{wire.url}/api/",
        "HTTP_PORT": str(port),
    }
    if wire.transport == HTTP:
        settings["SLACK_SIGNING_SECRET"] = payloads.SIGNING_SECRET
    else:
        settings["SLACK_APP_TOKEN"] = payloads.APP_TOKEN
    async with contending.studybell(folder, database, settings) as contender:
        await _reached(wire, port)
        yield contender


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def _reached(wire: Wire, port: int) -> None:
    """Wait until the contender hears what happens in Slack; raises `TimeoutError`."""
    if wire.transport != HTTP:
        await wire.until(wire.ready.is_set, STARTING)
        return
    wire.target = f"http://127.0.0.1:{port}/slack/events"
    async with asyncio.timeout(STARTING), aiohttp.ClientSession() as session:
        while True:
            with suppress(aiohttp.ClientConnectionError):
                async with session.get(wire.target):
                    return
            await asyncio.sleep(0.05)
