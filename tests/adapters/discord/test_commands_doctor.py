"""What `studybell doctor` says of Discord: who we are, what is allowed, the link - and never the token."""

import asyncio
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from click.testing import CliRunner
from discord import Permissions

from adapters.discord.checkup import application_of, findings
from adapters.discord.setup.invite import PERMISSIONS, invite_link
from bot.doctor import doctor
from bot.readers import Secret
from bot.settings import Settings
from bot.surfaces import Finding
from tests.loopback.discord import Loopback, loopback

NOWHERE = "http://127.0.0.1:9/api/v10"
ID = 123456789012345678
TOKEN = urlsafe_b64encode(str(ID).encode()).decode().rstrip("=") + ".GabcDe.secret-part_of-it"


def settings(api: str, token: str, guild: int | None = None) -> Settings:
    """Return settings with a token."""
    return Settings(discord_token=Secret(token), discord_api_url=api, discord_guild_id=guild)


async def seen(api: str, token: str = TOKEN, guild: int | None = None) -> dict[str, Finding]:
    """Return what is found, by what it is about; none of it holds the token."""
    found = list(await asyncio.to_thread(findings, settings(api, token, guild)))
    assert not [each for each in found if token in "".join(each)]
    return {each.about: each for each in found}


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    """Serve a Discord."""
    async with loopback() as serving:
        yield serving


async def test_it_says_who_we_are_and_prints_the_link(server: Loopback) -> None:
    """Nothing is to do."""
    found = await seen(server.api_url, server.token)
    assert f"Studybell (application {server.application_id})" == found["Discord"].what
    assert invite_link(server.application_id) == found["Discord, to invite it"].what
    assert [""] * 4 == [each.mend for each in found.values()]
    server.assert_clean()


@pytest.mark.parametrize("allowed", [True, False])
async def test_it_says_which_intents_the_owner_allows(server: Loopback, *, allowed: bool) -> None:
    """Both are a choice: no mend."""
    server.grant(message_content=allowed, members=allowed)
    found = await seen(server.api_url, server.token)
    told = [found[f"Discord, {name} Intent"] for name in ("Message Content", "Server Members")]
    assert [(not allowed, "")] * 2 == [(each.what.startswith("not allowed"), each.mend) for each in told]


async def test_it_names_the_server_for_trying_out(server: Loopback) -> None:
    """By its own name."""
    guild = server.guild("Biology 101")
    found = await seen(server.api_url, server.token, guild.id)
    assert f"commands in Biology 101 alone ({guild.id})" == found["Discord, to try out"].what


async def test_a_server_we_are_not_in_is_told(server: Loopback) -> None:
    """With what to do."""
    found = await seen(server.api_url, server.token, 99)
    assert "invite it with the link above" in found["Discord, to try out"].mend


async def test_a_wrong_token_is_told_with_the_mend(server: Loopback) -> None:
    """And no link: the application it names may be anybody's."""
    found = await seen(server.api_url)
    assert {"Discord"} == found.keys()
    assert "Reset Token" in found["Discord"].mend


@pytest.mark.parametrize("token", ["Bot abc.def.ghi", "abc\ndef", "“abc.def.ghi”", "a b"])
async def test_what_cannot_be_a_token_is_sent_nowhere(token: str) -> None:
    """Quotes, blanks, the word Bot."""
    found = await seen(NOWHERE, token)
    assert "without quotes" in found["Discord"].mend


async def test_without_a_network_the_link_is_worked_out_from_the_token() -> None:
    """And it says so."""
    found = await seen(NOWHERE)
    assert "STUDYBELL_DISCORD_API_URL" in found["Discord"].mend
    assert f"{invite_link(ID)} (worked out from the token)" == found["Discord, to invite it"].what


async def test_a_token_that_names_nobody_gives_no_link() -> None:
    """Rather none than a wrong one."""
    assert {"Discord"} == (await seen(NOWHERE, "abc.def.ghi")).keys()


@pytest.mark.parametrize("token", ["", ".", "x", "\x00", "MTIz", "YWJj.x", "=.=", "8J+YgA"])
def test_only_a_number_is_an_application(token: str) -> None:
    """Whatever stands there."""
    assert application_of(token) in {"", "123"}


@pytest.mark.parametrize(
    "answer",
    [
        web.Response(text="<html>", content_type="text/html"),
        web.Response(text='{"id": "x"}'),
        web.Response(text="[]"),
        web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"}),
        web.Response(status=500),
        web.Response(status=429, text="{}"),
    ],
    ids=["a page", "no id", "a list", "elsewhere", "broken", "busy"],
)
async def test_what_is_not_discord_is_told(answer: web.Response) -> None:
    """Whatever answers there, there is a sentence and something to do."""

    async def handle(_: web.Request) -> web.StreamResponse:
        return answer

    app = web.Application()
    app.router.add_get("/{rest:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found = await seen(f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10")
    await runner.cleanup()
    assert found["Discord"].mend


async def test_the_command_prints_it(server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found through the entry point, with the settings of the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STUDYBELL_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("STUDYBELL_DISCORD_TOKEN", server.token)
    monkeypatch.setenv("STUDYBELL_DISCORD_API_URL", server.api_url)
    told = await asyncio.to_thread(CliRunner().invoke, doctor)
    assert invite_link(server.application_id) in told.output
    assert server.token not in told.output


def test_the_link_asks_for_the_permissions_by_their_bits() -> None:
    """The same as discord.py knows them, and no others."""
    named = {name.lower().replace(" ", "_") for name in PERMISSIONS}
    named = {{"view_channels": "read_messages"}.get(name, name) for name in named}
    query = parse_qs(urlsplit(invite_link(1)).query)
    asked = Permissions(int(query["permissions"][0]))
    assert named == {name for name, value in asked if value}
    assert (["1"], ["bot applications.commands"]) == (query["client_id"], query["scope"])


def test_the_readme_says_what_each_permission_is_for() -> None:
    """All of them, and no more."""
    readme = (Path(__file__).parents[3] / "adapters" / "discord" / "README.md").read_text("utf-8")
    table = readme.partition("| permission |")[2].partition("\n\n")[0]
    assert list(PERMISSIONS) == [line.split("|")[1].strip() for line in table.splitlines()[2:]]
