"""A database of a former release, full of what people did there, comes to this program's schema and loses nothing."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, column, insert, make_url, table, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.kernel.people import Place
from bot.kernel.session import Fact
from bot.store.connect import migrate
from bot.store.contract import Change, Outcome, Posted, Saved, StoreBroken, Taken
from bot.store.schema import HEAD, MIGRATIONS
from bot.store.store import SqlStore

Opened = Callable[[str], Awaitable[SqlStore]]
Fresh = Callable[[], Awaitable[str]]
Sessions = Callable[..., Saved]
Steps = Callable[..., Change]

HERE = Place("discord:1", "c")
RUNNING = {"version": 3, "painted": 3, "owner": 0, "state": b"asking", "wake_at": 5_000, "live": True, "over": False}
PLACED = {"kind": "quiz", "workspace": "discord:1", "channel": "c", "saved_at": 1_000}
OVER = {"over": True, "live": False, "wake_at": None}

ROWS: dict[str, list[dict[str, Any]]] = {
    "sessions": [
        {"id": "played", "thread": ""} | PLACED | RUNNING | OVER,
        {"id": "before", "thread": ""} | PLACED | RUNNING | OVER,
        {"id": "quiz1", "thread": ""} | PLACED | RUNNING,
        {"id": "quiz2", "thread": "t"} | PLACED | RUNNING,
    ],
    "contents": [{"session": name, "content": b"questions"} for name in ("played", "before", "quiz1", "quiz2")],
    "facts": [
        {"session": "quiz1", "item": "q1", "member": who, "at": 2_000, "data": b"B", "again": False}
        for who in ("bo", "ada")
    ],
    "posts": [
        {"session": session, "slot": slot, "ref": f"{session} {slot}", "whole": "w", "shape": "s"}
        for session in ("quiz1", "quiz2")
        for slot in ("top", "q1")
    ],
    "rung": [{"session": "quiz1", "key": "mine", "stamp": "1"}],
    "members": [{"workspace": "discord:1", "member": "ada", "prefs": b"{}"}],
    "workspaces": [{"workspace": "discord:1", "settings": b"{}"}],
    "shelf": [{"shelf": "tokens", "key": "k", "value": b"v"}],
}
"""Two finished quizzes and two running ones, in a channel and in a thread of it, with all that belongs to them."""

LEFT = Saved(
    id="quiz1",
    kind="quiz",
    place=HERE,
    version=3,
    content=b"questions",
    state=b"asking",
    wake_at=5_000,
    live=True,
    over=False,
    saved_at=1_000,
    facts=(Fact("q1", "bo", 2_000, b"B"), Fact("q1", "ada", 2_000, b"B")),
)


def build(conn: Connection, schema: str) -> None:
    """Make the tables of a former release and fill them."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    command.upgrade(config, schema)
    for name, rows in ROWS.items():
        conn.execute(insert(table(name, *(column(key) for key in rows[0]))), rows)


@pytest.fixture(params=["sqlite", "postgres"])
async def former(request: pytest.FixtureRequest, sqlite_url: str, empty_postgres: Fresh) -> str:
    """Return the address of a database of the first release."""
    url = sqlite_url if request.param == "sqlite" else await empty_postgres()
    if request.param == "sqlite":
        Path(make_url(url).database or "").parent.mkdir()
    engine = create_async_engine(url)
    async with engine.begin() as conn:
        await conn.run_sync(build, "0001")
    await engine.dispose()
    return url


async def test_everything_of_the_first_release_reads(former: str, opened: Opened) -> None:
    """Sessions with their answers, messages, news, people and shelves."""
    await migrate(former)
    store = await opened(former)
    assert LEFT == await store.load("quiz1")
    assert {"top": Posted("quiz1 top", "w", "s"), "q1": Posted("quiz1 q1", "w", "s")} == await store.posted("quiz1")
    assert {"mine": "1"} == await store.rung("quiz1")
    people = (await store.member_prefs("discord:1"), await store.workspace_settings("discord:1"))
    assert ({"ada": b"{}"}, b"{}", {"k": b"v"}) == (*people, await store.kept("tokens"))


async def test_what_runs_goes_on(former: str, opened: Opened, a_session: Sessions, a_step: Steps) -> None:
    """It is found, wakes, holds its place, takes a step, and does not listen; its messages' threads are its own."""
    await migrate(former)
    store = await opened(former)
    assert ("quiz1", "quiz1") == (await store.running(HERE, "quiz"), await store.latest(HERE, "quiz"))
    assert (["quiz1", "quiz2"], []) == (list(await store.running_in(HERE, "quiz")), list(await store.listening()))
    assert [("quiz1", 5_000), ("quiz2", 5_000)] == sorted(await store.due(9_000, 9))
    assert "quiz2" == await store.thread_of(Place("discord:1", "c", "quiz2 q1"))
    with pytest.raises(Taken):
        await store.create(a_session("second", place=HERE))
    assert Outcome.SAVED == await store.write(a_step(3, over=True))
    await store.create(a_session("second", place=HERE))


async def test_upgrading_again_changes_nothing(former: str, opened: Opened) -> None:
    """Each time it says where the database stands."""
    told = [(await migrate(former)).partition(" went ")[2] or "nothing" for _ in range(3)]
    assert [f"from 0001 to schema {HEAD}.", "nothing", "nothing"] == told
    assert LEFT == await (await opened(former)).load("quiz1")


async def test_a_file_of_the_first_release_is_upgraded_as_it_is_opened(tmp_path: Path, opened: Opened) -> None:
    """Nobody with one process on SQLite has to run a command."""
    url = f"sqlite+aiosqlite:///{tmp_path}/s.db"
    engine = create_async_engine(url)
    async with engine.begin() as conn:
        await conn.run_sync(build, "0001")
    await engine.dispose()
    assert LEFT == await (await opened(url)).load("quiz1")


async def test_everything_of_the_second_release_reads(tmp_path: Path, opened: Opened) -> None:
    """What was new in it, too; and the tables it lacked are there and empty."""
    url = f"sqlite+aiosqlite:///{tmp_path}/s.db"
    engine = create_async_engine(url)
    async with engine.begin() as conn:
        await conn.run_sync(build, "0002")
        await conn.execute(text("UPDATE sessions SET sole = false, listens = true WHERE id = 'quiz1'"))
    await engine.dispose()
    store = await opened(url)
    saved = await store.load("quiz1")
    assert saved is not None
    assert (False, True) == (saved.sole, saved.listens)
    empty = "SELECT (SELECT count(*) FROM slack_bots) + (SELECT count(*) FROM slack_installations)"
    assert 0 == await store.database.read(lambda conn: conn.scalar(text(empty)))


@pytest.mark.parametrize("former", ["postgres"], indirect=True)
async def test_a_server_of_the_first_release_asks_to_be_migrated(former: str, opened: Opened) -> None:
    """Others may be using it: it changes only by command."""
    with pytest.raises(StoreBroken, match=r"schema 0001\)\. Run `studybell migrate`"):
        await opened(former)


@pytest.mark.parametrize("former", ["postgres"], indirect=True)
async def test_a_process_of_the_first_release_may_go_on(former: str, opened: Opened) -> None:
    """The rows it still writes hold their place alone and do not listen."""
    await migrate(former)
    row = {"id": "late", "thread": "u"} | PLACED | RUNNING
    engine = create_async_engine(former)
    async with engine.begin() as conn:
        await conn.execute(insert(table("sessions", *(column(key) for key in row))), [row])
        await conn.execute(
            insert(table("contents", column("session"), column("content"))), [{"session": "late", "content": b""}]
        )
    await engine.dispose()
    saved = await (await opened(former)).load("late")
    assert saved is not None
    assert (True, False) == (saved.sole, saved.listens)
