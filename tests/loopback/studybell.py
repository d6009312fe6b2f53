"""Studybell on a loopback platform, or on several: inside the test's own loop, or as the process an operator starts."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.app import Adapter, App, open_app
from bot.engine.clock import SystemClock
from bot.kernel.clock import Clock
from bot.settings import Settings, _settings
from bot.surfaces import configured, opener
from tests.loopback.discord import Answer, Loopback, Person, Shown
from tests.loopback.slack import Loopback as Slack

ROOT = Path(__file__).parents[2]

CAPITALS = """---
title: Capitals
reading: 0
---

## Which city is the capital of France?

- [x] Paris
- [ ] Lyon

## Which city is the capital of Italy?

- [ ] Milan
- [x] Rome
"""


SKY = """---
title: The sky
---

Why is the sky blue?
"""


def content(folder: Path, **decks: str) -> Path:
    """Write decks (`capitals` unless told) and the prompt `sky` into a content folder and return it."""
    for kind in ("decks", "prompts"):
        (folder / "content" / kind).mkdir(parents=True, exist_ok=True)
    (folder / "content" / "prompts" / "sky.md").write_text(SKY, "utf-8")
    for name, text in (decks or {"capitals": CAPITALS}).items():
        (folder / "content" / "decks" / f"{name}.md").write_text(text, "utf-8")
    return folder / "content"


Server = Loopback | Slack
Servers = Server | Sequence[Server]
"""One platform, or several to serve side by side."""


def way_to(server: Server) -> dict[str, str]:
    """Return the settings with which Studybell finds `server`, by their names in lower case; Slack by Socket Mode."""
    if isinstance(server, Slack):
        return {
            "slack_bot_token": server.bot_token,
            "slack_app_token": server.app_token,
            "slack_api_url": server.api_url,
        }
    return {
        "discord_token": server.token,
        "discord_api_url": server.api_url,
        "discord_gateway_url": server.gateway_url,
    }


def by_http(slack: Slack, port: int) -> dict[str, str]:
    """Return the settings for Slack over HTTP on a port of this machine, instead of Socket Mode."""
    return {"slack_app_token": "", "slack_signing_secret": slack.signing_secret, "http_port": str(port)}


def _ways(servers: Servers, other: dict[str, Any]) -> dict[str, Any]:
    each = [servers] if isinstance(servers, Server) else servers
    return {name: value for server in each for name, value in way_to(server).items()} | other


def settings_for(servers: Servers, folder: Path, **other: Any) -> Settings:
    """Return the settings with which Studybell finds the platforms; values that are texts are read as they would be."""
    given = {"data_dir": folder, "content_dir": content(folder), **_ways(servers, other)}
    hints = _settings()
    read = {
        name: hints[name].read(value) if isinstance(value, str) else value
        for name, value in given.items()
        if value != ""
    }
    return Settings(**read)


class Indoors:
    """Studybell in the test's loop. `done` is its task; `adapter` is the first of its `adapters`."""

    def __init__(self, app: App, adapters: Sequence[Any]) -> None:
        self.app = app
        self.adapters: Sequence[Adapter] = adapters
        self.adapter = adapters[0]
        self.done = asyncio.create_task(app.serve(adapters))

    async def ready(self) -> None:
        """Wait until it serves; raises what kept it from that."""
        serving = asyncio.gather(*(adapter.serving.wait() for adapter in self.adapters))
        async with asyncio.timeout(10):
            await asyncio.wait({serving, self.done}, return_when=asyncio.FIRST_COMPLETED)
        if self.done.done():
            serving.cancel()
            await self.done

    async def stop(self) -> None:
        """Stop it, as a signal does."""
        self.done.cancel()
        await asyncio.wait({self.done})


@asynccontextmanager
async def indoors(servers: Servers, folder: Path, clock: Clock | None = None, **other: Any) -> AsyncIterator[Indoors]:
    """Yield Studybell as it starts; wait for `ready` before anything is typed."""
    settings = settings_for(servers, folder, **other)
    async with open_app(settings, clock=clock or SystemClock()) as app:
        studybell = Indoors(app, [opener(name)(app) for name in configured(settings)])
        try:
            yield studybell
        finally:
            await studybell.stop()


class Process:
    """``studybell run``. `log` is what it has written, line by line; whole once it has ended."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.log: list[str] = []
        self._wrote = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    @property
    def trouble(self) -> list[str]:
        """The lines that are errors, or parts of a traceback."""
        return [line for line in self.log if "[error" in line or "[critical" in line or "Traceback" in line]

    async def says(self, text: str) -> None:
        """Wait until a line of the log has the text, ten seconds at most and no longer than it runs."""
        async with asyncio.timeout(10):
            while not any(text in line for line in self.log):
                assert not self._reading.done(), "\n".join(["it ended:", *self.log])
                self._wrote.clear()
                await self._wrote.wait()

    def freeze(self) -> None:
        """Let it stand still, as a machine does that swaps or is moved."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._process.send_signal(signal.SIGCONT)

    async def kill(self) -> None:
        """End it as a power cut would."""
        self._process.send_signal(signal.SIGKILL)
        await self.ended()

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop; return its exit code."""
        self._process.send_signal(number)
        return await self.ended()

    async def ended(self) -> int:
        """Wait for its end, ten seconds at most, and return its exit code."""
        async with asyncio.timeout(10):
            code = await self._process.wait()
            await self._reading
        return code

    async def close(self) -> None:
        """See that it is gone."""
        if self._process.returncode is None:
            self._process.kill()
        await self.ended()

    async def _read(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self.log.append(line.decode().rstrip())
            self._wrote.set()
        asyncio.get_running_loop().call_soon(self._wrote.set)


@asynccontextmanager
async def outdoors(servers: Servers, folder: Path, **other: str) -> AsyncIterator[Process]:
    """Yield ``studybell run`` with its settings in the environment, `other` ones by their names in lower case."""
    given = {"data_dir": str(folder), "content_dir": str(content(folder)), **_ways(servers, other)}
    env = {name: value for name, value in os.environ.items() if not name.startswith("STUDYBELL_")}
    env |= {f"STUDYBELL_{name.upper()}": value for name, value in given.items()}
    env["PYTHONPATH"] = str(ROOT)
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=env, stderr=asyncio.subprocess.PIPE
    )
    process = Process(started)
    try:
        yield process
    finally:
        await process.close()


class Room:
    """A server with a channel, a host and two learners."""

    def __init__(self, server: Loopback, **options: Any) -> None:
        self.server = server
        self.guild = server.guild(**options)
        self.general = self.guild.channel("general")
        self.ada, self.cy = self.guild.member("Ada"), self.guild.member("Cy")
        self.bo = self.guild.member("Bo", host=True)

    async def starts_a_quiz(self, within: float = 10) -> Answer:
        """Let the host start the deck `capitals` as soon as there is a command for it; return the host's panel."""
        await self.server.until(lambda: self.server.commands, within)
        return await self.bo.command(self.general, "quiz start", deck="capitals")

    async def card(self, button: str, title: str = "") -> Shown:
        """Return the newest public message with a button that begins so (and the title), as soon as there is one."""
        return await self._newest(
            lambda shown: title in shown.text and any(each.startswith(button) for each in shown.buttons)
        )

    async def shows(self, text: str) -> Shown:
        """Return the newest public message with the text, as soon as there is one."""
        return await self._newest(lambda shown: text in shown.text)

    async def whispers(self, person: Person, text: str) -> Shown:
        """Return the newest private message of somebody with the text, as soon as there is one."""
        found = await self.server.until(
            lambda: [shown for shown in person.whispers(self.general) if text in shown.text], 10
        )
        newest: Shown = found[-1]
        return newest

    async def hosts(self, label: str) -> Answer:
        """Let the host press a button of the panel, as soon as it is there."""
        found = await self.server.until(
            lambda: [shown for shown in self.bo.whispers(self.general) if label in shown.buttons], 10
        )
        return await self.bo.press(found[-1], label)

    async def _newest(self, wanted: Callable[[Shown], bool]) -> Shown:
        found = await self.server.until(
            lambda: [shown for shown in self.ada.sees(self.general) if not shown.private and wanted(shown)], 10
        )
        newest: Shown = found[-1]
        return newest
