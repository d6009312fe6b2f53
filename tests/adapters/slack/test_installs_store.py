"""Who has installed us, as it lies in the database: on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from adapters.slack.installs.encryption import WrongKey
from bot.store.contract import StoreBroken
from bot.store.store import SqlStore
from tests.adapters.slack.installing import (
    KEY,
    NEWER,
    TABLES,
    engine_at,
    installation,
    installations,
    rows,
)
from tests.contract.conftest import (
    _migrated,
    empty_postgres,
    opened,
    postgres_url,
    server,
    sqlite_url,
    store,
    url,
)

__all__ = ["_migrated", "empty_postgres", "opened", "postgres_url", "server", "sqlite_url", "store", "url"]


@pytest.fixture
async def engine(url: str, store: SqlStore) -> AsyncIterator[AsyncEngine]:
    """Return an engine on a fresh database that the program has open."""
    assert store
    async with engine_at(url) as made:
        yield made


async def tokens(engine: AsyncEngine, team: str, enterprise: str = "", key: str = KEY) -> list[str]:
    """Return the tokens that stand for a team, the one to be taken first."""
    installed = installations(engine, key)
    return [installed.opened(stands) for stands in await installed.of(team, enterprise)]


async def test_an_installation_is_read_as_it_was_saved(engine: AsyncEngine) -> None:
    """Whose it is, who we are there, when, and where Slack shows it."""
    await installations(engine).save(installation("xoxb-1", at=1_700_000_000.25))
    (stands,) = await installations(engine).of("T1", "")
    assert ("T1", "", "U0BOT", "B0BOT", "A1") == (stands.team, stands.enterprise, stands.user, stands.bot, stands.app)
    assert (1_700_000_000_250, "https://t1.example.com/") == (stands.at, stands.url)
    assert ["xoxb-1"] == await tokens(engine, "T1")


async def test_no_token_lies_in_the_database_as_it_is(engine: AsyncEngine) -> None:
    """Neither the bot's nor that of the person who installed us, which nobody asked for."""
    more = {"user_token": "xoxp-user", "user_refresh_token": "xoxe-1", "bot_refresh_token": "xoxe-2"}
    await installations(engine).save(installation("xoxb-secret", **more))
    kept = repr(await rows(engine))
    assert "T1" in kept
    assert not [token for token in ("xoxb-secret", *more.values()) if token in kept]


async def test_ids_and_tokens_may_be_long(engine: AsyncEngine) -> None:
    """Slack promises no length of either."""
    token, team = "xoxb-" + "1" * 600, "T" + "9" * 80
    await installations(engine).save(installation(token, team, team_name="n" * 400, bot_scopes="a:b," * 500))
    assert [token] == await tokens(engine, team)


async def test_another_installation_takes_the_place_of_the_first(engine: AsyncEngine) -> None:
    """Nothing of the first is kept, also where somebody else installed us."""
    await installations(engine).save(installation("xoxb-1"))
    await installations(engine).save(installation("xoxb-2", at=2_000, user_id="U2"))
    assert ["xoxb-2"] == await tokens(engine, "T1")
    assert len(TABLES) == len(await rows(engine))


async def test_an_app_that_is_removed_leaves_no_row(engine: AsyncEngine) -> None:
    """Of that workspace; those of others stay."""
    for token, team in (("xoxb-1", "T1"), ("xoxb-2", "T2")):
        await installations(engine).save(installation(token, team))
    await installations(engine).forget("T1", "")
    assert ([], ["xoxb-2"]) == (await tokens(engine, "T1"), await tokens(engine, "T2"))
    assert "T1" not in repr(await rows(engine))


async def test_a_workspace_of_an_organisation_has_its_own_first(engine: AsyncEngine) -> None:
    """Both at once are possible; others of the organisation have its token alone."""
    await installations(engine).save(installation("xoxb-org", "", "E1", at=3_000))
    await installations(engine).save(installation("xoxb-own", "T1", "E1"))
    assert ["xoxb-own", "xoxb-org"] == await tokens(engine, "T1", "E1")
    assert (["xoxb-org"], []) == (await tokens(engine, "T2", "E1"), await tokens(engine, "T2"))
    assert [("T1", "E1"), ("", "E1")] == [(each.team, each.enterprise) for each in await installations(engine).all()]


async def test_each_of_both_goes_without_the_other(engine: AsyncEngine) -> None:
    """A workspace's end is not its organisation's."""
    await installations(engine).save(installation("xoxb-org", "", "E1"))
    await installations(engine).save(installation("xoxb-own", "T1", "E1"))
    await installations(engine).forget("T1", "E1")
    assert ["xoxb-org"] == await tokens(engine, "T1", "E1")
    await installations(engine).save(installation("xoxb-own", "T1", "E1"))
    await installations(engine).forget("", "E1")
    assert ["xoxb-own"] == await tokens(engine, "T1", "E1")


async def test_a_workspace_that_moved_into_an_organisation_keeps_its_own(engine: AsyncEngine) -> None:
    """Its row knows no organisation, what arrives does; and it goes as a whole."""
    await installations(engine).save(installation("xoxb-1"))
    assert ["xoxb-1"] == await tokens(engine, "T1", "E1")
    await installations(engine).forget("T1", "E1")
    assert [] == await rows(engine)


async def test_another_app_s_installations_are_no_matter_of_ours(engine: AsyncEngine) -> None:
    """Its rows are neither read nor deleted."""
    theirs = installations(engine, client="333.444")
    await theirs.save(installation("xoxb-theirs"))
    await installations(engine).forget("T1", "")
    assert ([], 1) == (await tokens(engine, "T1"), len(await theirs.of("T1", "")))


async def test_a_new_key_put_first_takes_the_place_of_the_old_one(engine: AsyncEngine) -> None:
    """Both open what the old one locked; once it was locked anew the old one may go."""
    await installations(engine, KEY).save(installation("xoxb-1"))
    assert ["xoxb-1"] == [installations(engine, NEWER, KEY).opened(each) for each in await installations(engine).all()]
    await installations(engine, NEWER, KEY).renew()
    assert ["xoxb-1"] == await tokens(engine, "T1", key=NEWER)
    await installations(engine, NEWER).renew()


async def test_what_the_first_key_has_locked_is_not_written_again(engine: AsyncEngine) -> None:
    """A start writes nothing where nothing changed."""
    await installations(engine).save(installation("xoxb-1"))
    before = await rows(engine)
    await installations(engine, KEY, NEWER).renew()
    assert before == await rows(engine)


async def test_a_wrong_key_is_told_with_its_mend(engine: AsyncEngine) -> None:
    """And nothing is changed: the right one still opens all."""
    await installations(engine).save(installation("xoxb-1"))
    with pytest.raises(WrongKey, match="Set that one again; to change keys, write the new one before it"):
        await installations(engine, NEWER).renew()
    (stands,) = await installations(engine).of("T1", "")
    with pytest.raises(StoreBroken, match="STUDYBELL_ENCRYPTION_KEY does not open"):
        installations(engine, NEWER).opened(stands)
    assert ["xoxb-1"] == await tokens(engine, "T1")


async def test_one_token_that_no_key_opens_keeps_nobody_else_away(engine: AsyncEngine) -> None:
    """It is told in the log, once, whose it is."""
    await installations(engine, NEWER).save(installation("xoxb-1"))
    await installations(engine, KEY).save(installation("xoxb-2", "T2"))
    with capture_logs() as logs:
        await installations(engine, KEY).renew()
    assert [("error", "T1")] == [(line["log_level"], line["team"]) for line in logs]
    assert ["xoxb-2"] == await tokens(engine, "T2")


async def test_no_key_at_all_is_needed_where_nothing_is_kept(engine: AsyncEngine) -> None:
    """A first start with any key is a good one."""
    await installations(engine, NEWER).renew()


async def test_installations_and_the_program_s_own_writes_wait_for_each_other(
    engine: AsyncEngine, store: SqlStore
) -> None:
    """None of either is lost, though they come by different ways into one file."""
    one = installations(engine)
    writes = [store.keep("shelf", str(number), b"") for number in range(100)]
    await asyncio.gather(*writes, *(one.save(installation(f"xoxb-{team}", f"T{team}")) for team in range(20)))
    assert (100, 20) == (len(await store.kept("shelf")), len(await one.all()))


async def test_trouble_with_the_database_is_told_as_such(engine: AsyncEngine) -> None:
    """In a sentence, not with SQL's."""
    async with engine.begin() as conn:
        await conn.execute(text("ALTER TABLE slack_bots RENAME TO elsewhere"))
    try:
        with pytest.raises(StoreBroken, match="The database did not take what concerns an installation in Slack"):
            await installations(engine).of("T1", "")
    finally:
        async with engine.begin() as conn:
            await conn.execute(text("ALTER TABLE elsewhere RENAME TO slack_bots"))
