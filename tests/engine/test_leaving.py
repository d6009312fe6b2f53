"""A workspace removes us: its sessions end, nothing is shown or told any more, and all of it is deleted later, or comes back."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.discussion.phases import Closed
from bot.engine.chores import Chores
from bot.engine.clock import ManualClock
from bot.engine.leaving import RETENTION
from bot.engine.surface import Person
from bot.kernel.clock import DAY, HOUR, SECOND
from bot.kernel.errors import Denied
from bot.kernel.people import Place
from bot.quiz.events import Begin
from bot.store.contract import LEFT, StoreBroken
from bot.testing.discussions import HOST as TEACHER
from bot.testing.discussions import talk, typed
from bot.testing.house import House, a_house
from bot.testing.platform import MemoryPlatform
from bot.testing.quizzes import ANA, HOST, NOON, PLACE, lobby
from bot.testing.talking import TOP, Call, Remind, Talking

ID = Talking().id
WORKSPACE = PLACE.workspace


async def under_way(house: House) -> None:
    """Open a discussion that is due in three days and reminds an hour before."""
    house.platform.people += [Person(each.member, each.name, host=each.host) for each in (TEACHER, ANA)]
    await house.open(talk(typed(due="in 3 days", rules="1 post", remind="1h"), at=house.clock.now()).value)


async def leave(house: House, workspace: str = WORKSPACE) -> None:
    """Let the workspace remove us; whatever is tried there from then on is denied."""
    await house.door.left(workspace, house.clock.now())
    await house.take_leave()


async def test_what_runs_ends_and_is_left_alone(tmp_path: Path) -> None:
    """Nothing is posted, edited or told from then on, and nothing remains to be done."""
    async with a_house(tmp_path / "db") as house:
        await under_way(house)
        puts, told = len(house.platform.puts), len(house.platform.told)
        await leave(house)
        await house.after(4 * DAY / SECOND)
        assert isinstance((await house.value()).phase, Closed)
        assert (puts, told) == (len(house.platform.puts), len(house.platform.told))
        assert ([], None) == (list(await house.store.awake()), await house.store.next_wake())


async def test_a_live_quiz_ends_too(tmp_path: Path) -> None:
    """Its channel is free again."""
    async with a_house(tmp_path / "db") as house:
        await house.open(lobby().quiz)
        await house.submit(Begin())
        await house.settle()
        puts = len(house.platform.puts)
        await leave(house)
        assert (True, puts) == ((await house.value()).over, len(house.platform.puts))
        assert None is await house.store.running(PLACE, "quiz")


async def test_other_workspaces_go_on(tmp_path: Path) -> None:
    """Though their names begin in the same way."""
    async with a_house(tmp_path / "db") as house:
        await under_way(house)
        await leave(house, WORKSPACE[:-1])
        assert not (await house.value()).over


async def test_private_news_that_is_on_its_way_stops(tmp_path: Path) -> None:
    """Whoever has not been told by then is not told any more."""
    async with a_house(tmp_path / "db") as house:
        house.platform.people += [Person("ana", "Ana"), Person("ben", "Ben")]
        await house.open(Talking())
        await house.submit(Call("due"), HOST, ID)
        await house.settle()
        await house.door.left(WORKSPACE, house.clock.now())
        await house.desk.submit(ID, Remind(1), HOST, house.clock.now())
        await house.take_leave()
        told = len(house.platform.told)
        await house.after(HOUR / SECOND)
        assert told == len(house.platform.told)


async def test_what_could_not_be_painted_any_more_is_not_tried_again(tmp_path: Path) -> None:
    """Nor is its host told which permission is missing."""
    async with a_house(tmp_path / "db") as house:
        await under_way(house)
        house.platform.trouble.extend([Denied("Send Messages")] * 50)
        await leave(house)
        await house.after(DAY / SECOND)
        assert (50, []) == (len(house.platform.trouble), house.platform.told)


async def test_it_is_remembered_over_a_kill(tmp_path: Path) -> None:
    """What was noted and not done is done by the next start, before anything else."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await under_way(house)
        await house.door.left(WORKSPACE, clock.now())
    puts = len(platform.puts)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        assert (True, puts) == ((await house.value()).over, len(platform.puts))


async def test_after_the_retention_everything_is_deleted(tmp_path: Path) -> None:
    """And not before; neither memory nor store holds anything of it."""
    async with a_house(tmp_path / "db") as house:
        await under_way(house)
        await house.store.set_member_prefs(WORKSPACE, "ana", b"{}")
        await house.store.set_workspace_settings(WORKSPACE, b"{}")
        await house.store.keep("things", f"{WORKSPACE} ana", b"x")
        await leave(house)
        house.clock.advance(RETENTION - 1)
        await house.take_leave()
        assert [WORKSPACE] == list(await house.store.workspaces("memory"))
        house.clock.advance(1)
        await house.take_leave()
        assert (None, []) == (await house.desk.look("abcdefghij"), list(await house.store.workspaces("memory")))
        assert ({}, {}) == (await house.store.kept("things"), await house.store.kept(LEFT))


async def test_what_is_posted_while_all_is_deleted_is_not_recorded(tmp_path: Path) -> None:
    """There is nothing any more to record it in, which is no error."""
    async with a_house(tmp_path / "db") as house:
        await house.open(lobby().quiz)
        put = house.platform.put

        async def put_while_leaving(*args: Any) -> tuple[str, int]:
            house.platform.put = put  # type: ignore[method-assign]
            put_at = await put(*args)
            await house.door.left(WORKSPACE, house.clock.now())
            await house.door.leaving.round(house.clock.now(), 0)
            return put_at

        house.platform.put = put_while_leaving  # type: ignore[method-assign]
        with capture_logs() as logs:
            await house.submit(Begin())
            await house.after(HOUR / SECOND)
        assert None is await house.desk.look("abcdefghij")
        assert [] == [each for each in logs if each["log_level"] == "error"]


async def test_without_retention_everything_is_deleted_at_once(tmp_path: Path) -> None:
    """An operator may want that."""
    async with a_house(tmp_path / "db") as house:
        await under_way(house)
        await house.door.left(WORKSPACE, house.clock.now())
        await house.take_leave(0)
        assert [] == list(await house.store.workspaces("memory"))


async def test_who_comes_back_in_time_keeps_everything(tmp_path: Path) -> None:
    """What stands there is shown as it is now: closed. It does not go on by itself, and nothing is deleted later."""
    async with a_house(tmp_path / "db") as house:
        await under_way(house)
        await leave(house)
        house.clock.advance(RETENTION - 1)
        await house.door.returned(WORKSPACE)
        await house.take_leave()
        thread = house.platform.thread(TOP)
        assert ("🔒 Closed", True) == (
            house.platform.shown(TOP).fields[0].name, thread in house.platform.threads.closed,
        )  # fmt: skip
        assert (["top"], []) == (list((await house.value()).view()), house.platform.told)
        house.clock.advance(2 * RETENTION)
        await house.take_leave()
        assert ({}, [WORKSPACE]) == (await house.store.kept(LEFT), list(await house.store.workspaces("memory")))


async def test_who_comes_back_at_once_is_shown_the_end(tmp_path: Path) -> None:
    """Before anybody has looked: the sessions have ended all the same, or none of them."""
    async with a_house(tmp_path / "db") as house:
        await under_way(house)
        await house.door.left(WORKSPACE, house.clock.now())
        await house.door.returned(WORKSPACE)
        await house.take_leave()
        value = await house.value()
        assert (False, False, {}) == (value.over, value.dismissed, await house.store.kept(LEFT))


async def test_who_leaves_again_is_forgotten_from_then_on(tmp_path: Path) -> None:
    """The time counts anew."""
    async with a_house(tmp_path / "db") as house:
        await under_way(house)
        await leave(house)
        house.clock.advance(RETENTION - DAY)
        await house.door.returned(WORKSPACE)
        await leave(house)
        house.clock.advance(2 * DAY)
        await house.take_leave()
        assert [WORKSPACE] == list(await house.store.workspaces("memory"))
        assert (await house.value()).dismissed


async def test_told_again_the_first_time_counts(tmp_path: Path) -> None:
    """A platform that says it at every start does not keep the data for ever."""
    async with a_house(tmp_path / "db") as house:
        await under_way(house)
        await leave(house)
        house.clock.advance(RETENTION)
        await leave(house)
        assert [] == list(await house.store.workspaces("memory"))


async def test_who_never_left_may_be_said_to_be_back(tmp_path: Path) -> None:
    """Adapters need not know."""
    async with a_house(tmp_path / "db") as house:
        await under_way(house)
        await house.door.returned(WORKSPACE)
        await house.take_leave()
        assert ({}, False) == (await house.store.kept(LEFT), (await house.value()).over)


async def test_whatever_was_opened_meanwhile_ends_at_the_next_look(tmp_path: Path) -> None:
    """By another process, that had not heard of it."""
    async with a_house(tmp_path / "db") as house:
        await leave(house)
        await house.open(Talking(place=Place(WORKSPACE, "late")))
        await house.take_leave()
        assert (await house.value(ID)).dismissed


async def test_it_is_looked_again_when_there_is_something_to_do(tmp_path: Path) -> None:
    """Every day, or when the next workspace's time is up."""
    async with a_house(tmp_path / "db") as house:
        leaving, now = house.door.leaving, house.clock.now()
        assert now + DAY == await leaving.round(now, RETENTION)
        await house.door.left(WORKSPACE, now - RETENTION + HOUR)
        assert now + HOUR == await leaving.round(now, RETENTION)


async def test_the_loop_looks_as_soon_as_somebody_leaves(tmp_path: Path) -> None:
    """And again when the time is up."""
    async with a_house(tmp_path / "db") as house, asyncio.timeout(20):
        await under_way(house)
        looking = asyncio.create_task(house.door.leaving.run(house.clock, Chores(house.clock), RETENTION))
        await house.door.left(WORKSPACE, house.clock.now())
        while not (await house.value()).over:  # noqa: ASYNC110 - it is the database that is waited for
            await asyncio.sleep(0)
        house.clock.advance(RETENTION)
        while await house.store.kept(LEFT):
            house.clock.advance(DAY)
            await asyncio.sleep(0)
        looking.cancel()
        assert [] == list(await house.store.workspaces("memory"))


async def test_what_cannot_be_noted_is_said(tmp_path: Path) -> None:
    """The adapter tells it again at the next start."""
    async with a_house(tmp_path / "db") as house:
        door = house.door
    with pytest.raises(StoreBroken):
        await door.left(WORKSPACE, NOON)
    with pytest.raises(StoreBroken):
        await door.returned(WORKSPACE)
