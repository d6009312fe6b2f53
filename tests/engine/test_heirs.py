"""Heirs: sessions that follow from others exist, once, whatever happens on the way."""

from pathlib import Path

from bot.engine.clock import ManualClock
from bot.store.contract import StoreBroken
from bot.testing.house import House, a_house
from bot.testing.platform import MemoryPlatform
from bot.testing.quizzes import HOST, NOON
from bot.testing.talking import Beget, Finish, Publish, Talking

ID = Talking().id
FIRST, SECOND = (heir.id for heir in Talking(children=2).heirs())


async def exist(house: House) -> list[str]:
    """Return which of the two heirs exist."""
    return [each for each in (FIRST, SECOND) if await house.store.load(each) is not None]


async def test_what_follows_from_a_session_is_opened_and_painted(tmp_path: Path) -> None:
    """As soon as the session says so; each is a session like any other."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Talking())
        await house.submit(Beget(2), HOST, ID)
        await house.settle()
        assert [FIRST, SECOND] == await exist(house)
        assert 3 == len(house.platform.messages)


async def test_one_that_exists_is_left_alone(tmp_path: Path) -> None:
    """Neither a change of its parent nor a restart touches it."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.open(Talking(children=1))
        await house.submit(Finish(), HOST, FIRST)
        await house.settle()
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.submit(Publish(1), HOST, ID)
        await house.settle()
        assert (True, [FIRST]) == ((await house.value(FIRST)).over, await exist(house))


async def test_an_heir_whose_opening_was_cut_short_is_opened_by_the_next_start(tmp_path: Path) -> None:
    """The parent does not count as painted before its heirs exist, so a start looks at it."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.open(Talking())

        async def broken(_saved: object) -> None:
            raise StoreBroken("the disk is full")

        house.store.create = broken  # type: ignore[method-assign,assignment]
        await house.submit(Beget(2), HOST, ID)
        await house.settle()
        assert [] == await exist(house)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        assert [FIRST, SECOND] == await exist(house)


async def test_an_heir_is_opened_once_the_store_is_back(tmp_path: Path) -> None:
    """Without a restart and without another change."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Talking())
        create = house.store.create

        async def broken(_saved: object) -> None:
            house.store.create = create  # type: ignore[method-assign]
            raise StoreBroken("the disk is full")

        house.store.create = broken  # type: ignore[method-assign,assignment]
        await house.submit(Beget(1), HOST, ID)
        await house.after(6)
        assert [FIRST] == await exist(house)


async def test_heirs_of_a_session_that_is_over_exist_too(tmp_path: Path) -> None:
    """The last change of a session may be the one they follow from."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Talking(children=1, over=True))
        assert [FIRST] == await exist(house)
