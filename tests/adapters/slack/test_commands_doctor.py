"""What `studybell doctor` says of Slack: who we are, what is missing, what to do - and never a token."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack.checkup import findings
from adapters.slack.terms.scopes import SCOPES
from bot.readers import Secret
from bot.settings import Settings
from bot.store.connect import open_store
from bot.surfaces import Finding
from tests.adapters.slack.installing import APP as CLIENT
from tests.adapters.slack.installing import KEY as LOCKED_WITH
from tests.adapters.slack.installing import NEWER, engine_at, installation, installations
from tests.loopback.slack import Loopback

BOT, APP, SECRET, KEY = "xoxb-1-5ecret", "xapp-1-5ecret", "5ecret", (Secret("A" * 43 + "="),)


class Scripted:
    """A Slack that says to each method what it is told to; `asked` is what was asked, with the token."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.scopes: str | None = ",".join(SCOPES)
        self.asked: list[tuple[str, str]] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Say it."""
        method = request.match_info["method"]
        self.asked.append((method, request.headers.get("Authorization", "")))
        said = self.answers.get(method, {"ok": False, "error": "unknown_method"})
        headers = {} if self.scopes is None else {"x-oauth-scopes": self.scopes}
        if isinstance(said, int):
            return web.Response(status=said, text="Oops")
        return web.json_response(said, headers=headers)


@pytest.fixture
async def scripted() -> AsyncIterator[Scripted]:
    """Give a Slack that says what it is told to."""
    made = Scripted()
    app = web.Application()
    app.router.add_post("/api/{method}", made.answer)
    async with TestServer(app) as server:
        made.url = str(server.make_url("/api/"))
        made.answers["auth.test"] = {
            "ok": True, "team": "School", "team_id": "T1", "user": "studybell", "user_id": "U1", "bot_id": "B1"
        }  # fmt: skip
        made.answers["apps.connections.open"] = {"ok": True, "url": "wss://127.0.0.1/"}
        yield made


async def seen(url: str, **other: Any) -> dict[str, Finding]:
    """Return what is found, by what it is about; none of it holds a token."""
    settings = Settings(slack_api_url=url, **other)
    found = list(await asyncio.to_thread(findings, settings))
    assert not [each for each in found if "5ecret" in "".join(each)]
    return {each.about: each for each in found}


def both() -> dict[str, Any]:
    """Return the settings for Socket Mode."""
    return {"slack_bot_token": Secret(BOT), "slack_app_token": Secret(APP)}


def many() -> dict[str, Any]:
    """Return the settings of an app that many workspaces install."""
    return {
        "slack_client_id": "1.2",
        "slack_client_secret": Secret(SECRET),
        "slack_signing_secret": Secret(SECRET),
        "encryption_key": KEY,
    }


async def test_it_says_who_we_are_and_that_nothing_is_missing(slack: Loopback) -> None:
    """On a strict Slack."""
    slack.team("School")
    tokens = {"slack_bot_token": Secret(slack.bot_token), "slack_app_token": Secret(slack.app_token)}
    found = await seen(slack.api_url, **tokens)
    assert "School" in found["Slack"].what
    assert "it is on" == found["Slack, Socket Mode"].what
    assert {""} == {each.mend for each in found.values()}


async def test_each_token_goes_where_it_belongs(scripted: Scripted) -> None:
    """In the header, and nowhere else."""
    await seen(scripted.url, **both())
    assert [("auth.test", f"Bearer {BOT}"), ("apps.connections.open", f"Bearer {APP}")] == scripted.asked


async def test_scopes_that_are_missing_are_named_with_what_they_are_for(scripted: Scripted) -> None:
    """And how the app gets them."""
    scripted.scopes = ",".join(set(SCOPES) - {"users:read", "im:write"})
    scopes = (await seen(scripted.url, **both()))["Slack, scopes"]
    assert f"missing: im:write ({SCOPES['im:write']}); users:read ({SCOPES['users:read']})" == scopes.what
    assert "studybell manifest slack" in scopes.mend


async def test_a_slack_that_does_not_name_the_scopes_is_no_trouble(scripted: Scripted) -> None:
    """It is only said."""
    scripted.scopes = None
    assert "" == (await seen(scripted.url, **both()))["Slack, scopes"].mend


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive", "not_authed"])
async def test_a_bot_token_slack_does_not_take_is_told_with_the_mend(scripted: Scripted, code: str) -> None:
    """Where it is copied from."""
    scripted.answers["auth.test"] = {"ok": False, "error": code}
    found = (await seen(scripted.url, **both()))["Slack, bot token"]
    assert f"Slack does not take it ({code})" == found.what
    assert "STUDYBELL_SLACK_BOT_TOKEN" in found.mend


async def test_a_person_s_token_is_noticed(scripted: Scripted) -> None:
    """It would speak in that person's name."""
    del scripted.answers["auth.test"]["bot_id"]
    assert "it is a person's, not a bot's" == (await seen(scripted.url, **both()))["Slack, bot token"].what


@pytest.mark.parametrize(
    ("code", "what", "mend"),
    [
        ("missing_scope", "the app token lacks connections:write", "connections:write"),
        ("not_allowed_token_type", "Slack does not take the app token (not_allowed_token_type)", "xapp-"),
        ("invalid_auth", "Slack does not take the app token (invalid_auth)", "STUDYBELL_SLACK_APP_TOKEN"),
        ("socket_mode_not_enabled", "Slack opens no link (socket_mode_not_enabled)", "Socket Mode: switch it on"),
        ("ratelimited", "asked too often just now", "try again"),
    ],
)
async def test_an_app_token_that_opens_no_link_is_told(scripted: Scripted, code: str, what: str, mend: str) -> None:
    """With what to do about each."""
    scripted.answers["apps.connections.open"] = {"ok": False, "error": code}
    found = (await seen(scripted.url, **both()))["Slack, Socket Mode"]
    assert what == found.what
    assert mend in found.mend


@pytest.mark.parametrize("token", ["xoxb-1 5ecret", "xoxb-5ecret\u2026", "xoxb-\x005ecret"])
async def test_what_can_be_no_token_is_sent_nowhere(scripted: Scripted, token: str) -> None:
    """A header would not take it."""
    found = await seen(scripted.url, slack_bot_token=Secret(token), slack_signing_secret=Secret(SECRET))
    assert "it holds what no token has" == found["Slack, bot token"].what
    assert [] == scripted.asked


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("invalid_code", "workspaces can install it"),
        ("invalid_client_id", "Slack does not know the client ID"),
        ("bad_client_secret", "the client secret is wrong"),
        ("ratelimited", "not looked into"),
    ],
)
async def test_an_app_for_many_is_asked_for_with_a_code_there_is_not(scripted: Scripted, code: str, what: str) -> None:
    """Whom Slack does not know it does not tell that the code is wrong."""
    scripted.answers["oauth.v2.access"] = {"ok": False, "error": code}
    assert what == (await seen(scripted.url, **many()))["Slack, app"].what


async def test_a_bot_token_beside_a_client_id_is_said_to_be_of_no_use(scripted: Scripted) -> None:
    """Workspaces install the app then, ours among them."""
    found = await seen(scripted.url, slack_bot_token=Secret(BOT), **many())
    assert "/slack/install" in found["Slack, bot token"].mend


async def test_it_says_where_requests_are_expected(scripted: Scripted) -> None:
    """Whether they arrive only Slack can tell."""
    found = await seen(scripted.url, slack_bot_token=Secret(BOT), slack_signing_secret=Secret(SECRET), http_port=9000)
    assert "http://127.0.0.1:9000/slack/events" in found["Slack, HTTP"].what


@pytest.mark.parametrize("answer", [503, [], "no"])
async def test_something_else_that_answers_is_told(scripted: Scripted, answer: Any) -> None:
    """A proxy, perhaps: then nothing is said of tokens."""
    scripted.answers["auth.test"] = answer
    found = await seen(scripted.url, **both())
    assert {"Slack"} == found.keys()
    assert "STUDYBELL_SLACK_API_URL" in found["Slack"].mend


async def test_a_slack_that_is_not_there_is_told(unused_tcp_port: int) -> None:
    """With what to look at."""
    found = await seen(f"http://127.0.0.1:{unused_tcp_port}/api/", **both())
    assert found["Slack"].what.startswith("it cannot be asked")


async def installed(path: Path) -> str:
    """Return the address of a database in which a workspace's token lies."""
    url = f"sqlite+aiosqlite:///{path}/s.db"
    store = open_store(url)
    await store.open()
    async with engine_at(url) as engine:
        await installations(engine).save(installation("xoxb-5ecret"))
    await store.close()
    return url


@pytest.mark.parametrize(
    ("key", "what", "mended"),
    [
        (LOCKED_WITH, "1, and STUDYBELL_ENCRYPTION_KEY opens them", True),
        (NEWER, "STUDYBELL_ENCRYPTION_KEY does not open 1 of 1", False),
    ],
)
async def test_the_key_is_tried_on_the_tokens_there_are(
    scripted: Scripted, tmp_path: Path, key: str, what: str, *, mended: bool
) -> None:
    """Where it does not fit, with what to do."""
    with_key = many() | {"slack_client_id": CLIENT, "encryption_key": (Secret(key),)}
    found = (await seen(scripted.url, database_url=await installed(tmp_path), **with_key))["Slack, tokens"]
    assert (what, mended) == (found.what, not found.mend)


async def test_a_database_that_is_not_there_is_not_made_to_look_for_tokens(scripted: Scripted, tmp_path: Path) -> None:
    """Nothing is changed."""
    url = f"sqlite+aiosqlite:///{tmp_path}/s.db"
    found = (await seen(scripted.url, database_url=url, **many()))["Slack, tokens"]
    assert ("no workspace has installed the app yet", []) == (found.what, list(tmp_path.iterdir()))


@pytest.mark.parametrize(("says", "mended"), [({"serving": []}, True), ({"status": "up"}, False)])
async def test_a_port_that_is_taken_is_told_unless_studybell_has_it(
    scripted: Scripted, says: dict[str, Any], *, mended: bool
) -> None:
    """It may be asked beside a Studybell that serves."""
    app = web.Application()

    async def health(_: web.Request) -> web.Response:
        return web.json_response(says)

    app.router.add_get("/health", health)
    async with TestServer(app) as server:
        found = (await seen(scripted.url, http_port=server.port, **many()))["Slack, HTTP"]
    assert (mended, not mended) == (not found.mend, "nobody can listen there" in found.what)
