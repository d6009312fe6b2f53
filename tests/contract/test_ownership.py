"""Who looks after which session: alone on SQLite, among others on PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.kernel.session import Fact
from bot.store.connect import ownership_of
from bot.store.contract import Change, Outcome, Ownership, Saved
from bot.store.peers import ASLEEP
from bot.store.store import SqlStore

Opened = Callable[[str], Awaitable[SqlStore]]
Sessions = Callable[..., Saved]
Steps = Callable[..., Change]
Member = tuple[SqlStore, Ownership]
Join = Callable[[str], Awaitable[Member]]


async def never_within_a_turn(waiting: Awaitable[object]) -> bool:
    """Whether it is still not done after the loop has turned."""
    task = asyncio.ensure_future(waiting)
    await asyncio.sleep(0)
    undone = not task.done()
    task.cancel()
    return undone


async def test_nothing_is_left_by_nobody(url: str, join: Join) -> None:
    """The first call returns at once, so that a start need not wait; the next one waits."""
    _, ownership = await join(url)
    assert () == tuple(await ownership.adopted())
    assert (True, True) == (ownership.holds(), await never_within_a_turn(ownership.adopted()))


async def test_what_a_former_process_left_live_is_adopted(
    url: str, opened: Opened, join: Join, a_session: Sessions
) -> None:
    """With the later of its last heartbeat and the session's last change; sleeping and finished ones are not told."""
    store = await opened(url)
    former = ownership_of(store)
    await former.start()
    await store.create(a_session("early", saved_at=1_000))
    await store.create(a_session("late", saved_at=9_000))
    await store.create(a_session("asleep", live=False))
    await store.create(a_session("done", over=True))
    await former.beat(5_000)
    await former.beat(4_000)
    await former.stop()
    await store.close()
    _, ownership = await join(url)
    assert {"early": 5_000, "late": 9_000} == dict(await ownership.adopted())


async def test_own_sessions_are_mine(url: str, join: Join, a_session: Sessions) -> None:
    """Those this process created."""
    store, ownership = await join(url)
    await store.create(a_session())
    assert ownership.mine("quiz1")


async def test_own_writes_touch_nothing(url: str, join: Join, a_session: Sessions, a_step: Steps) -> None:
    """Only other processes are heard."""
    store, ownership = await join(url)
    await store.create(a_session())
    await store.write(a_step())
    assert await never_within_a_turn(ownership.touched())


async def test_giving_up_without_having_started_is_no_error(url: str, opened: Opened) -> None:
    """A start may fail half-way."""
    await ownership_of(await opened(url)).stop()


async def test_each_process_wakes_its_own(postgres_url: str, join: Join, a_session: Sessions) -> None:
    """`due`, `next_wake` and `awake` know what the process created; everybody can load and find everything."""
    (one, ownership_of_one), (two, ownership_of_two) = await join(postgres_url), await join(postgres_url)
    first, second = a_session("first", wake_at=10), a_session("second", wake_at=20)
    await one.create(first)
    await two.create(second)
    assert ([("first", 10)], [("second", 20)]) == (await one.due(99, 9), await two.due(99, 9))
    assert (10, 20) == (await one.next_wake(), await two.next_wake())
    assert (["first"], ["second"]) == (await one.awake(), await two.awake())
    assert (second, "first") == (await one.load("second"), await two.running(first.place, "quiz"))
    assert (False, False) == (ownership_of_one.mine("second"), ownership_of_two.mine("first"))


async def test_an_owner_hears_what_others_write(
    postgres_url: str, join: Join, a_session: Sessions, a_step: Steps
) -> None:
    """Facts and states; so does a process that has only loaded the session."""
    (owner, hears), (other, overhears) = await join(postgres_url), await join(postgres_url)
    await owner.create(a_session())
    await other.load("quiz1")
    await other.write(Change("quiz1", 1, 2_000, (Fact("q1", "ada", 1, b""),)))
    async with asyncio.timeout(2):
        assert ("quiz1",) == await hears.touched()
    await owner.write(a_step())
    async with asyncio.timeout(2):
        assert ("quiz1",) == await overhears.touched()


async def test_news_in_any_number_arrive(postgres_url: str, join: Join, a_session: Sessions) -> None:
    """More than one note can hold."""
    (owner, hears), (other, _) = await join(postgres_url), await join(postgres_url)
    names = {f"{'long name ' * 10}{n}" for n in range(300)}
    await asyncio.gather(*(owner.create(a_session(name)) for name in names))
    await asyncio.gather(*(other.write(Change(name, 1, 1, (Fact("q", "ada", 1, b""),))) for name in names))
    heard: set[str] = set()
    async with asyncio.timeout(2):
        while heard != names:
            heard.update(await hears.touched())


async def test_two_heirs_share_what_is_left(postgres_url: str, join: Join, a_session: Sessions) -> None:
    """Each session has one of them as its owner."""
    members = [await join(postgres_url) for _ in range(3)]
    dying, ending = members[0]
    names = {f"s{n}" for n in range(50)}
    await asyncio.gather(*(dying.create(a_session(name)) for name in names))
    await ending.stop()
    shares: dict[int, set[str]] = {1: set(), 2: set()}
    async with asyncio.timeout(3):
        while len(shares[1] | shares[2]) < len(names):
            for heir in shares:
                shares[heir] = set(await members[heir][0].awake())
            await asyncio.sleep(0)
    assert (names, set()) == (shares[1] | shares[2], shares[1] & shares[2])


async def test_those_who_wake_soon_are_taken_over_first(postgres_url: str, join: Join, a_session: Sessions) -> None:
    """Of many sleepers, so that nobody is late because others sleep long."""
    leaving, gives_up = await join(postgres_url)
    far = [a_session(f"far{n}", live=False, wake_at=10**15) for n in range(ASLEEP + 100)]
    await asyncio.gather(*(leaving.create(one) for one in far))
    await leaving.create(a_session("soon", live=False, wake_at=5_000))
    await asyncio.gather(*(leaving.record_painted(one.id, 1) for one in (*far, a_session("soon"))))
    await gives_up.stop()
    heir, _ = await join(postgres_url)
    assert (["soon"], ASLEEP + 1) == (
        [name for name, _ in await heir.due(9_000, 9)],
        len(await heir.due(10**15, 10_000)),
    )


async def test_taking_over_raises_the_version_and_repaints_nothing(
    postgres_url: str, join: Join, a_session: Sessions, a_step: Steps
) -> None:
    """What was painted stays painted; what was not is told to the heir."""
    (leaving, gives_up), (heir, takes) = await join(postgres_url), await join(postgres_url)
    for session in ("painted", "behind"):
        await leaving.create(a_session(session, live=False))
        await leaving.record_painted(session, 1)
    await leaving.write(a_step(1, session="behind", live=False))
    await gives_up.stop()
    async with asyncio.timeout(3):
        assert ("behind",) == await takes.touched()
        while not await heir.due(5_000, 1):
            await takes.adopted()
    assert ["behind"] == list(await heir.awake())
    saved = await heir.load("painted")
    assert saved is not None
    assert (2, Outcome.STALE) == (saved.version, await leaving.write(a_step(1, session="painted")))
