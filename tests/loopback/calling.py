"""A bare client of the loopback Slack, which lets a test send what no library would send."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.loopback.slack import Channel, Loopback, Workspace

Json = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """An answer. `error`: Slack's code, empty if it was done."""

    status: int
    body: Json
    headers: Any = field(repr=False)

    @property
    def error(self) -> str:
        """Slack's code."""
        return str(self.body.get("error", ""))

    @property
    def messages(self) -> list[str]:
        """What is wrong in detail."""
        found: list[str] = self.body.get("response_metadata", {}).get("messages", [])
        return found


class Caller:
    """Calls methods as forms (as JSON with `json`), with the first workspace's bot token unless another one is told."""

    def __init__(self, server: Loopback, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session
        self.token = server.bot_token

    async def __call__(self, method: str, **arguments: Any) -> Said:
        """Call a method with a form."""
        form = {key: value if isinstance(value, str) else json.dumps(value) for key, value in arguments.items()}
        return await self.send(method, data=form)

    async def json(self, method: str, **arguments: Any) -> Said:
        """Call a method with a JSON body."""
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return await self.send(method, data=json.dumps(arguments), headers=headers)

    async def send(self, method: str, *, http: str = "POST", headers: Json | None = None, **options: Any) -> Said:
        """Send any request whatever."""
        who = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = self.server.api_url + method
        async with self.session.request(http, url, headers=who | (headers or {}), **options) as response:
            text = await response.text()
            return Said(response.status, json.loads(text) if text.startswith("{") else {}, response.headers)

    async def post(self, channel: Channel, text: str = "x", **arguments: Any) -> Said:
        """Post a message."""
        return await self("chat.postMessage", channel=channel.id, text=text, **arguments)

    async def blocks(self, channel: Channel, *blocks: Json) -> Said:
        """Post blocks."""
        return await self.post(channel, blocks=list(blocks))


@dataclass
class Room:
    """A workspace with a channel, and a caller."""

    server: Loopback
    team: Workspace
    general: Channel
    call: Caller


@asynccontextmanager
async def calling(server: Loopback) -> AsyncIterator[Caller]:
    """Open a client of a Slack."""
    async with aiohttp.ClientSession() as session:
        yield Caller(server, session)


def plain(text: str) -> Json:
    """Return a plain text."""
    return {"type": "plain_text", "text": text}


def markup(text: str) -> Json:
    """Return a text with markup."""
    return {"type": "mrkdwn", "text": text}


def section(text: str = "x", **more: Any) -> Json:
    """Return a section."""
    return {"type": "section", "text": markup(text)} | more


def button(action_id: str = "a", text: str = "A", **more: Any) -> Json:
    """Return a button."""
    return {"type": "button", "action_id": action_id, "text": plain(text)} | more


def actions(*elements: Json, **more: Any) -> Json:
    """Return a row of controls."""
    return {"type": "actions", "elements": list(elements)} | more


def option(value: str = "v", text: str = "V") -> Json:
    """Return an option of a select."""
    return {"text": plain(text), "value": value}


def select(*options: Json, **more: Any) -> Json:
    """Return a select."""
    return {"type": "static_select", "action_id": "s", "options": list(options)} | more


def field_of(element: Json, **more: Any) -> Json:
    """Return an input block."""
    return {"type": "input", "label": plain("Label"), "element": element} | more


def modal(*blocks: Json, **more: Any) -> Json:
    """Return a modal."""
    return {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": list(blocks)} | more
