"""The tokens of many workspaces in several processes: from memory, and never for longer than they are good."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.slack.installs.installed import FRESH, Installed
from adapters.slack.requests.trouble import Revoked
from bot.engine.clock import ManualClock
from bot.kernel.clock import MINUTE, SECOND
from bot.store.contract import StoreBroken
from bot.store.store import SqlStore
from tests.adapters.slack.installing import (
    NEWER,
    Slack,
    engine_at,
    installation,
    installations,
    many,
    rows,
    slack_at_work,
)
from tests.contract.conftest import _migrated, empty_postgres, opened, postgres_url, server, sqlite_url, store, url

__all__ = ["_migrated", "empty_postgres", "opened", "postgres_url", "server", "sqlite_url", "store", "url"]

Process = Callable[[], Installed]


@pytest.fixture
async def engine(url: str, store: SqlStore) -> AsyncIterator[AsyncEngine]:
    """Return an engine on a fresh database that the program has open."""
    assert store
    async with engine_at(url) as made:
        yield made


@pytest.fixture
async def served() -> AsyncIterator[tuple[Slack, AsyncWebClient]]:
    """Serve a Slack."""
    async with slack_at_work() as both:
        yield both


@pytest.fixture
def slack(served: tuple[Slack, AsyncWebClient]) -> Slack:
    """Return the Slack that is served."""
    return served[0]


@pytest.fixture
def clock() -> ManualClock:
    """Return the clock of all processes."""
    return ManualClock()


@pytest.fixture
def process(engine: AsyncEngine, store: SqlStore, served: tuple[Slack, AsyncWebClient], clock: ManualClock) -> Process:
    """Return what makes another process on the same database."""
    return lambda: many(engine, store, served[1], clock)


@pytest.fixture
def installed(process: Process) -> Installed:
    """Return the tokens as a process has them."""
    return process()


async def test_a_token_is_read_once(installed: Installed, engine: AsyncEngine, slack: Slack) -> None:
    """By however many ask, and Slack is not asked at all."""
    await installed.save(installation("xoxb-1"))
    assert {"xoxb-1"} == set(await asyncio.gather(*(installed.token("slack:T1") for _ in range(200))))
    await installations(engine).forget("T1", "")
    assert "xoxb-1" == await installed.token("slack:T1")
    assert [] == slack.asked


async def test_who_we_are_stands_in_the_row(installed: Installed) -> None:
    """Our ids, and where the workspace is."""
    await installed.save(installation("xoxb-1"))
    me = await installed.me("slack:T1")
    assert ("T1", "U0BOT", "B0BOT", "A1", "https://t1.example.com/") == (me.team, me.user, me.bot, me.app, me.url)


async def test_what_the_row_does_not_tell_slack_does(installed: Installed, slack: Slack) -> None:
    """As when it could not be asked while we were installed."""
    slack.knows("xoxb-1")
    await installed.save(installation("xoxb-1", bot_id=None))
    assert "B0BOT" == (await installed.me("slack:T1")).bot


async def test_who_has_not_installed_us_has_no_token(installed: Installed) -> None:
    """They are told to install it."""
    with pytest.raises(Revoked, match="install me again"):
        await installed.token("slack:T1")
    assert not await installed.has("slack:T1")


async def test_another_process_notices_a_new_installation_within_minutes(process: Process, clock: ManualClock) -> None:
    """It was made by the one that happened to serve the page."""
    here, there = process(), process()
    await here.save(installation("xoxb-1"))
    assert "xoxb-1" == await there.token("slack:T1")
    await here.save(installation("xoxb-2", at=2_000))
    assert ("xoxb-2", "xoxb-1") == (await here.token("slack:T1"), await there.token("slack:T1"))
    clock.advance(FRESH)
    assert "xoxb-2" == await there.token("slack:T1")


async def test_another_process_notices_a_new_token_when_the_old_one_is_refused(process: Process, slack: Slack) -> None:
    """At once: whoever was refused tries with the new one."""
    here, there = process(), process()
    await here.save(installation("xoxb-1"))
    await there.token("slack:T1")
    await here.save(installation("xoxb-2", at=2_000))
    slack.revokes("xoxb-1")
    assert await there.refused("slack:T1", "xoxb-1")
    assert "xoxb-2" == await there.token("slack:T1")


async def test_a_token_that_was_taken_back_unheard_ends_the_installation(installed: Installed, slack: Slack) -> None:
    """Nobody was listening when Slack told it; a hundred requests that are refused find it out once."""
    told: list[Sequence[str]] = []

    async def left(workspaces: Sequence[str]) -> None:
        told.append(workspaces)

    installed.left = left
    await installed.save(installation("xoxb-1"))
    slack.revokes("xoxb-1", "account_inactive")
    assert not any(await asyncio.gather(*(installed.refused("slack:T1", "xoxb-1") for _ in range(100))))
    assert ([["slack:T1"]], False, ["auth.test"]) == (told, await installed.has("slack:T1"), slack.asked)


async def test_what_a_proxy_may_have_said_ends_nothing(
    installed: Installed, slack: Slack, engine: AsyncEngine, clock: ManualClock
) -> None:
    """The token is left alone for a while, and tried again."""
    await installed.save(installation("xoxb-1"))
    before = await rows(engine)
    slack.revokes("xoxb-1", "invalid_auth")
    assert not await installed.refused("slack:T1", "xoxb-1")
    with pytest.raises(Revoked):
        await installed.token("slack:T1")
    clock.advance(FRESH)
    assert "xoxb-1" == await installed.token("slack:T1")
    assert before == await rows(engine)


async def test_a_token_in_memory_outlasts_trouble_with_the_database(
    installed: Installed, engine: AsyncEngine, clock: ManualClock
) -> None:
    """And also a process that has not got the new key yet."""
    await installed.save(installation("xoxb-1"))
    await installed.token("slack:T1")
    await installations(engine, NEWER).save(installation("xoxb-1", at=2_000))
    clock.advance(FRESH)
    assert "xoxb-1" == await installed.token("slack:T1")
    with pytest.raises(StoreBroken):
        await installed._read("T1", "")


async def test_an_app_that_is_removed_has_left(installed: Installed, engine: AsyncEngine, slack: Slack) -> None:
    """Its token is deleted at once; said twice, it has left all the same."""
    await installed.save(installation("xoxb-1", at=1_000))
    await installed.token("slack:T1")
    for _ in range(2):
        assert ["slack:T1"] == list(await installed.uninstalled("T1", "", 1_001 * SECOND))
    assert ([], []) == (await rows(engine), slack.asked)
    with pytest.raises(Revoked):
        await installed.token("slack:T1")


async def test_late_news_of_a_removal_does_not_end_the_next_installation(installed: Installed, slack: Slack) -> None:
    """Slack brings an event again for minutes. Whether the clocks agree is not known, so Slack is asked."""
    await installed.save(installation("xoxb-2", at=1_000))
    slack.knows("xoxb-2")
    assert [] == list(await installed.uninstalled("T1", "", 990 * SECOND))
    assert await installed.has("slack:T1")
    slack.revokes("xoxb-2")
    assert ["slack:T1"] == list(await installed.uninstalled("T1", "", 990 * SECOND))


async def test_an_organisation_s_token_is_its_workspaces(installed: Installed, clock: ManualClock) -> None:
    """Once a payload has said which they are; each is served under its own name, then and later."""
    await installed.save(installation("xoxb-org", "", "E1"))
    assert "xoxb-org" == (await installed.authorized("T1", "E1"))[0]
    assert "xoxb-org" == (await installed.authorized("", "E1"))[0]
    await installed.seen("T2", "E1")
    clock.advance(FRESH)
    assert ("xoxb-org", "T2") == (await installed.token("slack:T2"), (await installed.me("slack:T2")).team)
    assert "xoxb-org" == await installed.token("slack:T1")
    assert ["slack:T1", "slack:T2"] == list(await installed.workspaces())
    with pytest.raises(Revoked):
        await installed.token("slack:T3")


async def test_another_process_knows_to_which_organisation_a_workspace_belongs(process: Process) -> None:
    """A reminder is sent where no payload ever came in."""
    here, there = process(), process()
    await here.save(installation("xoxb-org", "", "E1"))
    await here.seen("T1", "E1")
    assert "xoxb-org" == await there.token("slack:T1")


async def test_an_organisation_that_removes_us_takes_its_workspaces_along(installed: Installed) -> None:
    """Not the one that has an installation of its own."""
    await installed.save(installation("xoxb-org", "", "E1"))
    await installed.save(installation("xoxb-own", "T1", "E1"))
    for team in ("T1", "T2", "T3"):
        await installed.seen(team, "E1")
    for _ in range(2):
        assert ["slack:T2", "slack:T3"] == sorted(await installed.uninstalled("", "E1", 2_000 * SECOND))
    assert "xoxb-own" == await installed.token("slack:T1")


async def test_a_workspace_that_removes_us_is_still_served_by_its_organisation(installed: Installed) -> None:
    """Then it has not left."""
    await installed.save(installation("xoxb-org", "", "E1"))
    await installed.save(installation("xoxb-own", "T1", "E1"))
    assert [] == list(await installed.uninstalled("T1", "E1", 2_000 * SECOND))
    assert "xoxb-org" == await installed.token("slack:T1")


async def test_the_removal_from_one_workspace_ends_no_organisation_s_installation(
    installed: Installed, slack: Slack
) -> None:
    """As long as Slack takes its token."""
    slack.knows("xoxb-org", "E1")
    await installed.save(installation("xoxb-org", "", "E1"))
    for team in ("T1", "T2"):
        await installed.seen(team, "E1")
    assert ["slack:T1"] == list(await installed.uninstalled("T1", "E1", 2_000 * SECOND))
    assert "xoxb-org" == await installed.token("slack:T2")


async def test_workspaces_are_withdrawn_and_granted(installed: Installed) -> None:
    """By the organisation's admins."""
    await installed.save(installation("xoxb-org", "", "E1"))
    await installed.seen("T1", "E1")
    assert "xoxb-org" == await installed.token("slack:T1")
    assert ["slack:T1"] == list(await installed.withdrawn(["T1"]))
    with pytest.raises(Revoked):
        await installed.token("slack:T1")
    await installed.seen("T1", "E1")
    assert "xoxb-org" == await installed.token("slack:T1")


async def test_a_token_refused_for_one_workspace_is_good_for_the_others(installed: Installed, slack: Slack) -> None:
    """An organisation's is refused for those it has not let us into."""
    slack.knows("xoxb-org", "E1")
    await installed.save(installation("xoxb-org", "", "E1"))
    for team in ("T1", "T2"):
        await installed.seen(team, "E1")
    assert not await installed.refused("slack:T1", "xoxb-org")
    assert "xoxb-org" == await installed.token("slack:T2")


async def test_a_start_with_the_wrong_key_is_refused(installed: Installed, engine: AsyncEngine) -> None:
    """Before anybody is served."""
    await installations(engine, NEWER).save(installation("xoxb-1"))
    with pytest.raises(Exception, match="STUDYBELL_ENCRYPTION_KEY does not open"):
        await installed.open()


async def test_what_is_known_of_an_organisation_goes_with_its_workspace(installed: Installed, store: SqlStore) -> None:
    """It lies on a shelf by the workspace's name, which the store clears by itself."""
    await installed.seen("T1", "E1")
    assert {"slack:T1": b"E1"} == dict(await store.kept("slack.grid"))
    await store.keep("left", "slack:T1", b"note")
    assert not (await store.forget("slack:T1", b"note")).more
    assert {} == dict(await store.kept("slack.grid"))


async def test_a_database_that_is_down_is_no_farewell(installed: Installed, engine: AsyncEngine) -> None:
    """Whoever asks first is told that it cannot be looked up."""
    async with engine.begin() as conn:
        await conn.execute(text("ALTER TABLE slack_bots RENAME TO elsewhere"))
    try:
        with pytest.raises(StoreBroken):
            await installed.token("slack:T1")
    finally:
        async with engine.begin() as conn:
            await conn.execute(text("ALTER TABLE elsewhere RENAME TO slack_bots"))


def test_a_minute_is_no_longer_than_a_token_is_fresh() -> None:
    """What one process is told, the others notice within minutes."""
    assert MINUTE <= FRESH <= 5 * MINUTE
