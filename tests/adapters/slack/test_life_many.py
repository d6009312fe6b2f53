"""An app that many workspaces install: the program as an operator starts it, a browser, and classes in two workspaces."""

import asyncio
import re
from html import unescape
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.adapters.slack.playing import Class
from tests.loopback.slack import Loopback, Person, Workspace
from tests.loopback.studybell import by_http, outdoors

KEY = "c2l4dGVlbiBieXRlcyBhbmQgc2l4dGVlbiBtb3JlLi4="


def settings(slack: Loopback, port: int, *, http: bool) -> dict[str, str]:
    """Return the settings of such an app, by one of the transports; the pages are served in both."""
    given = by_http(slack, port) if http else {"http_port": str(port)}
    client = {"slack_client_id": slack.client_id, "slack_client_secret": slack.client_secret, "encryption_key": KEY}
    return {**given, **client, "slack_bot_token": ""}


async def health(port: int) -> tuple[int, Any]:
    """Return what the program says of itself."""
    async with aiohttp.ClientSession() as client, client.get(f"http://127.0.0.1:{port}/health") as response:
        return response.status, await response.json()


async def install(port: int, workspace: Workspace, by: Person) -> int:
    """Go from our page to Slack's and back, as a browser does that keeps our cookie; return the status of the last page."""
    here = f"http://127.0.0.1:{port}"
    async with aiohttp.ClientSession() as client:
        async with client.get(f"{here}/slack/install") as response:
            button = re.search(r'href="([^"]+/oauth/v2/authorize[^"]+)"', await response.text())
            cookie = response.headers["Set-Cookie"].partition(";")[0]
        assert button is not None
        back = workspace.installs(unescape(button[1]), by)
        query = back.partition("?")[2]
        address = f"{here}/slack/oauth_redirect?{query}"
        async with client.get(address, headers={"Cookie": cookie}) as response:
            return response.status


@pytest.mark.parametrize("http", [False, True])
async def test_workspaces_install_the_app_and_play(
    slack: Loopback, tmp_path: Path, unused_tcp_port: int, *, http: bool
) -> None:
    """Each with its own token; after another start, they still do."""
    slack.installing.redirects = [f"http://127.0.0.1:{unused_tcp_port}/slack/oauth_redirect"]
    rooms = [Class(slack, name, installed=False) for name in ("School", "College")]
    if http:
        slack.http(f"http://127.0.0.1:{unused_tcp_port}/slack/events")
    given = settings(slack, unused_tcp_port, http=http)
    way = "Slack over HTTP" if http else "Slack over Socket Mode"
    async with outdoors(slack, tmp_path, **given) as studybell:
        await studybell.says("Studybell serves Slack")
        assert (200, {"serving": [way]}) == await health(unused_tcp_port)
        for room in rooms:
            assert 200 == await install(unused_tcp_port, room.team, room.bo)
            room.team.invites_bot(room.general)
        assert "Host panel" in (await rooms[0].starts_a_quiz()).text
        assert 0 == await studybell.stop()
    assert [] == studybell.trouble
    assert KEY not in "".join(studybell.log)
    async with outdoors(slack, tmp_path, **given) as studybell:
        await studybell.says("Studybell serves Slack")
        assert "Host panel" in (await rooms[1].starts_a_quiz()).text
        assert "You are in." in (await rooms[0].ada.presses(await rooms[0].card("Join"), "Join")).text
        assert 0 == await studybell.stop()
    assert [] == studybell.trouble


async def test_health_says_when_slack_cannot_reach_us(slack: Loopback, tmp_path: Path, unused_tcp_port: int) -> None:
    """Both links are gone, and none can be opened."""
    slack.team("School")
    async with outdoors(slack, tmp_path, **settings(slack, unused_tcp_port, http=False)) as studybell:
        await studybell.says("Studybell serves Slack")
        await slack.until(lambda: len(slack.links.links) == 2)
        slack.links.enabled = False
        slack.links.cut()
        await studybell.says("Slack opens no link just now")
        async with asyncio.timeout(5):
            while (told := await health(unused_tcp_port))[0] == 200:
                continue
        assert (503, {"serving": []}) == told
        assert 0 == await studybell.stop()
    assert [] == studybell.trouble
