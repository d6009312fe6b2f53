"""The pages by which a workspace installs us, met as a browser meets them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from adapters.slack.installs.granting import Client
from adapters.slack.installs.installed import Installed
from adapters.slack.installs.oauth import COOKIE, OAuth
from adapters.slack.installs.states import States
from adapters.slack.terms.paths import INSTALL, REDIRECT
from adapters.slack.terms.scopes import SCOPES
from bot.engine.clock import ManualClock
from bot.store.contract import StoreBroken
from bot.store.store import SqlStore
from tests.adapters.slack.installing import APP, Slack, engine_at, many, rows, slack_at_work
from tests.contract.conftest import _migrated, empty_postgres, opened, postgres_url, server, sqlite_url, store, url

__all__ = ["_migrated", "empty_postgres", "opened", "postgres_url", "server", "sqlite_url", "store", "url"]

SECRET = "c11ent5ecret"
TOKEN = "xoxb-abcdef-1"
GRANTED: dict[str, Any] = {
    "ok": True,
    "access_token": TOKEN,
    "token_type": "bot",
    "scope": "chat:write",
    "bot_user_id": "U0BOT",
    "app_id": "A1",
    "team": {"id": "T1", "name": "School <b>"},
    "enterprise": None,
    "authed_user": {"id": "U1"},
    "is_enterprise_install": False,
}


class Scene:
    """Our pages and Slack's API, and a browser that comes to them. `returned` are those who have us (again)."""

    def __init__(self, slack: Slack, installed: Installed, engine: AsyncEngine, browser: aiohttp.ClientSession) -> None:
        self.slack = slack
        self.installed = installed
        self.engine = engine
        self.browser = browser
        self.returned: list[str] = []
        self.failing = False
        self.url = ""

    async def back(self, workspace: str) -> None:
        """Note that a workspace has us."""
        if self.failing:
            raise StoreBroken("The disk is full.")
        self.returned.append(workspace)

    async def get(self, path: str, cookie: str = "", **query: str) -> tuple[int, str, str]:
        """Return status, text and the cookie that is set; a browser would keep a secure one to itself over http."""
        headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
        async with self.browser.get(self.url + path, params=query, headers=headers) as response:
            return response.status, await response.text(), response.headers.get("Set-Cookie", "")

    async def begun(self) -> str:
        """Open the page with the button, and return the state."""
        _, page, _ = await self.get(INSTALL)
        return parse_qs(urlsplit(address_in(page)).query)["state"][0]

    async def finished(self, **query: str) -> tuple[int, str]:
        """Go there and back; `query` is what Slack adds."""
        state = await self.begun()
        status, page, _ = await self.get(REDIRECT, state, state=state, **query)
        return status, page


def address_in(page: str) -> str:
    """Return where the button leads."""
    found = re.search(r'class="do" href="([^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")


@asynccontextmanager
async def on_stage(url: str, store: SqlStore) -> AsyncIterator[Scene]:
    """Serve it all."""
    clock = ManualClock()
    async with slack_at_work() as (slack, client), engine_at(url) as engine, aiohttp.ClientSession() as browser:
        scene = Scene(slack, many(engine, store, client, clock), engine, browser)
        states = States(engine, clock)
        pages = OAuth(Client(APP, SECRET), client, states, scene.installed, clock, scene.back, "sb-").pages()
        app = web.Application()
        for path, page in pages.items():
            app.router.add_get(path, page)
        async with TestServer(app) as served:
            scene.url = str(served.make_url("")).rstrip("/")
            slack.codes["c0de"] = GRANTED
            slack.knows(TOKEN, url="https://school.slack.com/")
            yield scene


@pytest.fixture
async def scene(url: str, store: SqlStore) -> AsyncIterator[Scene]:
    """Return the pages on a fresh database."""
    async with on_stage(url, store) as made:
        yield made


async def test_the_button_leads_to_slack_with_what_we_ask_for(scene: Scene) -> None:
    """All scopes, and a state that this browser alone has in a cookie."""
    status, page, cookie = await scene.get(INSTALL, team="T7")
    address = urlsplit(address_in(page))
    asked = parse_qs(address.query)
    assert (200, "/oauth/v2/authorize", scene.slack.url.split("/")[2]) == (status, address.path, address.netloc)
    assert ([APP], ["T7"], list(SCOPES)) == (asked["client_id"], asked["team"], asked["scope"][0].split(","))
    assert f"{COOKIE}={asked['state'][0]};" in cookie
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


async def test_a_workspace_installs_us(scene: Scene) -> None:
    """It is kept, told to the engine, and the page says what to do next."""
    status, page = await scene.finished(code="c0de")
    assert (200, ["slack:T1"]) == (status, scene.returned)
    assert "Studybell is in School &lt;b&gt;" in page
    assert "<code>/invite @Studybell</code>" in page
    assert "<code>/sb-quiz start</code>" in page
    assert "slack://app?team=T1&id=A1&tab=home" == address_in(page)
    me = await scene.installed.me("slack:T1")
    assert (TOKEN, "B0BOT", "https://school.slack.com/") == (await scene.installed.token("slack:T1"), me.bot, me.url)


async def test_an_organisation_installs_us(scene: Scene) -> None:
    """All its workspaces that were ever seen have us then."""
    await scene.installed.seen("T5", "E1")
    org = {"is_enterprise_install": True, "team": None, "enterprise": {"id": "E1", "name": "Org"}}
    scene.slack.codes["c0de"] = GRANTED | org
    status, page = await scene.finished(code="c0de")
    assert (200, ["slack:T5"]) == (status, scene.returned)
    assert "Studybell is in Org" in page
    assert TOKEN == await scene.installed.token("slack:T5")


async def test_a_workspace_of_an_organisation_installs_us_alone(scene: Scene) -> None:
    """Others of the organisation do not have us by that."""
    scene.slack.codes["c0de"] = GRANTED | {"enterprise": {"id": "E1", "name": "Org"}}
    assert 200 == (await scene.finished(code="c0de"))[0]
    assert (True, False) == (await scene.installed.has("slack:T1"), await scene.installed.has("slack:T2"))


async def test_whoever_says_no_is_told_that_nothing_happened(scene: Scene) -> None:
    """In a friendly way, with a way back."""
    status, page = await scene.finished(error="access_denied")
    assert (200, INSTALL) == (status, address_in(page))
    assert "Nothing was installed" in page
    assert ([], []) == (await rows(scene.engine), scene.slack.asked)


@pytest.mark.parametrize("broken", ["another browser", "no cookie", "made up", "twice", "none"])
async def test_a_state_that_is_not_this_browser_s_installs_nothing(scene: Scene, broken: str) -> None:
    """Nobody can be made to install what somebody else began."""
    state = await scene.begun()
    cookie = {"another browser": await scene.begun(), "no cookie": "", "made up": "m"}.get(broken, state)
    sent = {"made up": "m", "none": ""}.get(broken, state)
    if broken == "twice":
        await scene.get(REDIRECT, state, state=state, error="")
        await scene.get(REDIRECT, state, state=state)
    status, page, _ = await scene.get(REDIRECT, cookie, state=sent, code="c0de")
    assert (400, INSTALL) == (status, address_in(page))
    assert ([], []) == (await rows(scene.engine), scene.slack.asked)


async def test_a_state_is_good_for_ten_minutes(scene: Scene) -> None:
    """Then it has to be begun anew; what has expired is deleted when somebody else begins."""
    state = await scene.begun()
    async with scene.engine.begin() as conn:
        await conn.execute(text("UPDATE slack_oauth_states SET expire_at = '2020-01-01 00:00:00.000000'"))
    status, page, _ = await scene.get(REDIRECT, state, state=state, code="c0de")
    assert 400 == status
    assert "ten minutes" in page
    await scene.begun()
    async with scene.engine.connect() as conn:
        assert 1 == await conn.scalar(text("SELECT count(*) FROM slack_oauth_states"))


async def test_a_code_slack_does_not_know_is_told(scene: Scene) -> None:
    """It may be begun anew."""
    status, page = await scene.finished(code="other")
    assert (400, INSTALL) == (status, address_in(page))
    assert "Slack gave no token" in page


async def test_wrong_settings_are_told_to_the_operator(scene: Scene) -> None:
    """The page names no setting; the log does, and no secret."""
    scene.slack.codes["c0de"] = {"ok": False, "error": "bad_client_secret"}
    with capture_logs() as logs:
        status, page = await scene.finished(code="c0de")
    assert 500 == status
    assert "Whoever runs this Studybell" in page
    assert "copy STUDYBELL_SLACK_CLIENT_SECRET again" in repr(logs)


async def test_slack_in_trouble_is_told(scene: Scene) -> None:
    """Nothing is kept."""
    scene.slack.broken = True
    status, page = await scene.finished(code="c0de")
    assert (400, []) == (status, await rows(scene.engine))
    assert "Slack is in trouble" in page


async def test_a_token_is_kept_even_if_slack_says_no_more(scene: Scene) -> None:
    """It was given once; who we are is asked again later."""
    del scene.slack.tokens[TOKEN]
    assert 200 == (await scene.finished(code="c0de"))[0]
    scene.slack.knows(TOKEN)
    assert "B0BOT" == (await scene.installed.me("slack:T1")).bot


async def test_what_cannot_be_saved_is_said(scene: Scene) -> None:
    """With a status by which a monitor notices it."""
    scene.failing = True
    status, page = await scene.finished(code="c0de")
    assert 503 == status
    assert "can&#x27;t save it just now" in page


async def test_nothing_secret_is_logged(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """Neither by us nor by the libraries, whatever happens."""
    with capture_logs() as logs, caplog.at_level("INFO"):
        await scene.finished(code="c0de")
        await scene.finished(code="c0de")
        scene.failing = True
        scene.slack.codes["c0de"] = GRANTED
        await scene.finished(code="c0de")
    others = [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]  # Web keeps none
    written = repr(logs) + repr(others)
    assert "installed" in written
    assert not [secret for secret in (TOKEN, SECRET, "c0de") if secret in written]


async def test_a_page_carries_nothing_out(scene: Scene) -> None:
    """The address has a code in it; and the page may load nothing, nor be shown inside another."""
    async with scene.browser.get(scene.url + REDIRECT, params={"error": "<script>"}) as response:
        sent, page = response.headers, await response.text()
    assert ("no-referrer", "no-store") == (sent["Referrer-Policy"], sent["Cache-Control"])
    assert "frame-ancestors 'none'" in sent["Content-Security-Policy"]
    assert "<script>" not in page
