"""Several processes on one database: whichever of them hears that a workspace has left, all of them heed it."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.engine.desk import Desk
from bot.engine.leaving import Leaving
from bot.kernel.clock import HOUR, Instant
from bot.store.contract import LEFT, Ownership
from bot.store.store import SqlStore
from bot.testing.house import KINDS
from bot.testing.talking import PLACE, Talking

NOW: Instant = 1_800_000_000_000
KEPT = HOUR
SESSIONS = [f"talk{number:06}" for number in range(30)]

Joined = tuple[SqlStore, Ownership]
Join = Callable[[str], Awaitable[Joined]]


async def a_process(join: Join, url: str) -> tuple[SqlStore, Desk, Leaving]:
    """Return a process with a desk of its own."""
    store, _ = await join(url)
    desk = Desk(store, KINDS)
    return store, desk, Leaving(desk, store)


async def values(desk: Desk) -> list[Talking | None]:
    """Return how the sessions stand in the database, whatever the desk has in memory."""
    for session in SESSIONS:
        await desk.reread(session)
    standings = [await desk.look(session) for session in SESSIONS]
    return [None if each is None else each.value for each in standings]


async def test_all_processes_look_at_once_and_each_session_ends_once(postgres_url: str, join: Join) -> None:
    """Those of the others too."""
    one, two = [await a_process(join, postgres_url) for _ in range(2)]
    for number, session in enumerate(SESSIONS):
        await (one, two)[number % 2][1].open("talking", Talking(id=session), NOW)
    await one[2].left(PLACE.workspace, NOW)
    await asyncio.gather(*(each[2].round(NOW, KEPT) for each in (one, two)))
    assert {True} == {value is not None and value.dismissed for value in await values(two[1])}
    loaded = [await one[0].load(session) for session in SESSIONS]
    assert {2} == {saved.version for saved in loaded if saved is not None}


async def test_all_processes_delete_at_once_and_nothing_is_left(postgres_url: str, join: Join) -> None:
    """What one has deleted the other does not miss."""
    one, two = [await a_process(join, postgres_url) for _ in range(2)]
    for session in SESSIONS:
        await one[1].open("talking", Talking(id=session), NOW)
    await two[2].left(PLACE.workspace, NOW)
    await asyncio.gather(*(each[2].round(NOW + KEPT, KEPT) for each in (one, two)))
    assert ([], {}) == (list(await two[0].workspaces(PLACE.platform)), await one[0].kept(LEFT))
    assert {None} == set(await values(one[1]))


async def test_who_comes_back_while_another_process_looks_is_not_left_dismissed(postgres_url: str, join: Join) -> None:
    """Whatever is said last holds for every session."""
    one, two = [await a_process(join, postgres_url) for _ in range(2)]
    for session in SESSIONS:
        await one[1].open("talking", Talking(id=session), NOW)
    await one[2].left(PLACE.workspace, NOW)

    async def comes_back() -> None:
        await two[2].returned(PLACE.workspace)
        await two[2].round(NOW + 1, KEPT)

    await asyncio.gather(one[2].round(NOW, KEPT), comes_back())
    await asyncio.gather(*(each[2].round(NOW + 2, KEPT) for each in (one, two)))
    assert ({False}, {}) == (
        {value is not None and value.dismissed for value in await values(two[1])},
        await one[0].kept(LEFT),
    )
