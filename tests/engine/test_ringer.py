"""Reminders and other direct news: to whom they still concern, once, many at a time, and never in the way of the painting."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.engine.clock import ManualClock
from bot.engine.ringer import AT_ONCE
from bot.engine.surface import Person
from bot.kernel.card import Card
from bot.kernel.clock import SECOND
from bot.kernel.errors import Busy
from bot.kernel.people import Actor, Place
from bot.testing.house import House, a_house
from bot.testing.platform import MemoryPlatform
from bot.testing.quizzes import HOST, NOON
from bot.testing.talking import TOP, Call, Publish, Remind, Talking

ID = Talking().id
ANA, BEN = Actor("ana", "Ana"), Actor("ben", "Ben")


async def a_class(house: House, *members: str) -> None:
    """Open a session that knows who is there: `members`, who have written nothing."""
    house.platform.people += [Person(member, member.capitalize()) for member in members]
    await house.open(Talking())
    await house.submit(Call("due"), HOST, ID)
    await house.settle()


async def remind(house: House, stage: int = 1) -> None:
    """Let everybody be reminded who owes something."""
    await house.submit(Remind(stage), HOST, ID)
    await house.settle()


async def write(house: House, by: Actor) -> None:
    """Let somebody write in the thread, and be heard."""
    thread = house.platform.thread(TOP)
    await house.door.hear(thread, house.platform.threads.write(by.member, thread, "Hello all"), by)


def told(house: House) -> list[tuple[str, str]]:
    """Return who was told what, in order."""
    return [(member, card.title) for _, member, card in house.platform.told]


async def test_everybody_who_owes_is_told_once_for_each_stage(tmp_path: Path) -> None:
    """Neither a change elsewhere nor a restart tells it again."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await a_class(house, "ana", "ben")
        await remind(house)
        await house.submit(Publish(1), HOST, ID)
        await house.settle()
        assert [("ana", "due-ana 1"), ("ben", "due-ben 1")] == sorted(told(house))
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.desk.reread(ID)
        await remind(house, 2)
        assert [("ana", "due-ana 2"), ("ben", "due-ben 2")] == sorted(told(house)[2:])


async def test_a_post_one_moment_before_keeps_the_reminder_away(tmp_path: Path) -> None:
    """What is owed is looked at right before each message leaves, however many go out together."""
    clock = ManualClock(NOON)
    platform = _Telling(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        members = [f"m{number}" for number in range(2 * AT_ONCE)]
        await a_class(house, *members)

        async def last_writes() -> None:
            await write(house, Actor(members[-1], "Last"))

        platform.first = last_writes
        await remind(house)
        assert sorted(members[:-1]) == sorted(member for member, _ in told(house))


async def test_news_that_was_withdrawn_is_told_when_it_comes_back(tmp_path: Path) -> None:
    """Nothing is noted as rung that nobody tried to deliver."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house, "ana")
        house.platform.private_trouble.append(Busy(5))
        await remind(house)
        await write(house, ANA)
        await house.after(10)
        assert ([], {}) == (told(house), dict(await house.store.rung(ID)))


async def test_who_cannot_be_reached_is_known_to_the_session(tmp_path: Path) -> None:
    """It may then name them where everybody reads; the others are told as ever, and nobody is tried twice."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house, "ana", "ben")
        house.platform.unreachable.add("ben")
        await remind(house)
        await house.after(5)
        assert ([("ana", "due-ana 1")], {"ben"}) == (told(house), (await house.value(ID)).unreached)
        assert ("ben",) == house.platform.shown("nudge").mentions
        assert {"due-ana": "1", "due-ben": "1"} == await house.store.rung(ID)


async def test_a_reminder_whose_time_is_up_does_not_leave(tmp_path: Path) -> None:
    """The platform was busy until then, or the program down: the session is told, and nobody is woken at night."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house, "ana", "ben")
        house.platform.private_trouble.extend([None, Busy(60)])
        await house.submit(Remind(1, house.clock.now() + 30 * SECOND), HOST, ID)
        await house.after(90)
        assert ([("ana", "due-ana 1")], {"ben"}) == (told(house), (await house.value(ID)).overdue)
        assert {"due-ana": "1"} == await house.store.rung(ID)


async def test_a_platform_that_is_busy_for_long_loses_no_reminder(tmp_path: Path) -> None:
    """It is waited for as often as it asks."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house, "ana")
        house.platform.private_trouble.extend([Busy(2)] * 10)
        await remind(house)
        await house.after(30)
        assert [("ana", "due-ana 1")] == told(house)


async def test_painting_goes_on_while_reminders_wait(tmp_path: Path) -> None:
    """A platform that takes direct messages slowly keeps no card from being posted."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house, "ana", "ben")
        house.platform.private_trouble.extend([Busy(60)] * 2)
        await remind(house)
        await house.submit(Publish(3), HOST, ID)
        await house.after(1)
        assert ("2", []) == (house.platform.shown("a2").title, told(house))
        await house.after(61)
        assert 2 == len(told(house))


async def test_a_kill_between_telling_and_remembering_tells_again(tmp_path: Path) -> None:
    """Under the same key, of which the platform keeps one; so a start finds what was left untold."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await a_class(house, "ana", "ben")
        await house.after(1)
        house.platform.private_trouble.extend([Busy(600), Busy(600)])
        await remind(house)
        assert [] == told(house)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        assert ["ana", "ben"] == sorted(member for member, _ in told(house))


async def test_two_thousand_reminders_take_no_square_of_time(tmp_path: Path) -> None:
    """Twice as many cost about twice as much, also when the value changes on the way."""
    costs = []
    for count in (500, 2_000):
        async with a_house(tmp_path / f"{count}") as house:
            await a_class(house, *(f"m{number}" for number in range(count)))
            began = time.process_time()
            await remind(house)
            costs.append(time.process_time() - began)
            assert count == len(told(house))
    assert costs[1] < 10 * costs[0]


class _Telling(MemoryPlatform):
    """A platform on which something happens while the first direct messages are on their way: all wait for it."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock)
        self.first: Callable[[], Awaitable[None]] | None = None
        self.happened = asyncio.Event()

    async def tell(self, place: Place, key: str, member: str, card: Card) -> None:
        """Send it."""
        first, self.first = self.first, None
        if first is not None:
            await first()
            self.happened.set()
        await self.happened.wait()
        await super().tell(place, key, member, card)
